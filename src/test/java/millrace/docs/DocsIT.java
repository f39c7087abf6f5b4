package millrace.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs what the pages tell their readers to run, in bash, with the program as a reader unpacks it.
 * The blocks of a page are one session in an empty directory; what a page shows as the output of a
 * block must come, times aside.
 *
 * <p>Nobody waits: {@code sleep} puts the clock of the ticks that follow forward, and files to
 * rest.
 */
final class DocsIT {
  private static final Path BASH = Path.of("/bin/bash");
  private static final String BETWEEN = "=== block ";

  private static final String SLEEP =
      """
      #!/bin/bash
      echo $(($(cat "$DOCS_CLOCK") + $1)) > "$DOCS_CLOCK"
      find . -name millrace -prune -o -type f -mmin -1 -exec touch -t 200001010000 {} +
      """;

  private static final String MILLRACE =
      """
      #!/bin/bash
      ahead=$(cat "$DOCS_CLOCK")
      if [[ ${1:-} == tick && $ahead != 0 && " $* " != *" --now "* ]]; then
        time=$(($(date +%s) + ahead))
        format=+%Y-%m-%dT%H:%M:%SZ
        set -- "$@" --now "$(date -u -d "@$time" $format 2>/dev/null || date -u -r $time $format)"
      fi
      exec "$MILLRACE_HOME/bin/millrace" "$@"
      """;

  @TempDir Path directory;

  static List<Page> pages() throws IOException {
    return Page.all().stream()
        .filter(page -> page.blocks().stream().anyMatch(Page.Block::isRun))
        .toList();
  }

  /** What a reader has who has unpacked the archive and put its bin on his path. */
  @BeforeEach
  void unpack() throws IOException {
    Path home = directory.resolve("home");
    Path jar = Path.of(System.getProperty("millrace.jar", ""));
    Files.createDirectories(home.resolve("bin"));
    Files.copy(
        Page.CHECKOUT.resolve("bin/millrace"),
        home.resolve("bin/millrace"),
        StandardCopyOption.COPY_ATTRIBUTES);
    Files.createSymbolicLink(home.resolve("conf"), Page.CHECKOUT.resolve("conf"));
    Files.createSymbolicLink(home.resolve(jar.getFileName()), jar);
    Files.createSymbolicLink(home.resolve("lib"), Path.of(System.getProperty("millrace.lib", "")));
    Files.createDirectories(directory.resolve("path"));
    Files.createDirectories(directory.resolve("tmp"));
    Files.writeString(directory.resolve("clock"), "0");
    command("sleep", SLEEP);
    command("millrace", MILLRACE);
  }

  /** JUnit warns of links that lead out of its directory. */
  @AfterEach
  void unlink() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("home"))) {
      for (Path file : files.filter(Files::isSymbolicLink).toList()) {
        Files.delete(file);
      }
    }
  }

  private void command(String name, String script) throws IOException {
    Path file = Files.writeString(directory.resolve("path").resolve(name), script);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void whatAPageTellsToRunDoesWhatItSays(Page page) throws Exception {
    assumeTrue(Files.isExecutable(BASH), "there is no bash");
    boolean needsPython =
        page.blocks().stream().anyMatch(block -> block.language().equals("python"));
    assumeTrue(!needsPython || hasPython(), "there is no python3");

    Path work = Files.createDirectories(directory.resolve("work"));
    StringBuilder script = new StringBuilder("set -eu\n");
    for (int i = 0; i < page.blocks().size(); i++) {
      Page.Block block = page.blocks().get(i);
      if (!block.fileName().isEmpty()) {
        Files.writeString(work.resolve(block.fileName()), block.text());
      }
      if (block.isRun()) {
        script.append("echo '" + BETWEEN).append(i).append("'\n").append(commands(block));
      }
    }
    List<String> output = run(script.toString(), work);

    for (int i = 1; i < page.blocks().size(); i++) {
      Page.Block shown = page.blocks().get(i);
      if (shown.language().equals("text") && page.blocks().get(i - 1).isRun()) {
        assertComes(shown.lines(), outputOf(i - 1, output));
      }
    }
  }

  /** In the checkout, the build is not built again, and the program is the one that was built. */
  private static String commands(Page.Block block) {
    return block.marker().equals("in the checkout")
        ? block.text().replace("bin/millrace", "millrace").replaceAll("(?m)^mvn .*", "")
        : block.text();
  }

  private boolean hasPython() throws IOException, InterruptedException {
    return new ProcessBuilder(BASH.toString(), "-c", "command -v python3 > " + directory + "/found")
            .start()
            .waitFor()
        == 0;
  }

  private List<String> run(String script, Path work) throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder bash =
        new ProcessBuilder(
                BASH.toString(), Files.writeString(directory.resolve("all.sh"), script).toString())
            .directory(work.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    Map<String, String> environment = bash.environment();
    environment.keySet().removeIf(name -> name.matches("(HADOOP|MILLRACE)_.*"));
    String java = System.getProperty("java.home", "");
    environment.put("JAVA_HOME", java);
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("DOCS_CLOCK", directory.resolve("clock").toString());
    environment.put("MILLRACE_HOME", directory.resolve("home").toString());
    environment.put("MILLRACE_ARCHIVE", "none");
    environment.put("MILLRACE_OPTS", "-Xmx256m -Djava.io.tmpdir=" + directory.resolve("tmp"));
    environment.merge(
        "PATH", directory.resolve("path") + ":" + java + "/bin", (old, ours) -> ours + ":" + old);
    Process process = bash.start();
    boolean ended = process.waitFor(5, TimeUnit.MINUTES);
    process.destroyForcibly();
    String said = Files.readString(out) + "\nstderr:\n" + Files.readString(err);
    assertThat(ended).as("ended in time:\n" + said).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return Files.readAllLines(out);
  }

  private static List<String> outputOf(int block, List<String> output) {
    List<String> lines = new ArrayList<>();
    boolean inside = false;
    for (String line : output) {
      if (line.startsWith(BETWEEN)) {
        inside = line.equals(BETWEEN + block);
      } else if (inside) {
        lines.add(line);
      }
    }
    return lines;
  }

  /** The lines come in this order, others perhaps between them. */
  private static void assertComes(List<String> shown, List<String> output) {
    Iterator<String> lines = output.stream().map(DocsIT::timeless).iterator();
    for (String line : shown) {
      boolean found = false;
      while (!found && lines.hasNext()) {
        found = lines.next().equals(timeless(line));
      }
      assertThat(found).as("comes: " + line + "\nin:\n" + String.join("\n", output)).isTrue();
    }
  }

  private static String timeless(String line) {
    return line.replaceAll("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z", "TIME")
        .replaceAll("[0-9]{8}T[0-9]{4,6}Z", "BUCKET");
  }
}
