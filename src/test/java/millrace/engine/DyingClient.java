package millrace.engine;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import millrace.schedule.TickLog;
import org.apache.hadoop.conf.Configuration;

/** A process that gives a bench's work to an engine and waits: to be killed meanwhile. */
public final class DyingClient {
  /** In the place of an engine: it merges the runs of the bench, and folds nothing. */
  static final String MERGE = "merge";

  private DyingClient() {}

  /** Runs in the process: configuration, root, local directory, engine, directory. */
  public static void main(String[] words) throws IOException {
    Configuration conf = new Configuration();
    conf.addResource(new org.apache.hadoop.fs.Path(Path.of(words[0]).toUri()));
    try (Bench bench =
        new Bench(conf, new org.apache.hadoop.fs.Path(words[1]), Path.of(words[2]))) {
      if (words[3].equals(MERGE)) {
        bench.merging().merge(bench.runs(), words[4], TickLog.quiet());
      } else {
        bench.engine(words[3]).fold(bench.plan(), words[4], TickLog.quiet());
      }
    }
  }

  /** Starts one. */
  static Process start(Bench bench, Path local, String tier, String directory) throws IOException {
    Path conf = local.resolve("client.xml");
    try (OutputStream out = Files.newOutputStream(conf)) {
      bench.configuration().writeXml(out);
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-Djava.net.preferIPv4Stack=true", "--add-opens"));
    command.add("java.base/java.lang=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(DyingClient.class.getName());
    command.addAll(
        List.of(conf.toString(), bench.root().toString(), local.toString(), tier, directory));
    File said = local.resolve("client.log").toFile();
    return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said).start();
  }
}
