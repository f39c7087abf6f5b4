package millrace.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs everyday commands on the sample data. A JVM that records which classes it loads then knows
 * the classes that are worth an archive, and {@code bin/millrace} makes one of them.
 */
final class Rehearsal {
  private final Path directory;

  private Rehearsal(Path directory) {
    this.directory = directory;
  }

  /** Plays in a directory that is not there yet, and touches nothing outside of it. */
  public static void main(String[] args) throws IOException {
    new Rehearsal(Path.of(args[0]).toAbsolutePath()).play();
    System.exit(ExitCode.DONE); // Hadoop's threads would stay
  }

  private void play() throws IOException {
    for (String sample : DemoCommand.SAMPLES) {
      DemoCommand.unpack(sample, directory.resolve(sample));
      on(sample, "tick", "--now", "20240401T0000Z");
      on(sample, "tick");
    }
    on("shop", "tick", "--dry-run");
    on("shop", "status");
    on("shop", "status", "--json");
    on("shop", "report", "--job", "urls", "--window", "all");
    on("shop", "report", "--job", "urls", "--window", "all", "--format", "json");
    on("shop", "explain", "--job", "urls", "--window", "all");
    on("shop", "freshness");
    on("shop", "validate");
    on("shop", "verify");
    on("shop", "config");
    String[] bucket = {"--from", "20240301T1000Z", "--to", "20240301T1005Z"};
    on("shop", "backfill", bucket);
    on("shop", "backfill", with(bucket, "-Dmillrace.engine=local"));
  }

  private static String[] with(String[] words, String more) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add(more);
    return all.toArray(String[]::new);
  }

  /** Runs a command on a sample that the demonstration has left. */
  private void on(String sample, String command, String... more) throws IOException {
    Path home = directory.resolve(sample);
    Path file = home.resolve("here.yaml"); // for a caller in another directory
    Files.writeString(
        file,
        Files.readString(home.resolve("pipeline.yaml"))
            .replace("path: landing", "path: \"" + home.resolve("files") + "\""));
    List<String> words = new ArrayList<>(List.of(command, file.toString()));
    words.addAll(List.of(more));
    words.add("-Dmillrace.root=" + home.resolve("millrace"));
    words.add("-Dfs.defaultFS=file:///");
    words.add("-Dmapreduce.framework.name=local");
    call(words);
  }

  /** The exit code does not matter: classes that a command loaded before it failed are loaded. */
  private static void call(List<String> words) {
    PrintStream nobody =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Main.run(words.toArray(String[]::new), nobody, nobody);
  }
}
