package millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import millrace.cli.Mill;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The shell script in an unpacked archive, and the class archive that it has made and uses. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class) // an archive takes seconds: all use the first
class LauncherIT {
  private final Path directory;
  private final Path home;
  private final Path jar;

  LauncherIT(@TempDir Path directory) {
    this.directory = directory;
    this.home = directory.resolve("home");
    this.jar = home.resolve("millrace-0.jar");
  }

  @BeforeAll
  void unpack() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no bash");
    Files.createDirectories(home.resolve("bin"));
    Files.copy(
        Mills.checkout().resolve("bin/millrace"),
        home.resolve("bin/millrace"),
        StandardCopyOption.COPY_ATTRIBUTES);
    Files.copy(Path.of(System.getProperty("millrace.jar", "")), jar);
    Files.createSymbolicLink(home.resolve("conf"), Mills.checkout().resolve("conf"));
    Files.createSymbolicLink(home.resolve("lib"), Path.of(System.getProperty("millrace.lib", "")));
  }

  /** JUnit warns of links that lead out of its directory. */
  @AfterAll
  void unlink() throws IOException {
    Files.deleteIfExists(home.resolve("conf"));
    Files.deleteIfExists(home.resolve("lib"));
  }

  private Mill.Ran call(Map<String, String> environment, String... words) throws Exception {
    List<String> command =
        Stream.concat(Stream.of(home.resolve("bin/millrace").toString()), Stream.of(words))
            .toList();
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(HADOOP|MILLRACE|XDG)_.*"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home", ""));
    builder.environment().put("HOME", directory.resolve("somebody").toString());
    builder.environment().putAll(environment);
    int code = builder.start().waitFor();
    return new Mill.Ran(code, Files.readString(out), Files.readString(err));
  }

  /** Which classes of ours the JVM took from where. */
  private Map<String, String> loaded(Map<String, String> environment) throws Exception {
    Map<String, String> all = new TreeMap<>(environment);
    all.put("MILLRACE_OPTS", "-Xlog:class+load:file=" + directory.resolve("loaded"));
    Mill.Ran ran = call(all, "version");
    assertThat(ran.code()).isZero();
    assertThat(ran.err()).as("what it says of the archive").isEmpty();
    assertThat(ran.out()).startsWith("millrace ").hasLineCount(1);
    Map<String, String> sources = new TreeMap<>();
    for (String line : Files.readAllLines(directory.resolve("loaded"))) {
      int source = line.indexOf(" source: ");
      if (source > 0 && line.contains("millrace.cli.Main ")) {
        sources.put("Main", line.substring(source + 9));
      }
    }
    return sources;
  }

  private List<Path> archives(Path place) throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      return files.filter(file -> file.toString().endsWith(".jsa")).toList();
    }
  }

  @Test
  @Order(1)
  void theFirstCallMakesAnArchiveAndEachUsesIt() throws Exception {
    assertThat(loaded(Map.of()).get("Main")).startsWith("shared objects file");
    assertThat(archives(home)).hasSize(1);
    FileTime made = Files.getLastModifiedTime(archives(home).get(0));
    assertThat(loaded(Map.of()).get("Main")).startsWith("shared objects file");
    assertThat(Files.getLastModifiedTime(archives(home).get(0))).isEqualTo(made);
    try (Stream<Path> left = Files.list(home)) {
      assertThat(left.filter(Files::isDirectory).map(Path::getFileName).map(Path::toString))
          .as("nothing is left of the rehearsal")
          .containsOnly("bin", "conf", "lib");
    }
  }

  @Test
  @Order(2)
  void settingsOfTheSiteAreFoundAndNamed() throws Exception {
    Path site = Files.createDirectories(directory.resolve("site"));
    Files.writeString(
        site.resolve("millrace-site.xml"),
        "<configuration><property><name>millrace.root</name><value>here</value></property></configuration>");
    Files.copy(home.resolve("conf/log4j.properties"), site.resolve("log4j.properties"));
    Path hadoop = Files.createDirectories(directory.resolve("hadoop"));
    Files.writeString(
        hadoop.resolve("core-site.xml"),
        "<configuration><property><name>millrace.engine</name><value>local</value><final>true</final></property></configuration>");
    Mill.Ran ran =
        call(
            Map.of("MILLRACE_CONF_DIR", site.toString(), "HADOOP_CONF_DIR", hadoop.toString()),
            "config");
    assertThat(ran.err().lines())
        .as("nothing but what Hadoop itself says of a final setting")
        .allMatch(line -> line.contains("override final parameter: millrace.engine"));
    assertThat(ran.lines())
        .contains("millrace.root=here  (from millrace-site.xml)")
        .contains("millrace.engine=local  (from core-site.xml)");
  }

  @Test
  @Order(3)
  void aDamagedArchiveIsNotUsedAndNotSpokenOf() throws Exception {
    Path archive = archives(home).get(0);
    byte[] whole = Files.readAllBytes(archive);
    assertThat(archive.toFile().setWritable(true)).isTrue();
    Files.write(archive, new byte[1000]);
    assertThat(loaded(Map.of()).get("Main")).startsWith("file:");
    Files.write(archive, whole);
    assertThat(loaded(Map.of()).get("Main")).startsWith("shared objects file");
  }

  @Test
  @Order(4)
  void noArchiveIsUsedWhereNoneIsWanted() throws Exception {
    assertThat(loaded(Map.of("MILLRACE_ARCHIVE", "none")).get("Main")).startsWith("file:");
  }

  @Test
  @Order(5)
  void anotherProgramGetsAnotherArchiveWhereOneCanBeWritten() throws Exception {
    Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2030-01-01T00:00:00Z")));
    Path place = directory.resolve("elsewhere");
    Map<String, String> there = Map.of("MILLRACE_ARCHIVE", place.toString());
    assertThat(loaded(there).get("Main")).startsWith("shared objects file");
    assertThat(archives(place)).hasSize(1);

    Path nowhere = Files.writeString(directory.resolve("a file"), "in the way");
    assertThat(loaded(Map.of("MILLRACE_ARCHIVE", nowhere.toString())).get("Main"))
        .startsWith("file:");
  }

  @Test
  @Order(6)
  void theUsersCollectorTakesThePlaceOfOurs() throws Exception {
    Mill.Ran ran = call(Map.of("MILLRACE_OPTS", "-XX:+UseParallelGC"), "version");
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).startsWith("millrace ");
  }

  private Mill.Ran validate(Map<String, String> environment) throws Exception {
    Path pipeline = directory.resolve("out.yaml");
    Files.writeString(
        pipeline,
        """
        pipeline: out
        landing: { path: landing }
        buckets: { every: 5m }
        jobs: { lines: { count: line, windows: { all: cumulative } } }
        outputs: { lake: { json-lines: { path: lake } } }
        """);
    return call(environment, "validate", pipeline.toString());
  }

  @Test
  @Order(9)
  void whatLiesInItsPluginsIsUsedAndTheArchiveStaysInUse() throws Exception {
    assertThat(validate(Map.of()).code()).isEqualTo(2);
    Path plugins = Path.of(System.getProperty("millrace.plugins", ""));
    Map<String, String> elsewhere = Map.of("MILLRACE_PLUGINS_DIR", plugins.toString());
    Mill.Ran ran = validate(elsewhere);
    assertThat(ran.code()).as(ran.err()).isZero();

    Files.createSymbolicLink(home.resolve("plugins"), plugins);
    try {
      Mill.Ran beside = validate(Map.of());
      assertThat(beside.code()).as(beside.err()).isZero();
      assertThat(loaded(Map.of()).get("Main")).startsWith("shared objects file");
    } finally {
      Files.delete(home.resolve("plugins"));
    }
    Mill.Ran nowhere = validate(Map.of("MILLRACE_PLUGINS_DIR", "nowhere"));
    assertThat(nowhere.code()).isEqualTo(2);
    assertThat(nowhere.err())
        .isEqualTo("MILLRACE_PLUGINS_DIR: no such file: nowhere; expected a directory of jars\n");
  }

  /** A Hadoop whose Java tells its flags in place of running anything. */
  private Map<String, String> flagsOfHadoop(Map<String, String> environment) throws Exception {
    Path hadoop = directory.resolve("installed/bin/hadoop");
    Files.createDirectories(hadoop.getParent());
    Files.writeString(
        hadoop,
        """
        #!/bin/bash
        exec "$JAVA_HOME/bin/java" $HADOOP_CLIENT_OPTS -XX:+PrintFlagsFinal -version
        """);
    assertThat(hadoop.toFile().setExecutable(true)).isTrue();
    Map<String, String> all = new TreeMap<>(environment);
    all.put("HADOOP_HOME", directory.resolve("installed").toString());
    Mill.Ran ran = call(all, "version");
    assertThat(ran.code()).as(ran.err()).isZero();
    Map<String, String> flags = new TreeMap<>();
    for (String line : ran.lines()) {
      String[] words = line.strip().split("\\s+");
      if (words.length > 3 && words[2].equals("=")) {
        flags.put(words[1], words[3]);
      }
    }
    return flags;
  }

  @Test
  @Order(7)
  void anInstalledHadoopGetsTheSameLightJava() throws Exception {
    assertThat(flagsOfHadoop(Map.of()))
        .containsEntry("UseSerialGC", "true")
        .containsEntry("TieredStopAtLevel", "4")
        .containsEntry("Tier3CompileThreshold", "5000")
        .containsEntry("Tier4CompileThreshold", "500000");
  }

  @Test
  @Order(8)
  void whatTheUserSaysToAnInstalledHadoopWins() throws Exception {
    assertThat(
            flagsOfHadoop(
                Map.of(
                    "HADOOP_CLIENT_OPTS",
                    "-XX:+UseParallelGC -XX:Tier3CompileThreshold=6000"
                        + " -XX:Tier4CompileThreshold=7000",
                    "MILLRACE_OPTS",
                    "-XX:Tier4CompileThreshold=8000")))
        .containsEntry("UseParallelGC", "true")
        .containsEntry("UseSerialGC", "false")
        .containsEntry("Tier3CompileThreshold", "6000")
        .containsEntry("Tier4CompileThreshold", "8000");
  }
}
