package millrace.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import millrace.cli.Grammar;
import millrace.inspect.Status;
import millrace.mapreduce.SmallJobs;
import millrace.pipeline.InvalidConfiguration;
import millrace.pipeline.ObligingJob;
import millrace.pipeline.PipelineFile;
import millrace.pipeline.Settings;
import millrace.report.ReportFile;
import millrace.run.Run;
import millrace.run.Tally;
import millrace.state.Attempt;
import millrace.state.Backfill;
import millrace.state.BucketEntry;
import millrace.state.ClusterFold;
import millrace.state.ClusterMerge;
import millrace.state.ClusterWork;
import millrace.state.Expired;
import millrace.state.Export;
import millrace.state.Facts;
import millrace.state.FileEntry;
import millrace.state.JobState;
import millrace.state.OpenWork;
import millrace.state.Piece;
import millrace.state.Rates;
import millrace.state.Records;
import millrace.state.ReportEntry;
import millrace.state.SinkProgress;
import millrace.state.Snapshot;
import millrace.state.Timeline;
import millrace.state.Totals;
import millrace.state.Undelivered;
import millrace.state.Work;
import millrace.store.CatalogueRoot;
import millrace.store.Move;
import millrace.store.PageItem;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages say is so, as far as it can be told without running it; see {@link DocsIT}. */
final class DocsTest {
  /** What a fragment of a pipeline file leaves out. */
  private static final Map<String, String> REST =
      new LinkedHashMap<>(
          Map.of(
              "pipeline:", "pipeline: docs\n",
              "landing:", "landing: { path: landing, format: json }\n",
              "buckets:", "buckets: { every: 5m }\n",
              "jobs:",
                  "jobs: { a: { class: %s, windows: { all: cumulative } } }\n"
                      .formatted(ObligingJob.class.getName())));

  private static final Set<String> LANGUAGES =
      Set.of("sh", "yaml", "java", "text", "python", "crontab", "xml");

  @TempDir Path directory;

