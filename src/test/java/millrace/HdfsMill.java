package millrace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import millrace.cli.Mill;
import millrace.cluster.MiniCluster;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** A pipeline whose landing directory and root are on the mini-cluster's HDFS. */
final class HdfsMill {
  private final MiniCluster cluster;
  private final java.nio.file.Path file;
  private final Path home;
  private final List<String> options = new ArrayList<>();

  /**
   * A mill with an empty landing directory.
   *
   * @param local a directory for what is not on HDFS: the pipeline file and the configuration
   * @param yaml the pipeline file; {@code path: landing} in it means the landing directory of here
   */
  HdfsMill(MiniCluster cluster, java.nio.file.Path local, String yaml) throws IOException {
    this.cluster = cluster;
    this.home = cluster.newDirectory();
    this.file = Files.createDirectories(local).resolve("pipeline.yaml");
    cluster.fs().mkdirs(landing());
    Files.writeString(file, yaml.replace("path: landing", "path: \"" + landing() + "\""));
    with("millrace.root", root().toString());
  }

  /** Sets a key of the configuration for all commands from now on. */
  HdfsMill with(String key, String value) {
    options.add("-D" + key + "=" + value);
    return this;
  }

  /** The landing directory. */
  Path landing() {
    return new Path(home, "landing");
  }

  /** The {@code millrace.root}. */
  Path root() {
    return new Path(home, "root");
  }

  /** Puts a file into the landing directory. */
  HdfsMill drop(String name, byte[] bytes) throws IOException {
    try (OutputStream out = cluster.fs().create(new Path(landing(), name), false)) {
      out.write(bytes);
    }
    return this;
  }

  /** The words of a command on this pipeline, for a process of its own. */
  List<String> words(String command, String... more) {
    List<String> line = new ArrayList<>(options);
    line.add(command);
    line.add(file.toString());
    line.addAll(Arrays.asList(more));
    return line;
  }

  /** Runs a command in this JVM, as a client of the cluster. */
  Mill.Ran run(String command, String... more) throws IOException {
    java.nio.file.Path conf = file.resolveSibling("client.xml");
    if (!Files.exists(conf)) {
      write(cluster.conf(), conf);
    }
    List<String> line = new ArrayList<>(List.of("-conf", conf.toString()));
    line.addAll(words(command, more));
    return Mill.call(line);
  }

  /**
   * Writes a directory of configuration as an installed Hadoop has one, in which a program finds
   * its own jar.
   */
  static void confDirectory(MiniCluster cluster, java.nio.file.Path directory) throws IOException {
    Files.createDirectories(directory);
    Configuration conf = cluster.conf();
    conf.unset("mapreduce.job.jar");
    for (String name : List.of("core", "hdfs", "mapred", "yarn")) {
      write(conf, directory.resolve(name + "-site.xml"));
    }
    Files.copy(
        Mills.checkout().resolve("conf/log4j.properties"), directory.resolve("log4j.properties"));
  }

  private static void write(Configuration conf, java.nio.file.Path file) throws IOException {
    for (String key : conf.getPropsWithPrefix("millrace.").keySet()) {
      conf.unset("millrace." + key);
    }
    try (OutputStream out = Files.newOutputStream(file)) {
      conf.writeXml(out);
    }
  }

  /** Every file below a directory with its bytes, read as ISO-8859-1, by its path. */
  SortedMap<String, String> files(Path directory) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    String prefix = cluster.fs().makeQualified(directory).toUri().getPath() + "/";
    RemoteIterator<LocatedFileStatus> all = cluster.fs().listFiles(directory, true);
    while (all.hasNext()) {
      Path path = all.next().getPath();
      try (var in = cluster.fs().open(path)) {
        files.put(
            path.toUri().getPath().substring(prefix.length()),
            new String(in.readAllBytes(), ISO_8859_1));
      }
    }
    return files;
  }
}
