package millrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import millrace.engine.HadoopCutting;
import millrace.engine.HadoopEngines;
import millrace.pipeline.InputSpec;
import millrace.pipeline.LandingSpec;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PipelineFile;
import millrace.pipeline.PipelineJob;
import millrace.pipeline.Settings;
import millrace.report.ReportFile;
import millrace.schedule.Backfilling;
import millrace.schedule.Tick;
import millrace.schedule.TickEnvironment;
import millrace.schedule.TickLog;
import millrace.schedule.TickProcess;
import millrace.store.Store;
import millrace.store.Stores;
import millrace.time.DurationText;
import millrace.time.TimeRange;
import org.apache.hadoop.conf.Configuration;

/**
 * A whole pipeline in a directory of a test: files are dropped into its landing directory, ticks
 * run at times that the test names, reports are read. Buckets are folded in this JVM. There is no
 * cluster; the clock stands still until the test turns it; and a file that was dropped is at rest
 * at once.
 */
public final class TestMill {
  private static final Configuration DEFAULTS = defaults();

  private final Path home;
  private final Configuration configuration;
  private final Pipeline pipeline;
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());
  private final List<String> warned = Collections.synchronizedList(new ArrayList<>());
  private Optional<Settings> settings = Optional.empty();
  private Optional<Instant> now = Optional.empty();

  private TestMill(Path home, Configuration configuration, Pipeline pipeline) {
    this.home = home;
    this.configuration = configuration;
    this.pipeline = pipeline;
  }

  private static Configuration defaults() {
    Configuration defaults = Settings.configuration();
    defaults.set("millrace.engine", "inline");
    defaults.set("millrace.fold.threads", "1"); // so that the n-th change is always the same
    return defaults;
  }

  /**
   * A mill in this directory, which goes on from what is there.
   *
   * @param pipeline the text of the pipeline file; its files land below the directory, whatever
   *     paths it says. Inputs of another kind than a directory are opened as it says; the test puts
   *     their files where they look for them
   * @throws millrace.pipeline.InvalidConfiguration if the pipeline file is wrong
   */
  public static TestMill of(Path home, String pipeline) throws IOException {
    return of(home, pipeline, DEFAULTS.getClassLoader());
  }

  /** One whose plug-ins and classes are found by {@code loader}. */
  static TestMill of(Path home, String pipeline, ClassLoader loader) throws IOException {
    Configuration configuration = new Configuration(DEFAULTS);
    configuration.setClassLoader(loader);
    configuration.set("millrace.root", home.resolve("root").toUri().toString());
    configuration.set("hadoop.tmp.dir", home.resolve("hadoop").toString());
    Pipeline read =
        PipelineFile.read(
                "pipeline.yaml",
                pipeline.getBytes(StandardCharsets.UTF_8),
                configuration.getClassLoader())
            .withPaths(input -> landing(home, input.name()).toUri().toString());
    for (InputSpec input : read.inputs().values()) {
      if (input.landing().isDirectory()) {
        Files.createDirectories(landing(home, input.name()));
      }
    }
    return new TestMill(home, configuration, read);
  }

  private static Path landing(Path home, String input) {
    return input.equals(InputSpec.LANDING)
        ? home.resolve("landing")
        : home.resolve("inputs").resolve(input);
  }

  /** A setting, as {@code conf/millrace-site.xml} or {@code -D} would set it. */
  public TestMill set(String key, String value) {
    configuration.set(key, value);
    settings = Optional.empty();
    return this;
  }

  /** A file with these lines arrives in the only input, or takes the place of one. */
  public TestMill drop(String name, String... lines) throws IOException {
    return drop(name, text(lines));
  }

  /** A file with these bytes arrives in the only input, or takes the place of one. */
  public TestMill drop(String name, byte[] bytes) throws IOException {
    return dropInto(onlyInput(), name, bytes);
  }

  /** A file with these lines arrives in an input, or takes the place of one. */
  public TestMill dropInto(String input, String name, String... lines) throws IOException {
    return dropInto(input, name, text(lines));
  }

  /** A file with these bytes arrives in an input, or takes the place of one. */
  public TestMill dropInto(String input, String name, byte[] bytes) throws IOException {
    Path file = landing(input).resolve(name);
    Files.createDirectories(Optional.ofNullable(file.getParent()).orElse(home));
    Files.move(
        Files.write(home.resolve("arriving"), bytes),
        file,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    return this;
  }

  /** A file of the only input grows by these lines. */
  public TestMill append(String name, String... lines) throws IOException {
    return appendTo(onlyInput(), name, lines);
  }

  /** A file of an input grows by these lines. */
  public TestMill appendTo(String input, String name, String... lines) throws IOException {
    Files.write(landing(input).resolve(name), text(lines), StandardOpenOption.APPEND);
    return this;
  }

  static byte[] text(String... lines) {
    return text(List.of(lines));
  }

  static byte[] text(List<String> lines) {
    return lines.stream()
        .map(line -> line + "\n")
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Turns the clock to a time.
   *
   * @param time as {@code 2024-03-01T10:05:00Z}
   */
  public TestMill turnClockTo(String time) {
    now = Optional.of(Instant.parse(time));
    return this;
  }

  /**
   * Turns the clock forward.
   *
   * @param duration by how much, as {@code 5m} or {@code 1h30m}
   */
  public TestMill turnClockBy(String duration) {
    now = Optional.of(clock().plus(DurationText.parse(duration)));
    return this;
  }

  /**
   * The time that the clock shows.
   *
   * @throws IllegalStateException if it was never turned
   */
  public Instant clock() {
    return now.orElseThrow(
        () ->
            new IllegalStateException(
                "the clock of this mill was never turned: call turnClockTo(\"2024-03-01T10:05:00Z\"),"
                    + " or give that time to tick"));
  }

  /** One tick at the time that the clock shows, which decides what is due. */
  public Tick.TickResult tick() throws IOException {
    return tick(FailureInjector.none());
  }

  /**
   * Turns the clock to a time, and ticks.
   *
   * @param time as {@code 2024-03-01T10:05:00Z}
   */
  public Tick.TickResult tick(String time) throws IOException {
    return tick(time, FailureInjector.none());
  }

  Tick.TickResult tick(String time, FailureInjector failures) throws IOException {
    return turnClockTo(time).tick(failures);
  }

  private Tick.TickResult tick(FailureInjector failures) throws IOException {
    return run(failures, environment -> new Tick(environment, clock(), new Log()).run());
  }

  /**
   * Computes past buckets again.
   *
   * @param from start of the first bucket
   * @param to end of the last
   * @param jobs the jobs that compute them; all, if none is named
   */
  public Backfilling.BackfillResult backfill(String from, String to, String... jobs)
      throws IOException {
    return backfill(
        new TimeRange(Instant.parse(from), Instant.parse(to)),
        List.of(jobs),
        FailureInjector.none());
  }

  Backfilling.BackfillResult backfill(TimeRange range, List<String> jobs, FailureInjector failures)
      throws IOException {
    List<String> named =
        jobs.isEmpty() ? pipeline.jobs().stream().map(PipelineJob::name).toList() : jobs;
    return run(
        failures, environment -> new Backfilling(environment, range, named, new Log()).run());
  }

  private interface MillProcess<R> {
    R run(TickEnvironment environment) throws IOException;
  }

  private <R> R run(FailureInjector failures, MillProcess<R> process) throws IOException {
    Path scratch = Files.createTempDirectory(Files.createDirectories(home.resolve("scratch")), "");
    Settings read = settings.orElseGet(() -> Settings.read(configuration));
    settings = Optional.of(read);
    try (Store disk = store();
        OpenLandings landings = OpenLandings.of(configuration, pipeline)) {
      Store store = new CrashingStore(disk, failures);
      HadoopEngines engines =
          new HadoopEngines(pipeline.name(), read, store, configuration, scratch);
      return process.run(
          new TickEnvironment(
              pipeline,
              read,
              store,
              landings.inputs(failures),
              List.of(),
              new HadoopCutting(pipeline.name(), store, read.cut(), configuration, engines),
              engines,
              new TickProcess(
                  configuration.getClassLoader(),
                  scratch,
                  () -> Instant.now().plus(landings.untilAtRest()),
                  "test")));
    } finally {
      delete(scratch);
    }
  }

  private final class Log implements TickLog {
    @Override
    public void progress(String what) {
      said.add(what);
    }

    @Override
    public void changed(String what) {
      said.add(what);
    }

    @Override
    public void warn(String what) {
      warned.add(what);
    }
  }

  /** What the operator was warned of so far. */
  public List<String> warned() {
    return List.copyOf(warned);
  }

  /** What was logged of the progress so far. */
  public List<String> said() {
    return List.copyOf(said);
  }

  /** Its own directory. */
  public Path home() {
    return home;
  }

  /** The directory where files of the only input land. */
  public Path landing() {
    return landing(onlyInput());
  }

  /** The directory where files of an input land. */
  public Path landing(String input) {
    if (!pipeline.inputs().containsKey(input)) {
      throw new IllegalArgumentException(
          "the pipeline has no input %s: found %s".formatted(input, pipeline.inputs().keySet()));
    }
    LandingSpec place = pipeline.input(input).landing();
    if (!place.isDirectory()) {
      throw new IllegalArgumentException(
          "files of input %s arrive where its kind %s says: put them there, for this mill knows directories alone"
              .formatted(input, place.kind()));
    }
    return landing(home, input);
  }

  /** The name of the only input. */
  String onlyInput() {
    Set<String> names = pipeline.inputs().keySet();
    if (names.size() > 1) {
      throw new IllegalStateException(
          "the pipeline has the inputs %s: name the one that is meant, as in dropInto"
              .formatted(names));
    }
    return names.iterator().next();
  }

  /** The directory of the pipeline: its buckets, runs, reports and state. */
  public Path root() {
    return home.resolve("root").resolve(pipeline.name());
  }

  /** The pipeline file, as it was read. */
  Pipeline pipeline() {
    return pipeline;
  }

  ClassLoader loader() {
    return configuration.getClassLoader();
  }

  private Store store() throws IOException {
    return Stores.open(configuration, new org.apache.hadoop.fs.Path(root().toUri()));
  }

  /**
   * The rows of a published report, columns parted by blanks.
   *
   * @param bucket the last of its window, as {@code 20240301T1005Z}
   * @throws AssertionError that names all reports there are, if this one is not
   */
  public List<String> report(String job, String window, String bucket) throws IOException {
    Path directory = published(job, window, bucket);
    if (!Files.isDirectory(directory)) {
      throw new AssertionError(
          "no report of job %s, window %s, bucket %s; there are: %s"
              .formatted(job, window, bucket, reports()));
    }
    List<String> rows = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path part : files.sorted().toList()) {
        if (String.valueOf(part.getFileName()).startsWith("part-")) {
          rows.addAll(rows(part));
        }
      }
    }
    return rows;
  }

  /**
   * How the newest revision of a report changed its rows, columns parted by blanks; nothing if
   * there was but one.
   */
  public List<String> changes(String job, String window, String bucket) throws IOException {
    Path changed = published(job, window, bucket).resolve("_changed.tsv");
    return Files.exists(changed) ? rows(changed) : List.of();
  }

  private static List<String> rows(Path file) throws IOException {
    return Files.readAllLines(file).stream().map(row -> row.replace('\t', ' ')).toList();
  }

  private Path published(String job, String window, String bucket) {
    return root().resolve("reports/job=%s/window=%s/bucket=%s".formatted(job, window, bucket));
  }

  private List<String> reports() throws IOException {
    return files(root().resolve("reports")).keySet().stream()
        .filter(file -> file.endsWith("/" + ReportFile.DESCRIPTION))
        .map(file -> file.substring(0, file.lastIndexOf('/')))
        .toList();
  }

  /** Every line in quarantine. */
  public List<String> quarantined() throws IOException {
    List<String> lines = new ArrayList<>();
    files(root().resolve("quarantine"))
        .forEach(
            (path, bytes) -> {
              if (path.endsWith(".jsonl")) {
                lines.addAll(new String(bytes, StandardCharsets.UTF_8).lines().toList());
              }
            });
    return lines;
  }

  /** What its files say now, but for who wrote them, when, and in how many steps. */
  public StoryOutcome outcome() throws IOException {
    try (Store store = store()) {
      Map<String, byte[]> landed = new TreeMap<>();
      for (String input : pipeline.inputs().keySet()) {
        String prefix = input.equals(InputSpec.LANDING) ? "" : input + "/";
        files(landing(input)).forEach((path, bytes) -> landed.put(prefix + path, bytes));
      }
      return StoryOutcome.of(store, landed);
    }
  }

  /** Every file below a directory, by path. */
  static Map<String, byte[]> files(Path directory) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    if (!Files.exists(directory)) {
      return files;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        files.put(directory.relativize(path).toString(), Files.readAllBytes(path));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return files;
  }

  /** Copies a directory; nothing that is changed in the copy changes anything here. */
  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
          Files.setLastModifiedTime(target, Files.getLastModifiedTime(path));
        }
      }
    }
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
