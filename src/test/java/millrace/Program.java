package millrace;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import millrace.cli.Mill;

/** The packed program as a process of its own, with the Hadoop that {@code bin/millrace} brings. */
final class Program {
  private static final List<String> OPENS =
      List.of("lang", "util", "util.concurrent", "nio", "net");

  private final List<String> command = new ArrayList<>();
  private final Map<String, String> environment = new TreeMap<>();

  private Program(List<String> jvm, String classPath, String main) {
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.net.preferIPv4Stack=true"));
    for (String name : OPENS) {
      command.addAll(List.of("--add-opens", "java.base/java." + name + "=ALL-UNNAMED"));
    }
    command.addAll(jvm);
    command.addAll(List.of("-cp", classPath, main));
  }

  /**
   * As {@code bin/millrace} starts it without an installed Hadoop.
   *
   * @param jvm options such as {@code -Xmx64m}
   */
  static Program standalone(String... jvm) {
    return new Program(
        Arrays.asList(jvm),
        String.join(
            File.pathSeparator,
            property("millrace.jar"),
            property("millrace.lib") + "/*",
            Mills.checkout().resolve("conf").toString()),
        "millrace.cli.Main");
  }

  /** As {@code hadoop jar} starts it, with the given class path in place of Hadoop's. */
  static Program hadoopJar(String classPath, Path jar) {
    Program program = new Program(List.of("-Xmx256m"), classPath, "org.apache.hadoop.util.RunJar");
    program.command.add(jar.toString());
    return program;
  }

  private static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalStateException(name + " is not set: run this test with `mvn verify`");
    }
    return value;
  }

  /** The same with a variable of its environment. */
  Program with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** What a shell is to be told to start it with these words. */
  List<String> line(List<String> words) {
    List<String> line = new ArrayList<>(command);
    line.addAll(words);
    return line;
  }

  /** Starts it with these words. */
  Process start(List<String> words) throws IOException {
    return builder(words).start();
  }

  /** Starts it with these words; all that it says goes to a file. */
  Process start(List<String> words, Path said) throws IOException {
    return builder(words).redirectErrorStream(true).redirectOutput(said.toFile()).start();
  }

  private ProcessBuilder builder(List<String> words) {
    ProcessBuilder builder = new ProcessBuilder(line(words));
    builder.environment().put("HADOOP_CLIENT_SKIP_UNJAR", "true");
    builder.environment().put("HADOOP_USER_NAME", System.getProperty("user.name", "nobody"));
    builder.environment().putAll(environment);
    return builder;
  }

  /** Runs it with these words to its end. */
  Mill.Ran run(List<String> words) throws IOException, InterruptedException {
    Process process = start(words);
    process.getOutputStream().close();
    CompletableFuture<String> err =
        CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
    String out = text(process.getInputStream());
    int code = process.waitFor();
    return new Mill.Ran(code, out, err.join());
  }

  private static String text(InputStream in) {
    try (in) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      in.transferTo(bytes);
      return bytes.toString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The words of a command on a mill's pipeline. */
  static List<String> words(Mill mill, String command, String... more) {
    List<String> words = new ArrayList<>(mill.options());
    words.add(command);
    words.add(mill.pipeline().toString());
    words.addAll(Arrays.asList(more));
    return words;
  }

  /** Whether there is room for {@code bytes} in a directory. */
  static boolean hasRoom(Path directory, long bytes) {
    try {
      return Files.isWritable(directory) && Files.getFileStore(directory).getUsableSpace() >= bytes;
    } catch (IOException e) {
      return false;
    }
  }
}
