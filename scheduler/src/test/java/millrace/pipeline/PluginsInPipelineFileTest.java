package millrace.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import millrace.job.JobSpec;
import millrace.record.FormatSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plug-in brings, as a pipeline file names it; the errors with every word. */
final class PluginsInPipelineFileTest {
  private static final String HEAD =
      """
      pipeline: access
      landing: { path: landing }
      buckets: { every: 5m }
      jobs:
        urls: { count: line, windows: { all: cumulative } }
        other: { count: line, windows: { all: cumulative } }
      """;

  @TempDir Path directory;

  private static Pipeline read(String file, ClassLoader loader) {
    return PipelineFile.read("p.yaml", file.getBytes(StandardCharsets.UTF_8), loader);
  }

  private Pipeline read(String file) throws IOException {
    try (URLClassLoader loader = ShopPlugin.loader(directory)) {
      return read(file, loader);
    }
  }

  private static List<String> problems(String file, ClassLoader loader) {
    InvalidConfiguration refused =
        catchThrowableOfType(InvalidConfiguration.class, () -> read(file, loader));
    assertThat(refused).as(file).isNotNull();
    return refused.problems();
  }

  private List<String> problems(String file) throws IOException {
    try (URLClassLoader loader = ShopPlugin.loader(directory)) {
      return problems(file, loader);
    }
  }

  @Test
  void anOutputNamesItsKindItsOptionsAndItsJobs() throws IOException {
    Pipeline pipeline =
        read(
            HEAD
                + """
                outputs:
                  second: { lake: { path: here, login: { port: 21 } }, jobs: urls }
                  first: { lake: { path: there } }
                """);
    assertThat(pipeline.outputs())
        .containsExactly(
            new OutputSpec(
                "second",
                "lake",
                Map.of("path", "here", "login", Map.of("port", "21")),
                List.of("urls")),
            new OutputSpec("first", "lake", Map.of("path", "there"), List.of()));
    assertThat(pipeline.outputs().get(0).takes("urls")).isTrue();
    assertThat(pipeline.outputs().get(0).takes("other")).isFalse();
    assertThat(pipeline.outputs().get(1).takes("other")).isTrue();
    assertThat(read(HEAD).outputs()).isEmpty();
  }

  @Test
  void outputsAreNoPartOfWhatCannotChange() throws IOException {
    assertThat(read(HEAD + "outputs: { a: { lake: { path: x } } }\n").definition())
        .isEqualTo(read(HEAD).definition());
  }

  @Test
  void aWrongOutputIsSaidAtItsLine() throws IOException {
    assertThat(
            problems(
                HEAD
                    + """
                    outputs:
                      a: { lak: { path: x } }
                      b: { jobs: urls }
                      c: { lake: { path: x }, river: {} }
                      d: { lake: x }
                      e:
                        lake:
                          path: x
                          login:
                            port: much
                            user: me
                      f:
                        lake: { paht: x }
                      g: { lake: { path: x }, jobs: [urls, ulrs] }
                      h: { lake: { path: x, cold: y } }
                      i: { lake: { path: x, dry: y } }
                      j: { lake: { path: x, pth: y } }
                      k: { lake: { path: x }, job: urls }
                      reports: { lake: { path: x } }
                      K: { lake: { path: x } }
                      l: lake
                    """))
        .containsExactly(
            "p.yaml:8: key outputs.a.lak: unknown kind of output, did you mean lake?; the jar of a plug-in must lie in plugins/ beside bin/, or where MILLRACE_PLUGINS_DIR points, or be named with -libjars",
            "p.yaml:9: key outputs.b: does not say where to, expected one kind of output: lake; the jar of a plug-in must lie in plugins/ beside bin/, or where MILLRACE_PLUGINS_DIR points, or be named with -libjars",
            "p.yaml:10: key outputs.c.river: unknown, expected lake or jobs",
            "p.yaml:11: key outputs.d.lake: found \"x\", expected a mapping of option names to values",
            "p.yaml:16: key outputs.e.lake.login.port: option login.port: found much, expected a whole number",
            "p.yaml:19: key outputs.f.lake: option path is missing; is paht meant for it?",
            "p.yaml:20: key outputs.g.jobs: unknown job \"ulrs\", did you mean urls?",
            "p.yaml:21: key outputs.h.lake: failed while it read its options: java.lang.IllegalStateException: frozen",
            "p.yaml:22: key outputs.i.lake: no water",
            "p.yaml:23: key outputs.j.lake.pth: unknown option: pth (did you mean path? allowed: cold, dry, login, path)",
            "p.yaml:24: key outputs.k.job: unknown, did you mean jobs?",
            "p.yaml:25: key outputs.reports: the name of the files below reports/, which are always there; expected another",
            "p.yaml:26: key outputs.K: not a name, expected a name of a-z, 0-9, - and _ that begins with a letter or digit, at most 64 characters",
            "p.yaml:27: key outputs.l: found \"lake\", expected a mapping of a kind of output to its options");
  }

