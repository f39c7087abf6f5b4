package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

final class MainTest {
  private final Printed out = new Printed();
  private final Printed err = new Printed();

  @TempDir Path directory;

  private int run(Object... args) {
    String[] words = Stream.of(args).map(String::valueOf).toArray(String[]::new);
    return Main.run(words, out.stream(), err.stream());
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  static Stream<String> commands() {
    return Main.commandLine(new Main.Top(), Ansi.OFF).getSubcommands().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void theHelpOfEveryCommandEndsWithAnExample(String command) {
    assertThat(run(command, "--help")).isZero();

    List<String> lines = out.lines();
    assertThat(lines.get(lines.size() - 1)).startsWith("  millrace " + command);
    assertThat(lines.get(lines.size() - 2)).isEqualTo("Example:");
    assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    assertThat(err.text()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void theExampleOfEveryCommandIsUnderstood(String command) {
    CommandLine line = Main.commandLine(new Main.Top(), Ansi.OFF);
    String[] footer =
        Optional.ofNullable(line.getSubcommands().get(command))
            .orElseThrow()
            .getCommandSpec()
            .usageMessage()
            .footer();
    List<String> words = List.of(footer[footer.length - 1].strip().split("\\s+", -1));
    List<String> others = GenericOptions.of(words.subList(1, words.size())).others();

    assertThat(line.parseArgs(others.toArray(String[]::new)).errors()).isEmpty();
  }

  @Test
  void theHelpOfTheProgramEndsWithAnExampleToo() {
    assertThat(run("--help")).isZero();
    assertThat(out.text()).contains("\n  init ").endsWith("Example:\n  millrace init shop\n");
  }

  @Test
  void withoutACommandTheHelpIsAnError() {
    assertThat(run()).isEqualTo(2);
    assertThat(out.text()).isEmpty();
    assertThat(err.text()).startsWith("Usage: millrace");
  }

  @Test
  void aSlipIsOneLineWithASuggestion() {
    assertThat(run("validat", "x")).isEqualTo(2);
    assertThat(run("validate", "--vrbose", "x")).isEqualTo(2);
    assertThat(run("validate", "x", "y")).isEqualTo(2);
    assertThat(run("validate")).isEqualTo(2);
    assertThat(run("config", "--format", "xml")).isEqualTo(2);
    assertThat(run("validate", "\u001b[2J")).isEqualTo(2);

    assertThat(err.lines())
        .containsExactly(
            "millrace: unknown command \"validat\", did you mean validate?; see millrace --help",
            "millrace validate: unknown option \"--vrbose\", did you mean --verbose?; see millrace validate --help",
            "millrace validate: unexpected argument \"y\"; see millrace validate --help",
            "millrace validate: Missing required parameter: 'PIPELINE.yaml'; see millrace validate --help",
            "millrace config: Invalid value for option '--format': found \"xml\", expected one of text, json; see millrace config --help",
            "pipeline file \\x1b[2J cannot be read: no such file: \\x1b[2J");
  }

  @Test
  void whatInitWritesIsValidAsItIs() throws IOException {
    Path shop = directory.resolve("my shop");
    assertThat(run("init", shop)).isZero();
    assertThat(run("validate", shop.resolve("pipeline.yaml"))).isZero();

    assertThat(shop.resolve("landing")).isEmptyDirectory();
    assertThat(err.text()).isEmpty();
    assertThat(out.lines())
        .containsExactly(
            "wrote " + shop + "/pipeline.yaml and made " + shop + "/landing/",
            "Copy text files into " + shop + "/landing/, and then:",
            "  cd '" + shop + "'",
            "  millrace tick pipeline.yaml",
            shop + "/pipeline.yaml: valid: pipeline words, buckets of 1m, 1 job, 3 windows");
  }

  @Test
  void initNeverOverwrites() throws IOException {
    Path file = write("pipeline.yaml", "mine");
    assertThat(run("init", directory)).isEqualTo(2);

    assertThat(file).hasContent("mine");
    assertThat(directory.resolve("landing")).doesNotExist();
    assertThat(err.lines())
        .containsExactly(
            file + " is there already, and nothing was changed; name another directory");
  }

  @Test
  void allThatIsWrongWithAPipelineIsSaidLineByLine() throws IOException {
    Path file = write("p.yaml", "pipeline: p\nlandng: {}\nbuckets: { every: 5m }\n");
    assertThat(run("validate", file)).isEqualTo(2);

    assertThat(err.lines())
        .containsExactly(
            file
                + ":1: key landing: missing, expected a mapping with the key path; or inputs, a mapping of names to several",
            file + ":1: key jobs: missing, expected a mapping of job names to jobs",
            file + ":2: key landng: unknown, did you mean landing?");
    assertThat(out.text()).isEmpty();
  }

  @Test
  void debugShowsTheStackTraceBeforeTheLine() {
    assertThat(run("validate", directory, "--debug")).isEqualTo(2);

    assertThat(err.lines()).anyMatch(line -> line.startsWith("\tat millrace.cli."));
    assertThat(err.text())
        .endsWith("pipeline file " + directory + " cannot be read: it is a directory\n");
  }

  @Test
  void genericOptionsAreTakenAnywhereAndTheLaterWordWins() throws IOException {
    Path site =
        write(
            "site.xml",
            "<configuration><property><name>millrace.root</name><value>/site</value></property>"
                + "<property><name>millrace.lock.wait</name><value>5s</value></property></configuration>");
    assertThat(
            run(
                "-Dmillrace.engine=local",
                "config",
                "-D",
                "millrace.root=/a b",
                "--format",
                "json",
                "-conf",
                site))
        .isZero();

    JsonNode settings = new ObjectMapper().readTree(out.text());
    List<String> found = new ArrayList<>();
    settings.forEach(
        it -> {
          if (!it.get("source").asText().equals("millrace-default.xml")) {
            found.add(
                it.get("key").asText()
                    + "="
                    + it.get("value").asText()
                    + " "
                    + it.get("source").asText());
          }
        });
    assertThat(found)
        .containsExactly(
            "millrace.root=/a b -D", "millrace.engine=local -D", "millrace.lock.wait=5s " + site);
  }

  @Test
  void configPrintsEveryKeyWithItsDescription() {
    assertThat(run("config")).isZero();
    assertThat(out.lines())
        .startsWith(
            "millrace.root=millrace  (from millrace-default.xml)",
            "    The directory of all pipelines: any Hadoop path, a relative one as Hadoop understands it.")
        .contains("millrace.engine=auto  (from millrace-default.xml)");
  }

  @Test
  void aWrongConfigurationIsRefusedByEveryCommand() throws IOException {
    Path bad = write("bad.xml", "<configuration>\n<property");
    assertThat(run("config", "-conf", "nowhere.xml")).isEqualTo(2);
    assertThat(run("config", "-conf", bad)).isEqualTo(2);
    assertThat(run("config", "-conf")).isEqualTo(2);
    assertThat(run("-D", "a", "config")).isEqualTo(2);
    assertThat(run("config", "-libjars", directory.resolve("no.jar"))).isEqualTo(2);
    assertThat(run("version", "-D", "millrace.rot=x", "-D", "millrace.engine=sparc")).isEqualTo(2);

    assertThat(out.text()).isEmpty();
    assertThat(err.lines())
        .containsExactly(
            "option -conf: nowhere.xml does not exist, expected a configuration file",
            "option -conf: " + bad + ":2: not XML, expected a Hadoop configuration",
            "option -conf: the value is missing",
            "option -D: found \"a\", expected key=value",
            "the configuration cannot be read: File "
                + directory.resolve("no.jar")
                + " does not exist",
            "setting millrace.engine: found \"sparc\" (from -D), expected auto, inline, local, uber or yarn",
            "setting millrace.rot: unknown (from -D), did you mean millrace.root?");
  }

  @Test
  void versionSaysWhatRuns() {
    assertThat(run("version")).isZero();
    assertThat(out.text()).matches("millrace \\S+ \\(Hadoop \\S+, Java 1\\d\\S*\\)\n");
  }

  @Test
  void aJobOfTheUsersOwnComesWithLibjars() throws IOException {
    Path jar = jarOf("Mine", "public final class Mine extends millrace.pipeline.ObligingJob {}");
    Path file =
        write(
            "p.yaml",
            """
            pipeline: p
            landing: { path: in }
            buckets: { every: 5m }
            jobs: { mine: { class: Mine, windows: { all: cumulative } } }
            """);
    ClassLoader before = Thread.currentThread().getContextClassLoader();

    assertThat(run("validate", file)).isEqualTo(2);
    assertThat(err.lines())
        .containsExactly(
            file
                + ":4: key jobs.mine.class: class Mine is not found; is its name spelled right, and its jar named with -libjars?");
    assertThat(run("validate", file, "-libjars", jar)).isZero();
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
  }

  private Path jarOf(String name, String source) throws IOException {
    Path java = write(name + ".java", source);
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                err.stream(),
                "-proc:none",
                "-cp",
                classPath,
                "-d",
                directory.toString(),
                java.toString());
    assertThat(failed).as(err.text()).isZero();
    Path jar = directory.resolve(name + ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry(name + ".class"));
      out.write(Files.readAllBytes(directory.resolve(name + ".class")));
      out.closeEntry();
    }
    return jar;
  }
}
