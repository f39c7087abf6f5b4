package millrace.plugins.jsonlines;

import static millrace.plugins.jsonlines.Reports.FILE;
import static millrace.plugins.jsonlines.Reports.revision;
import static millrace.plugins.jsonlines.Reports.row;
import static millrace.plugins.jsonlines.Reports.withdrawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import millrace.option.Options;
import millrace.sink.Fence;
import millrace.sink.ReportUpdate;
import millrace.sink.Sink;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds on a local disk, on HDFS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class JsonLinesOnHdfsIT {
  private final MiniDFSCluster hdfs;

  JsonLinesOnHdfsIT(@TempDir java.nio.file.Path directory) throws IOException {
    Configuration configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.toString());
    hdfs = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
  }

  @BeforeAll
  void start() throws IOException {
    hdfs.waitClusterUp();
  }

  @AfterAll
  void stop() {
    hdfs.shutdown();
  }

  private Sink sink(String path) {
    return new JsonLinesKind().create(Options.of(Map.of("path", path)), hdfs.getConfiguration(0));
  }

  private void deliver(String path, ReportUpdate update) throws IOException {
    try (Sink sink = sink(path)) {
      sink.deliver(List.of(update), () -> {});
    }
  }

  private String read(String path) throws IOException {
    try (var in = hdfs.getFileSystem().open(new Path(path, FILE))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/short", "hdfs:/short", "hdfs:///short", "HOST/short"})
  void aPathMayLeaveOutTheHostOfTheDefaultFileSystem(String path) throws IOException {
    deliver(
        path.replace("HOST", hdfs.getFileSystem().getUri().toString()),
        revision(1, 2, row("/a", "5")));
    assertThat(read("/short")).contains("\"snapshot\":2");
    assertThat(hdfs.getFileSystem().delete(new Path("/short"), true)).isTrue();
  }

  @Test
  void theNewestRevisionIsThereWholeAndAWithdrawalRemovesIt() throws IOException {
    deliver("/lake", revision(1, 2, row("/a", "5"), row("/b", "1")));
    deliver("/lake", revision(2, 3, row("/c", "6")));
    deliver("/lake", revision(1, 2, row("/a", "5")));
    assertThat(read("/lake")).hasLineCount(1).contains("\"revision\":2,\"snapshot\":3");

    deliver("/lake", revision(3, 5));
    deliver("/lake", revision(2, 4, row("/c", "6")));
    assertThat(read("/lake")).isEmpty();

    deliver("/lake", withdrawn(6));
    deliver("/lake", withdrawn(6));
    assertThatThrownBy(() -> read("/lake")).isInstanceOf(FileNotFoundException.class);
  }

  @Test
  void aPathWithoutASchemeIsThatOfTheCluster() throws IOException {
    String home = hdfs.getFileSystem().getHomeDirectory().toString();
    deliver("lake", revision(1, 2, row("/a", "5")));
    assertThat(read(home + "/lake")).contains("\"snapshot\":2");
    deliver(home + "/lake", revision(2, 3, row("/a", "6")));
    assertThat(read(home + "/lake")).contains("\"snapshot\":3");
  }

  @Test
  void whoSleepsAtTheFenceSetsNothingBack() throws IOException {
    deliver("/sea", revision(1, 2, row("/a", "5")));
    Fence sleepsThere = () -> deliver("/sea", revision(3, 10, row("/d", "7")));
    try (Sink sink = sink("/sea")) {
      assertThatThrownBy(() -> sink.deliver(List.of(revision(2, 9, row("/c", "6"))), sleepsThere))
          .isInstanceOf(IOException.class);
    }
    assertThat(read("/sea")).contains("\"snapshot\":10");
  }
}
