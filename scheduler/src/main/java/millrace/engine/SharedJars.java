package millrace.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.store.PipelinePaths;
import millrace.store.Sha256;
import millrace.store.Store;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.MRJobConfig;

/**
 * Keeps one copy of the program and of each jar of {@code -libjars} beside the pipeline on HDFS. A
 * job names them and copies nothing, and a node that has run such a job before has them already. A
 * jar's name is the SHA-256 of its bytes, so it is never replaced, and a new version is another
 * file.
 */
final class SharedJars {
  /** The key under which Hadoop keeps the option -libjars. */
  private static final String LIBRARIES = "tmpjars";

  private final Store store;
  private final Map<Path, String> shared = new HashMap<>();

  SharedJars(Store store) {
    this.store = store;
  }

  /**
   * Makes a job take its local jars from here. Jobs of this process, and jobs on a cluster whose
   * file system is the local disk, have nothing to copy.
   *
   * @param directory the attempt's own, in which nothing may lie yet; what is uploaded is written
   *     beside it first
   */
  synchronized void give(Job job, String directory) throws IOException {
    Configuration conf = job.getConfiguration();
    if (Submission.isLocal(conf)) {
      conf.unset(LIBRARIES); // Hadoop would copy and link them, and its tasks are threads of ours
      return;
    }
    if (scheme(store.path(PipelinePaths.JARS)).equals("file")) {
      return;
    }
    Optional<Path> program = Optional.ofNullable(job.getJar()).flatMap(SharedJars::onThisDisk);
    if (program.isPresent()) {
      job.addFileToClassPath(share(program.get(), directory));
      conf.unset(MRJobConfig.JAR);
    }
    List<String> others = new ArrayList<>();
    for (String library : conf.getTrimmedStrings(LIBRARIES)) {
      Optional<Path> local = onThisDisk(library);
      if (local.isPresent()) {
        job.addFileToClassPath(share(local.get(), directory));
      } else {
        others.add(library);
      }
    }
    if (others.isEmpty()) {
      conf.unset(LIBRARIES);
    } else {
      conf.setStrings(LIBRARIES, others.toArray(String[]::new));
    }
  }

  private static Optional<Path> onThisDisk(String name) {
    var path = new org.apache.hadoop.fs.Path(name);
    return Optional.of(Path.of(path.toUri().getPath()))
        .filter(file -> scheme(path).equals("file") && Files.isRegularFile(file));
  }

  private static String scheme(org.apache.hadoop.fs.Path path) {
    return Optional.ofNullable(path.toUri().getScheme()).orElse("file");
  }

  private org.apache.hadoop.fs.Path share(Path jar, String directory) throws IOException {
    String path = shared.get(jar);
    if (path == null) {
      path = PipelinePaths.JARS + "/" + sha256(jar) + ".jar";
      if (store.find(path).isEmpty()) {
        upload(jar, draft(directory), path);
      }
      shared.put(jar, path);
    }
    return store.path(path);
  }

  /** A name beside the attempt's directory, with the same ending: by that engines are told. */
  private String draft(String directory) {
    int name = directory.lastIndexOf('/') + 1;
    return directory.substring(0, name) + "jar-" + shared.size() + "-" + directory.substring(name);
  }

  private void upload(Path jar, String draft, String path) throws IOException {
    try (OutputStream out = store.create(draft)) {
      Files.copy(jar, out);
    }
    try {
      store.move(draft, path);
    } catch (FileAlreadyExistsException e) {
      store.delete(draft); // another process was faster, and its bytes are the same
    }
  }

  private static String sha256(Path jar) throws IOException {
    try (InputStream in = Files.newInputStream(jar)) {
      return Sha256.of(in);
    }
  }

  /**
   * Deletes the jars that no job of this process was given, if there was a job. Call it when the
   * head names no work on a cluster. Another attempt that is just about to submit a job with
   * another version of the program does not find its jar then, and tries again at its next tick;
   * nothing else depends on the jar.
   */
  synchronized void sweep() throws IOException {
    if (shared.isEmpty()) {
      return;
    }
    for (Store.StoreEntry jar : store.list(PipelinePaths.JARS)) {
      String path = PipelinePaths.JARS + "/" + jar.name();
      if (!shared.containsValue(path)) {
        store.delete(path);
      }
    }
  }
}
