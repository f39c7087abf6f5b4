package millrace.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import millrace.cluster.MiniCluster;
import millrace.store.Store;
import millrace.store.Stores;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.mapreduce.Job;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a job is told of its jars, and what lies on HDFS then; no job runs. */
@ExtendWith(MiniCluster.Shared.class)
class SharedJarsIT {
  private static final String ATTEMPT = "_millrace/work/17-a/fold";

  private final MiniCluster cluster;
  private final org.apache.hadoop.fs.Path root;
  @TempDir private Path local;
  private Store store;
  private Path program;
  private Path library;

  SharedJarsIT(MiniCluster cluster) throws IOException {
    this.cluster = cluster;
    this.root = cluster.newDirectory();
    this.store = Stores.open(cluster.hdfsConf(), root);
    this.program = Path.of("");
    this.library = Path.of("");
  }

  @BeforeEach
  void twoJars() throws IOException {
    program = Files.writeString(local.resolve("program.jar"), "the program");
    library = Files.writeString(local.resolve("library.jar"), "a library");
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private Job job() throws IOException {
    Configuration conf = cluster.hdfsConf();
    conf.set("mapreduce.framework.name", "yarn");
    conf.set("mapreduce.job.jar", program.toString());
    conf.set("tmpjars", library.toUri() + ",hdfs:///elsewhere/other.jar");
    return Job.getInstance(conf);
  }

  private Job given(SharedJars jars) throws IOException {
    Job job = job();
    jars.give(job, ATTEMPT);
    return job;
  }

  private List<String> contents() throws IOException {
    return Arrays.stream(
            cluster.fs().listStatus(new org.apache.hadoop.fs.Path(root, "_millrace/jars")))
        .map(FileStatus::getPath)
        .map(this::text)
        .sorted()
        .toList();
  }

  private String text(org.apache.hadoop.fs.Path path) {
    try (var in = cluster.fs().open(path)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new AssertionError(path.toString(), e);
    }
  }

  @Test
  void aJobNamesItsJarsOnHdfsAndHasNoneToCopy() throws IOException {
    Job job = given(new SharedJars(store));
    assertThat(contents()).containsExactly("a library", "the program");
    assertThat(job.getJar()).as("nothing to be copied by Hadoop").isNull();
    assertThat(job.getConfiguration().get("tmpjars")).isEqualTo("hdfs:///elsewhere/other.jar");
    assertThat(job.getFileClassPaths()).hasSize(2);
    assertThat(Arrays.stream(job.getFileClassPaths()).map(this::text))
        .containsExactly("the program", "a library");
    assertThat(job.getCacheFiles()).hasSize(2);
    assertThat(store.list("_millrace/work/17-a")).as("no draft is left").isEmpty();
  }

  @Test
  void theSameBytesAreUploadedOnceWhoeverComes() throws IOException {
    given(new SharedJars(store));
    List<FileStatus> before = files();
    Files.writeString(local.resolve("copy.jar"), "the program");
    program = local.resolve("copy.jar");
    given(new SharedJars(store));
    assertThat(files()).isEqualTo(before);
  }

  private List<FileStatus> files() throws IOException {
    return List.of(cluster.fs().listStatus(new org.apache.hadoop.fs.Path(root, "_millrace/jars")));
  }

  @Test
  void otherVersionsGoOnceTheyAreNotWanted() throws IOException {
    given(new SharedJars(store));
    new SharedJars(store).sweep();
    assertThat(contents())
        .as("a tick without a job knows nothing of what is wanted")
        .containsExactly("a library", "the program");
    Files.writeString(program, "the next version");
    SharedJars next = new SharedJars(store);
    given(next);
    assertThat(contents()).containsExactly("a library", "the next version", "the program");
    next.sweep();
    assertThat(contents()).containsExactly("a library", "the next version");
  }

  @Test
  void whatRunsInThisProcessKeepsItsJars() throws IOException {
    Job job = job();
    job.getConfiguration().set("mapreduce.framework.name", "local");
    new SharedJars(store).give(job, ATTEMPT);
    assertThat(job.getJar()).isEqualTo(program.toString());
    assertThat(job.getConfiguration().get("tmpjars")).as("to be copied for its tasks").isNull();
    assertThat(store.list("_millrace")).isEmpty();
  }
}