  private static String landing(String landing) {
    return HEAD.replace("landing: { path: landing }", landing);
  }

  @Test
  void anInputNamesItsKindAndItsOptionsBesideAllThatItSaysElse() throws IOException {
    InputSpec input =
        read(landing("landing: { quay: { harbour: hamburg, number: 3 }, after: delete }"))
            .input(InputSpec.LANDING);
    assertThat(input.landing())
        .isEqualTo(new LandingSpec("quay", "quay", Map.of("harbour", "hamburg", "number", "3")));
    assertThat(input.landing().isDirectory()).isFalse();
    assertThat(input.delivery().after()).isEqualTo(InputSpec.After.DELETE);
    assertThat(read(HEAD).input(InputSpec.LANDING).landing())
        .isEqualTo(new LandingSpec("path", "directory", Map.of("path", "landing")));
    assertThat(
            read(landing("landing: { directory: { path: landing } }"))
                .input(InputSpec.LANDING)
                .landing())
        .isEqualTo(new LandingSpec("directory", "directory", Map.of("path", "landing")));
  }

  @Test
  void whereFilesArriveIsNoPartOfWhatCannotChange() throws IOException {
    assertThat(read(landing("landing: { quay: { harbour: x } }")).definition())
        .isEqualTo(read(HEAD).definition());
  }

  @Test
  void onlyDirectoriesAreMovedElsewhere() throws IOException {
    Pipeline moved =
        read(landing(
                    """
                        inputs:
                          a: { path: x }
                          b: { quay: { harbour: x } }
                          c: { directory: { path: x } }\
                        """)
                .replace("count: line", "from: [a, b, c], count: line"))
            .withPaths(input -> "moved/" + input.name());
    assertThat(moved.input("a").landing()).isEqualTo(LandingSpec.directory("moved/a"));
    assertThat(moved.input("b").landing())
        .isEqualTo(new LandingSpec("quay", "quay", Map.of("harbour", "x")));
    assertThat(moved.input("c").landing()).isEqualTo(LandingSpec.directory("moved/c"));
  }

  @Test
  void aWrongPlaceIsSaidAtItsLine() throws IOException {
    String file =
        landing(
            """
            inputs:
              a: { quey: { harbour: x }, setle: 5m }
              b: { settle: 5m }
              c: { path: x, quay: { harbour: x } }
              d: { quay: x }
              e:
                quay:
                  harbour: x
                  number: many
              f: { quay: { harbor: x } }
              g: { quay: { harbour: x, fog: y } }
              h: { quay: { harbour: x, storm: y } }
              i: { quay: { harbour: x, nubmer: 3 } }
              j: { quay: { harbour: x }, river: {} }
              k: { pth: x }
              l: { river: { harbour: x } }
              m: { directory: { path: "a:b" } }
              n: { quai: x }
              o: { foo: x }\
            """);
    assertThat(problems(file.replace("count: line", "from: [a], count: line")))
        .containsExactly(
            "p.yaml:3: key inputs.a.quey: unknown kind of input, did you mean quay?; the jar of a plug-in must lie in plugins/ beside bin/, or where MILLRACE_PLUGINS_DIR points, or be named with -libjars",
            "p.yaml:3: key inputs.a.setle: unknown, did you mean settle?",
            "p.yaml:4: key inputs.b.path: missing, expected the directory where files arrive; or a kind of input: quay",
            "p.yaml:5: key inputs.c: found path and quay, expected only one of path, directory or quay",
            "p.yaml:6: key inputs.d.quay: found \"x\", expected a mapping of option names to values",
            "p.yaml:10: key inputs.e.quay.number: option number: found many, expected a whole number",
            "p.yaml:11: key inputs.f.quay: option harbour is missing; is harbor meant for it?",
            "p.yaml:12: key inputs.g.quay: failed while it read its options: java.lang.IllegalStateException: lost",
            "p.yaml:13: key inputs.h.quay: too high a sea",
            "p.yaml:14: key inputs.i.quay.nubmer: unknown option: nubmer (did you mean number? allowed: fog, harbour, number, storm)",
            "p.yaml:15: key inputs.j.river: unknown, expected quay, settle, after, format, header, columns, max-quarantined, time, duplicates or changed",
            "p.yaml:16: key inputs.k.pth: unknown, did you mean path?",
            "p.yaml:16: key inputs.k.path: missing, expected the directory where files arrive; or a kind of input: quay",
            "p.yaml:17: key inputs.l.river: unknown kind of input, expected path, directory or quay; the jar of a plug-in must lie in plugins/ beside bin/, or where MILLRACE_PLUGINS_DIR points, or be named with -libjars",
            "p.yaml:18: key inputs.m.directory.path: found a:b, expected a Hadoop path",
            "p.yaml:19: key inputs.n.quai: unknown kind of input, did you mean quay?; the jar of a plug-in must lie in plugins/ beside bin/, or where MILLRACE_PLUGINS_DIR points, or be named with -libjars",
            "p.yaml:20: key inputs.o.foo: unknown, expected path, settle, after, format, header, columns, max-quarantined, time, duplicates or changed",
            "p.yaml:20: key inputs.o.path: missing, expected the directory where files arrive; or a kind of input: quay");
  }

