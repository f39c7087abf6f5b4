package millrace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import millrace.cli.Mill;
import millrace.cluster.MiniCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Plug-ins beside the packed program, as it finds them and as it gives them to a cluster. */
@ExtendWith(MiniCluster.Shared.class)
class PluginsIT {
  private static final String SERVICE = "META-INF/services/millrace.plugin.Plugin";

  private static final String PIPELINE =
      """
      pipeline: loud
      landing: { path: landing, settle: 0s, format: FORMAT }
      buckets: { every: 5m }
      jobs:
        lines: { count: FIELD, windows: { all: cumulative } }
      """;

  /** Text whose field has another name. */
  private static final String PLUGIN =
      """
      import java.io.IOException;
      import java.io.InputStream;
      import java.util.List;
      import java.util.Map;
      import java.util.Optional;
      import millrace.option.Options;
      import millrace.plugin.Formats;
      import millrace.plugin.Plugin;
      import millrace.record.FormatKind;
      import millrace.record.FormatSpec;
      import millrace.record.RecordFormat;

      public final class Shout implements Plugin {
        public List<FormatKind> formatKinds() {
          return List.of(new Loud());
        }

        private static final class Loud implements FormatKind {
          public String name() {
            return "loud";
          }

          public RecordFormat create(Options options) {
            options.refuseOthers();
            return Formats.of(new FormatSpec("csv", Map.of("header", false, "columns", List.of("loud"))), Loud.class.getClassLoader());
          }
        }
      }
      """;

  private final MiniCluster cluster;
  @TempDir private Path directory;

  PluginsIT(MiniCluster cluster) {
    this.cluster = cluster;
  }

  private static String output(String path) {
    return PIPELINE.replace("FORMAT", "text").replace("FIELD", "line")
        + "outputs: { lake: { json-lines: { path: \""
        + path
        + "\" } } }\n";
  }

  private static Path jsonLines() throws IOException {
    try (Stream<Path> jars = Files.list(Path.of(System.getProperty("millrace.plugins", "")))) {
      return jars.filter(jar -> jar.toString().contains("json-lines")).findFirst().orElseThrow();
    }
  }

  @Test
  void theJobJarHoldsWhatIsBuiltInAndNoPlugIn() throws IOException {
    try (JarFile jar = new JarFile(System.getProperty("millrace.jar", ""))) {
      assertThat(jar.stream().map(ZipEntry::getName))
          .contains("millrace/plugin/Plugin.class")
          .noneMatch(name -> name.startsWith("millrace/plugins/"));
      try (InputStream services = jar.getInputStream(jar.getEntry(SERVICE))) {
        assertThat(new String(services.readAllBytes(), UTF_8).lines())
            .containsExactlyInAnyOrder("millrace.jobs.BuiltIn", "millrace.landing.BuiltInInputs");
      }
    }
    try (JarFile jar = new JarFile(jsonLines().toFile())) {
      assertThat(jar.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName))
          .as("nothing but its own")
          .allMatch(name -> name.startsWith("META-INF/") || name.startsWith("millrace/plugins/"));
    }
  }

  @Test
  void aPlugInIsFoundInItsDirectoryOrByLibjars() throws Exception {
    Mill mill = new Mill(directory).declare(output(directory.resolve("lake").toString()));
    List<String> words = Program.words(mill, "validate");
    Mill.Ran without = Program.standalone().run(words);
    assertThat(without.code()).isEqualTo(2);
    assertThat(without.err())
        .contains("key outputs.lake.json-lines: unknown kind of output")
        .contains("or be named with -libjars");

    String place = jsonLines().resolveSibling("").toString();
    Mill.Ran there = Program.standalone().with("MILLRACE_PLUGINS_DIR", place).run(words);
    assertThat(there.code()).as(there.err()).isZero();
    Mill.Ran named =
        Program.standalone()
            .run(Program.words(mill, "validate", "-libjars", jsonLines().toString()));
    assertThat(named.code()).as(named.err()).isZero();
    assertThat(directory.resolve("lake")).as("nothing is touched").doesNotExist();
  }

  @Test
  void onAClusterItsTasksFindIt() throws Exception {
    Path plugins = Files.createDirectories(directory.resolve("plugins"));
    UserJar.plugin(directory, "Shout", PLUGIN);
    Files.move(directory.resolve("Shout.jar"), plugins.resolve("Shout.jar"));
    HdfsMill mill =
        new HdfsMill(
                cluster, directory, PIPELINE.replace("FORMAT", "loud").replace("FIELD", "loud"))
            .drop("a.csv", "hey\nyou\nhey\n".getBytes(UTF_8))
            .with("millrace.engine", "uber")
            .with("millrace.cut.job.min.bytes", "0");
    Path conf = directory.resolve("conf");
    HdfsMill.confDirectory(cluster, conf);
    Program program =
        Program.hadoopJar(conf + File.pathSeparator + cluster.hadoopClassPath(), cluster.jobJar())
            .with("MILLRACE_PLUGINS_DIR", plugins.toString());
    // The first cuts into the bucket of its own time, the second finds that bucket over.
    for (String now : List.of("2100-01-01T00:00:00Z", "2100-01-01T00:05:00Z")) {
      Mill.Ran tick = program.run(mill.words("tick", "--now", now));
      assertThat(tick.code()).as(tick.err()).isZero();
    }

    Mill.Ran report =
        program.run(mill.words("report", "--job", "lines", "--window", "all", "--format", "tsv"));
    assertThat(report.code()).as(report.err()).isZero();
    assertThat(report.lines()).containsExactly("hey\t2", "you\t1");
    assertThat(
            mill.files(new org.apache.hadoop.fs.Path(mill.root(), "loud/_millrace/jars")).keySet())
        .as("the program and the plug-in")
        .hasSize(2);
  }
}