  static List<Page> pages() throws IOException {
    return Page.all();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyBlockSaysWhatItIs(Page page) {
    assertThat(page.blocks())
        .allSatisfy(block -> assertThat(LANGUAGES).contains(block.language()))
        .allSatisfy(
            block ->
                assertThat(block.marker())
                    .matches(
                        "|needs a cluster|takes long|in the checkout|fragment|source: [\\w./]+|file: [\\w.]+(, refused)?"));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyPipelineFileIsRight(Page page) throws IOException {
    try (URLClassLoader loader = compiled(page)) {
      for (Page.Block block : page.blocks()) {
        if (block.language().equals("yaml")) {
          checkPipeline(page, block, loader);
        }
      }
    }
  }

  private static void checkPipeline(Page page, Page.Block block, ClassLoader loader) {
    StringBuilder whole = new StringBuilder(block.text());
    if (block.marker().equals("fragment")) {
      REST.forEach(
          (key, section) -> {
            if (block.lines().stream().noneMatch(line -> line.startsWith(key))) {
              whole.append(section);
            }
          });
    }
    byte[] bytes = whole.toString().getBytes(StandardCharsets.UTF_8);
    if (block.marker().endsWith("refused")) {
      assertThatThrownBy(() -> PipelineFile.read(page.name(), bytes, loader))
          .isInstanceOf(InvalidConfiguration.class);
    } else {
      assertThatCode(() -> PipelineFile.read(page.name(), bytes, loader))
          .as(whole.toString())
          .doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everySourceThatIsShownIsTheOneThatIsTested(Page page) {
    assertThat(page.blocks())
        .filteredOn(block -> !block.source().isEmpty())
        .allSatisfy(
            block ->
                assertThat(Page.CHECKOUT.resolve(block.source()))
                    .content()
                    .isEqualTo(block.text()));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyDependencyThatIsShownIsAModuleOfThisVersion(Page page) throws IOException {
    String parent = Files.readString(Page.CHECKOUT.resolve("pom.xml"));
    for (Page.Block block : page.blocks()) {
      if (block.language().equals("xml")) {
        String module = element("artifactId", block.text());
        assertThat(parent).contains("<artifactId>" + module + "</artifactId>");
        assertThat(element("groupId", block.text())).isEqualTo(element("groupId", parent));
        assertThat(element("version", block.text())).isEqualTo(element("version", parent));
      }
    }
  }

  /** The text of the first element of this name that is indented by two. */
  private static String element(String name, String xml) {
    Matcher element = Pattern.compile("\n  <%1$s>(.*)</%1$s>".formatted(name)).matcher(xml);
    assertThat(element.find()).as(name).isTrue();
    return element.group(1);
  }

  /** The classes that a page shows, but for those that are compiled with the tests. */
  private URLClassLoader compiled(Page page) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                "-Xlint:all",
                "-Werror",
                "-proc:none",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "-d",
                directory.toString()));
    int options = words.size();
    for (Page.Block block : page.blocks()) {
      if (block.language().equals("java") && block.source().isEmpty()) {
        Path source = directory.resolve(block.fileName());
        words.add(Files.writeString(source, block.text()).toString());
      }
    }
    if (words.size() > options) {
      words.add(1, "-Xlint:-path"); // manifests of other people's jars name jars that are not there
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      int failed =
          ToolProvider.getSystemJavaCompiler()
              .run(
                  InputStream.nullInputStream(),
                  OutputStream.nullOutputStream(),
                  said,
                  words.toArray(String[]::new));
      assertThat(failed).as(said.toString(StandardCharsets.UTF_8)).isZero();
    }
    List<URL> urls = new ArrayList<>(List.of(directory.toUri().toURL()));
    try (Stream<Path> plugins = Files.list(Page.CHECKOUT.resolve("plugins"))) {
      for (Path plugin : plugins.map(it -> it.resolve("target/classes")).toList()) {
        urls.add(plugin.toUri().toURL());
      }
    }
    return new URLClassLoader(urls.toArray(URL[]::new), DocsTest.class.getClassLoader());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyCallOfTheProgramIsUnderstood(Page page) {
    assertThat(page.calls())
        .allSatisfy(words -> assertThatCode(() -> Grammar.check(words)).doesNotThrowAnyException());
  }

  @Test
  void everyKeyThatIsChosenForSmallJobsIsExplained() throws IOException {
    String page = Files.readString(Page.CHECKOUT.resolve("src/site/markdown/operations.md"));
    assertThat(SmallJobs.keys())
        .allSatisfy(
            (key, value) ->
                assertThat(page.lines())
                    .anyMatch(
                        line ->
                            line.startsWith("|")
                                && line.contains("`" + key + "`")
                                && (line.contains("| " + value + " |")
                                    || line.contains("| `" + value + "` |"))));
  }

  @Test
  void theCallsAreFound() throws IOException {
    List<List<String>> calls =
        pages().stream().flatMap(page -> page.calls().stream()).distinct().toList();
    assertThat(calls)
        .contains(
            List.of("demo"),
            List.of("init", "words"),
            List.of("tick", "pipeline.yaml"),
            List.of("validate", "wrong.yaml"),
            List.of("config", "-D", "millrace.engine=inline"));
    assertThat(calls).filteredOn(words -> words.contains("-D")).hasSizeGreaterThan(2);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkLeadsSomewhere(Page page) {
    for (String link : page.links()) {
      if (link.matches("https?://.*")) {
        continue;
      }
      String[] parts = link.split("#", 2);
      Path target =
          parts[0].isEmpty() ? page.file() : page.file().resolveSibling(parts[0]).normalize();
      assertThat(target).as(page + ": " + link).exists();
      if (parts.length > 1) {
        assertThat(Page.read(Page.CHECKOUT.relativize(target).toString()).anchors())
            .as(page + ": " + link)
            .contains(parts[1]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everySettingPackageAndClassThatIsNamedExists(Page page) throws IOException {
    Matcher names =
        Pattern.compile("(?<![\\w./-])millrace(\\.[A-Za-z][\\w-]*)+").matcher(page.text());
    Set<String> known = new TreeSet<>(settings().keySet());
    List<Path> sources = sources();
    while (names.find()) {
      String name = names.group();
      String path = name.replace('.', '/');
      boolean isCode =
          sources.stream()
              .map(Path::toString)
              .anyMatch(file -> file.contains("/" + path + "/") || file.endsWith(path + ".java"));
      boolean isFile = name.endsWith(".xml") || name.endsWith(".jar");
      assertThat(known.contains(name) || isCode || isFile).as(page + ": " + name).isTrue();
    }
  }

  @Test
  void theArchitectureNamesOnlyClassesThatExist() throws IOException {
    Set<String> classes =
        sources().stream()
            .map(file -> String.valueOf(file.getFileName()).replace(".java", ""))
            .collect(Collectors.toSet());
    Page page = Page.read("src/site/markdown/architecture.md");
    for (String code : page.code()) {
      Matcher name = Pattern.compile("(?:millrace\\.[a-z.]+\\.)?([A-Z][A-Za-z]+)").matcher(code);
      if (name.matches()) {
        assertThat(classes).contains(name.group(1));
      }
    }
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module :
        List.of(
            "mapreduce-jobs", "window-merger", "scheduler", "plugins/json-lines", "src/testkit")) {
      try (Stream<Path> files =
          Files.walk(Page.CHECKOUT.resolve(module).resolve("src/main/java"))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
      }
    }
    try (Stream<Path> files = Files.walk(Page.CHECKOUT.resolve("src/test/java"))) {
      files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
    }
    return sources;
  }

  private static Map<String, String> settings() {
    Configuration configuration = new Configuration(false);
    configuration.addResource("millrace-default.xml");
    Map<String, String> settings = new TreeMap<>();
    Settings.inForce(configuration)
        .forEach(setting -> settings.put(setting.key(), setting.value()));
    return settings;
  }

  @Test
  void everySettingIsDescribed() {
    assertThat(Page.read("src/site/markdown/operations.md").code())
        .containsAll(settings().keySet());
  }

  @Test
  void everyFieldOfTheStateAndOfReportsIsDescribed() {
    assertThat(words("src/site/markdown/formats.md"))
        .containsAll(
            fields(
                Snapshot.class,
                Facts.class,
                Timeline.class,
                Expired.class,
                OpenWork.class,
                ClusterWork.class,
                ClusterFold.class,
                ClusterMerge.class,
                Backfill.class,
                SinkProgress.class,
                SinkProgress.SinkProblem.class,
                Undelivered.class,
                CatalogueRoot.class,
                PageItem.Child.class,
                FileEntry.class,
                BucketEntry.class,
                BucketEntry.Fold.class,
                ReportEntry.class,
                ReportEntry.ReportPart.class,
                Run.class,
                Run.Part.class,
                Tally.class,
                JobState.class,
                Work.class,
                Totals.class,
                Rates.class,
                Rates.EngineHistory.class,
                Rates.Measured.class,
                Records.class,
                Attempt.class,
                Piece.class,
                Piece.PieceSource.class,
                Move.class,
                Export.class,
                ReportFile.class,
                ReportFile.ExportedId.class,
                ReportFile.ExportedEdition.class,
                ReportFile.ExportedTable.class,
                ReportFile.ExportedBasis.class,
                ReportFile.ExportedChange.class,
                ReportFile.ExportedLoss.class,
                ReportFile.ExportedPart.class,
                ReportFile.Quarantined.class));
  }

  @Test
  void everyFieldOfTheStatusIsDescribed() {
    assertThat(words("src/site/markdown/operations.md"))
        .containsAll(
            fields(
                Status.class,
                Status.Position.class,
                Status.Arrivals.class,
                Status.PendingStatus.class,
                Status.History.class,
                Status.BucketCounts.class,
                Status.FileCounts.class,
                Status.FileStatus.class,
                Status.WorkStatus.class,
                Status.JobStatus.class,
                Status.NewestReport.class,
                Status.EngineStatus.class,
                Status.Commit.class,
                Records.class,
                Tally.class));
  }

  /** Every name in what a page shows as code. */
  private static Set<String> words(String page) {
    return Page.read(page).code().stream()
        .flatMap(code -> Stream.of(code.split("\\W+", -1)))
        .collect(Collectors.toSet());
  }

  private static Set<String> fields(Class<?>... records) {
    return Stream.of(records)
        .flatMap(type -> Stream.of(type.getRecordComponents()))
        .filter(component -> !component.getAccessor().isAnnotationPresent(JsonUnwrapped.class))
        .map(RecordComponent::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void theSiteFileShowsEverySettingWithItsDefault() throws IOException {
    Matcher properties =
        Pattern.compile("<property><name>(.*)</name><value>(.*)</value></property>")
            .matcher(Files.readString(Page.CHECKOUT.resolve("conf/millrace-site.xml")));
    Map<String, String> shown = new TreeMap<>();
    while (properties.find()) {
      shown.put(properties.group(1), properties.group(2));
    }
    assertThat(shown).isEqualTo(settings());
  }

  @Test
  void theReadmeListsEveryCommandAndEveryOption() {
    Page readme = Page.read("README.md");
    List<String> code = readme.code();
    for (String command : Grammar.commands()) {
      assertThat(code).anyMatch(it -> it.equals(command) || it.startsWith(command + " "));
    }
    for (String option : Grammar.options()) {
      assertThat(code).anyMatch(it -> (" " + it).matches(".*[\\s\\[]" + option + "\\b.*"));
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void noPageKnowsACommandOrAnOptionThatIsNotThere(Page page) {
    Pattern option = Pattern.compile("(?<![\\w-])--[a-z][a-z-]*");
    Pattern command = Pattern.compile("(?:^|/)millrace ([a-z]+).*");
    Stream<String> calls = page.calls().stream().map(words -> String.join(" ", words));
    List<String> said =
        Stream.concat(page.code().stream(), calls)
            .filter(words -> !words.contains("whole.py ")) // a program with options of its own
            .toList();
    for (String words : said) {
      assertThat(Grammar.options())
          .as(page + ": " + words)
          .containsAll(option.matcher(words).results().map(found -> found.group()).toList());
      Matcher called = command.matcher(words);
      if (called.matches()) {
        assertThat(Grammar.commands()).as(page + ": " + words).contains(called.group(1));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void theVersionIsThisOne(Page page) throws IOException {
    String version = element("version", Files.readString(Page.CHECKOUT.resolve("pom.xml")));
    assertThat(
            Pattern.compile("millrace-([0-9.]+[0-9])")
                .matcher(page.text())
                .results()
                .map(found -> found.group(1)))
        .allMatch(version::equals);
  }
}
