package millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import millrace.aggregate.ByteString;

/**
 * A pipeline of a test's own on the local disk, driven as its operator drives it: through the
 * command line, in this JVM.
 */
public final class Mill {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path home;
  private final List<String> options = new ArrayList<>();

  /** A mill in an empty directory: its pipeline file, its landing directory and its root. */
  public Mill(Path home) throws IOException {
    this.home = home;
    Files.createDirectories(landing());
    with("millrace.root", "file://" + home.resolve("root"));
    with("hadoop.tmp.dir", home.resolve("hadoop").toString());
  }

  /** What a command printed, and the code it ended with. */
  public record Ran(int code, String out, String err) {
    /** The lines for programs. */
    public List<String> lines() {
      return out.lines().toList();
    }

    /** The lines for people. */
    public List<String> errors() {
      return err.lines().toList();
    }
  }

  /** Writes the pipeline file; {@code path: landing} in it means the landing directory of here. */
  public Mill declare(String yaml) throws IOException {
    Files.writeString(
        pipeline(), yaml.replace("path: landing", "path: \"file://" + landing() + "\""));
    return this;
  }

  /** Another place with the same files in it; settings beyond the first are not taken along. */
  public Mill copy(Path to) throws IOException {
    Mill copy = new Mill(to);
    try (Stream<Path> all = Files.walk(home)) {
      for (Path path : all.sorted().toList()) {
        Path target = to.resolve(home.relativize(path).toString());
        if (path.equals(pipeline())) {
          Files.writeString(target, Files.readString(path).replace(home.toString(), to.toString()));
        } else if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
          Files.setLastModifiedTime(target, Files.getLastModifiedTime(path));
        }
      }
    }
    return copy;
  }

  /** Sets a key of the configuration for all commands from now on. */
  public Mill with(String key, String value) {
    options.add("-D" + key + "=" + value);
    return this;
  }

  /** The landing directory. */
  public Path landing() {
    return home.resolve("landing");
  }

  /** The pipeline file. */
  public Path pipeline() {
    return home.resolve("pipeline.yaml");
  }

  /** The {@code millrace.root}. */
  public Path root() {
    return home.resolve("root");
  }

  /** The options that every command gets. */
  public List<String> options() {
    return List.copyOf(options);
  }

  /** Puts a file into the landing directory, over what is there under its name. */
  public Mill drop(String name, String text) throws IOException {
    return drop(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Puts a file into the landing directory, over what is there under its name. */
  public Mill drop(String name, byte[] bytes) throws IOException {
    Path file = landing().resolve(name);
    Files.createDirectories(Optional.ofNullable(file.getParent()).orElse(landing()));
    Files.write(file, bytes);
    return this;
  }

  /** {@code COMMAND PIPELINE.yaml WORD …}. */
  public Ran run(String command, String... words) {
    List<String> line = new ArrayList<>(options);
    line.add(command);
    line.add(pipeline().toString());
    line.addAll(Arrays.asList(words));
    return call(line);
  }

  /** Any command line. */
  public static Ran call(List<String> line) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = Main.run(line.toArray(String[]::new), printTo(out), printTo(err));
    return new Ran(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** What a command printed, to the byte, and the code it ended with. */
  public record Bytes(int code, ByteString out) {}

  /** Any command line, for what it prints that is not UTF-8. */
  public static Bytes bytes(List<String> line) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code =
        Main.run(line.toArray(String[]::new), printTo(out), printTo(new ByteArrayOutputStream()));
    return new Bytes(code, ByteString.copyOf(out.toByteArray()));
  }

  private static PrintStream printTo(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  /** {@code tick --now NOW}. */
  public Ran tick(String now) {
    return run("tick", "--now", now);
  }

  /** {@code status --json}. */
  public JsonNode status() throws IOException {
    Ran ran = run("status", "--json");
    if (ran.code() != 0) {
      throw new IOException("status ended with " + ran.code() + ": " + ran.err());
    }
    return JSON.readTree(ran.out());
  }

  /** What {@code report} prints, as it is published. */
  public String report(String job, String window, String... words) {
    List<String> line =
        new ArrayList<>(List.of("--job", job, "--window", window, "--format", "tsv"));
    line.addAll(Arrays.asList(words));
    return run("report", line.toArray(String[]::new)).out();
  }

  /** Every file of the root with its bytes, read as ISO-8859-1, by its path. */
  public Map<String, String> files() throws IOException {
    return files(root());
  }

  /** Every file below a directory with its bytes, read as ISO-8859-1, by its path. */
  public static Map<String, String> files(Path directory) throws IOException {
    Map<String, String> files = new TreeMap<>();
    if (!Files.exists(directory)) {
      return files;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(
            directory.relativize(file).toString(),
            Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return files;
  }
}