  @Test
  void withoutThePluginItsKindsAreNotKnown() {
    ClassLoader ours = ShopPlugin.class.getClassLoader();
    assertThat(problems(HEAD + "outputs: { a: { lake: { path: x } } }\n", ours))
        .containsExactly(
            "p.yaml:7: key outputs.a.lake: unknown kind of output; the jar of a plug-in must lie in plugins/ beside bin/, or where MILLRACE_PLUGINS_DIR points, or be named with -libjars");
    assertThat(problems(landing("landing: { quay: { harbour: x } }"), ours))
        .containsExactly(
            "p.yaml:2: key landing.quay: unknown kind of input, expected path or directory; the jar of a plug-in must lie in plugins/ beside bin/, or where MILLRACE_PLUGINS_DIR points, or be named with -libjars");
    assertThat(problems(HEAD.replace("count: line", "words: line"), ours))
        .contains(
            "p.yaml:5: key jobs.urls.words: unknown, expected count, sum, min, max, mean, class, key, where, options, windows, top or from; the jar of a plug-in must lie in plugins/ beside bin/, or where MILLRACE_PLUGINS_DIR points, or be named with -libjars");
    assertThat(problems(HEAD.replace("landing }", "landing, format: prose }"), ours))
        .anyMatch(
            problem -> problem.startsWith("p.yaml:2: key landing.format: unknown format: prose"));
  }

  @Test
  void aJobMayBeOfAKindThatAPluginBrings() throws IOException {
    Pipeline pipeline =
        read(HEAD.replace("urls: { count: line", "urls: { words: line, by: unicode"));
    assertThat(pipeline.jobs().get(0).spec())
        .isEqualTo(
            new JobSpec(
                "urls",
                "millrace.jobs.wordcount.WordCount",
                Map.of("field", "line", "tokens", "unicode"),
                Set.of("landing")));
  }

  @Test
  void whatAJobOfAPluginRefusesIsSaidAtItsKey() throws IOException {
    String wrong =
        """
        pipeline: access
        landing: { path: landing }
        buckets: { every: 5m }
        jobs:
          a:
            words: line
            by: unicde
            windows: { all: cumulative }
          b:
            words: lin
            windows: { all: cumulative }
          c:
            words: line
            byy: unicode
            windows: { all: cumulative }
          d:
            words: line
            count: line
            windows: { all: cumulative }
        """;
    assertThat(problems(wrong))
        .containsExactly(
            "p.yaml:7: key jobs.a.by: unknown value of option tokens: unicde (did you mean unicode? allowed: unicode, whitespace)",
            "p.yaml:10: key jobs.b.words: unknown field \"lin\", did you mean line?",
            "p.yaml:14: key jobs.c.byy: unknown, did you mean by?",
            "p.yaml:16: key jobs.d: found count and words, expected only one of count, sum, min, max, mean, class or words");
  }

  @Test
  void aFormatMayBeOneThatAPluginBrings() throws IOException {
    assertThat(
            read(HEAD.replace("landing }", "landing, format: prose }"))
                .input(InputSpec.LANDING)
                .format())
        .isEqualTo(new FormatSpec("prose", Map.of()));
    String file =
        """
        pipeline: access
        landing:
          path: landing
          format:
            class: prose
            options:
              width: wide
        buckets: { every: 5m }
        jobs:
          urls: { count: line, windows: { all: cumulative } }
        """;
    assertThat(problems(file))
        .containsExactly(
            "p.yaml:7: key landing.format.options.width: format prose: option width: found wide, expected a whole number");
    assertThat(problems(file.replace("width", "\"widht\"")))
        .containsExactly(
            "p.yaml:7: key landing.format.options.widht: format prose: unknown option: widht (did you mean width? allowed: width)");
  }

  @Test
  void anOptionWithinAnotherIsFoundAtItsLine() throws IOException {
    String file =
        """
        pipeline: access
        landing: { path: landing }
        buckets: { every: 5m }
        jobs:
          urls:
            class: millrace.jobs.field.FieldJob
            options:
              op: count
              key: line
              where:
                line: []
            windows: { all: cumulative }
        """;
    assertThat(problems(file))
        .containsExactly(
            "p.yaml:11: key jobs.urls.options.where.line: option where.line: names no value");
  }

  @Test
  void aPluginThatCannotBeUsedIsNotTheFilesFault() throws IOException {
    try (URLClassLoader loader = ShopPlugin.loader(directory)) {
      Path services = directory.resolve("META-INF/services/millrace.plugin.Plugin");
      Files.writeString(services, "com.example.Gone");
      assertThat(problems(HEAD, loader))
          .singleElement()
          .asString()
          .startsWith("plug-in com.example.Gone in " + directory + "/ cannot be used: ");
    }
  }
}
