package millrace.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import millrace.cut.OpenInput;
import millrace.engine.HadoopCutting;
import millrace.engine.HadoopEngines;
import millrace.input.Landing;
import millrace.inspect.Status;
import millrace.landing.Intake;
import millrace.landing.Landings;
import millrace.pipeline.InputSpec;
import millrace.pipeline.LandingSpec;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PipelineFile;
import millrace.pipeline.Settings;
import millrace.plugin.Formats;
import millrace.state.FileEntry;
import millrace.state.PipelineState;
import millrace.state.ReportEntry;
import millrace.state.Snapshot;
import millrace.state.Totals;
import millrace.store.Store;
import millrace.store.Stores;
import millrace.time.TimeRange;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * A whole pipeline in a directory of its own: files are dropped into its landing, ticks turn it at
 * times the test names, and after every tick all that must add up is added up.
 *
 * <p>Times of the day are those of 2024-03-01, UTC: {@code "10:07"} or {@code "10:07:30"}.
 */
public final class Mill {
  /** What most tests need of a pipeline file: every record has a time, a key and an amount. */
  static final String CSV =
      """
      pipeline: mill
      landing:
        path: landing
        settle: 0s
        format: csv
        header: false
        columns: [time, key, amount]
        time: { by: event, field: time, format: iso }
      """;

  private static final Configuration DEFAULTS = defaults();

  private final Path home;
  private final Configuration configuration;
  private final List<String> said = new ArrayList<>();
  private List<OpenSink> sinks = List.of();
  private final List<String> warned = new ArrayList<>();
  private Pipeline pipeline;
  private InstantSource clock = InstantSource.system();
  private UnaryOperator<Landing> landings = landing -> landing;
  private BiFunction<Store, Engines, Engines> engines = (store, those) -> those;
  private Optional<Settings> settings = Optional.empty();
  private Optional<org.apache.hadoop.fs.Path> elsewhere = Optional.empty();

  private Mill(Path home, Configuration configuration, Pipeline pipeline) {
    this.home = home;
    this.configuration = configuration;
    this.pipeline = pipeline;
  }

  private static Configuration defaults() {
    Configuration defaults = Settings.configuration();
    defaults.set("millrace.engine", "inline");
    defaults.set("mapreduce.client.completion.pollinterval", "20");
    return defaults;
  }

  /** A mill that has never turned, in a directory that is there and empty. */
  public static Mill of(Path home, String pipeline) throws IOException {
    Files.createDirectories(home.resolve("landing"));
    Configuration configuration = new Configuration(DEFAULTS);
    configuration.set("millrace.root", home.resolve("root").toUri().toString());
    configuration.set("hadoop.tmp.dir", home.resolve("hadoop").toString());
    return new Mill(home, configuration, read(home, pipeline));
  }

  private static Pipeline read(Path home, String pipeline) {
    return read(home.resolve("landing").toUri().toString(), pipeline);
  }

  private static Pipeline read(String landing, String pipeline) {
    return PipelineFile.read(
            "pipeline.yaml", pipeline.getBytes(StandardCharsets.UTF_8), Mill.class.getClassLoader())
        .withPaths(path -> landing);
  }

  /**
   * A mill that has never turned, with its landing directory and its root in a directory of another
   * file system. It turns, and tells its state and its {@link #files}; what else reads or writes
   * local files does not work.
   *
   * @param home a local directory for temporary files
   * @param client the settings of a client of that file system
   */
  public static Mill on(
      Path home, Configuration client, org.apache.hadoop.fs.Path directory, String pipeline) {
    org.apache.hadoop.fs.Path landing = new org.apache.hadoop.fs.Path(directory, "landing");
    Configuration configuration = new Configuration(DEFAULTS);
    client.forEach(entry -> configuration.set(entry.getKey(), entry.getValue()));
    configuration.set("millrace.root", new org.apache.hadoop.fs.Path(directory, "root").toString());
    configuration.set("hadoop.tmp.dir", home.resolve("hadoop").toString());
    Mill mill = new Mill(home, configuration, read(landing.toString(), pipeline));
    mill.elsewhere = Optional.of(directory);
    return mill;
  }

  // --- what the operator does

  /** The pipeline file is edited. */
  Mill edit(String text) {
    pipeline = read(home, text);
    return this;
  }

  /** Something else is made of the pipeline file than it says. */
  Mill edit(UnaryOperator<Pipeline> change) {
    pipeline = change.apply(pipeline);
    return this;
  }

  /** A setting is changed. */
  public Mill set(String key, String value) {
    configuration.set(key, value);
    settings = Optional.empty();
    return this;
  }

  /** The real clock, which decides what is at rest, shows this from now on. */
  public Mill clock(Instant time) {
    clock = () -> time;
    return this;
  }

  /** The landing directory behaves in another way from now on. */
  Mill landing(UnaryOperator<Landing> behaviour) {
    landings = behaviour;
    return this;
  }

  /** Work is done in another way from now on. */
  Mill engines(BiFunction<Store, Engines, Engines> behaviour) {
    engines = behaviour;
    return this;
  }

  // --- what producers do

  /** A file with these lines arrives, or takes the place of one. */
  public Mill drop(String name, String... lines) throws IOException {
    return drop(name, text(lines));
  }

  /** A file with these bytes arrives, or takes the place of one. */
  public Mill drop(String name, byte[] bytes) throws IOException {
    Path arriving = home.resolve("arriving");
    Files.write(arriving, bytes);
    Path file = landed(name);
    Files.createDirectories(parent(file));
    Files.deleteIfExists(file);
    Files.move(arriving, file);
    return this;
  }

  /** The file grows by these lines. */
  Mill append(String name, String... lines) throws IOException {
    return append(name, text(lines));
  }

  /** The file grows by these bytes. */
  Mill append(String name, byte[] bytes) throws IOException {
    try (OutputStream out =
        Files.newOutputStream(landed(name), java.nio.file.StandardOpenOption.APPEND)) {
      out.write(bytes);
    }
    return this;
  }

  /** Where a landed file of this name lies. */
  public Path landed(String name) {
    return home.resolve("landing").resolve(name);
  }

  private Path parent(Path path) {
    return Optional.ofNullable(path.getParent()).orElse(home);
  }

  /** The lines as a file holds them. */
  public static byte[] text(String... lines) {
    return Stream.of(lines)
        .map(line -> line + "\n")
        .reduce("", String::concat)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The bytes, compressed. */
  public static byte[] gz(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  /** A record of the {@link #CSV} pipelines, of amount 1. */
  static String at(String time, String key) {
    return at(time, key, "1");
  }

  /** A record of the {@link #CSV} pipelines. */
  static String at(String time, String key, String amount) {
    return moment(time) + "," + key + "," + amount;
  }

  /** A time of the day, or an instant. */
  static Instant moment(String time) {
    return Instant.parse(
        time.contains("T")
            ? time
            : "2024-03-01T" + (time.length() == 5 ? time + ":00Z" : time + "Z"));
  }

  // --- the wheel

  /** One tick; then everything that must add up is added up. */
  public Tick.TickResult tick(String now) throws IOException {
    try (Store store = store()) {
      Tick.TickResult result = tick(store, now);
      mustBalance();
      return result;
    }
  }

  /** What a tick did, as a test writes it. */
  static String did(Tick.TickResult result) {
    return "%d taken, %d sealed, %d folded, %d published"
        .formatted(result.files(), result.sealed(), result.folded(), result.published());
  }

  /** One tick over a store that may misbehave; nothing is checked. */
  Tick.TickResult tick(Store store, String now) throws IOException {
    return with(store, parts -> new Tick(parts, moment(now), new Log()).run());
  }

  /** What a tick would do, in words. */
  List<String> plan(String now) throws IOException {
    try (Store store = store()) {
      return with(store, parts -> new Tick(parts, moment(now), new Log()).plan().lines());
    }
  }

  /** Buckets are computed again by these jobs; then everything that must add up is added up. */
  Backfilling.BackfillResult backfill(String from, String to, String... jobs) throws IOException {
    try (Store store = store()) {
      Backfilling.BackfillResult result = backfill(store, from, to, jobs);
      mustBalance();
      return result;
    }
  }

  /** The same over a store that may misbehave; nothing is checked. */
  Backfilling.BackfillResult backfill(Store store, String from, String to, String... jobs)
      throws IOException {
    TimeRange range = new TimeRange(moment(from), moment(to));
    return with(store, parts -> new Backfilling(parts, range, List.of(jobs), new Log()).run());
  }

  private interface Use<R> {
    R of(TickEnvironment parts) throws IOException;
  }

  private <R> R with(Store store, Use<R> use) throws IOException {
    Path scratch = Files.createTempDirectory(Files.createDirectories(home.resolve("scratch")), "");
    try (Landing landing = landing()) {
      HadoopEngines hadoop =
          new HadoopEngines(pipeline.name(), settings(), store, configuration, scratch);
      TickEnvironment parts =
          new TickEnvironment(
              pipeline,
              settings(),
              store,
              List.of(input(landing)),
              sinks,
              new HadoopCutting(pipeline.name(), store, settings().cut(), configuration, hadoop),
              engines.apply(store, hadoop),
              new TickProcess(
                  configuration.getClassLoader(), scratch, () -> clock.instant(), "test"));
      return use.of(parts);
    }
  }

  private Settings settings() {
    Settings read = settings.orElseGet(() -> Settings.read(configuration));
    settings = Optional.of(read);
    return read;
  }

  private OpenInput input(Landing landing) {
    InputSpec spec = pipeline.input(InputSpec.LANDING);
    return new OpenInput(spec, Formats.of(spec.format(), configuration.getClassLoader()), landing);
  }

  private Landing landing() throws IOException {
    LandingSpec place = pipeline.input(InputSpec.LANDING).landing();
    return landings.apply(Landings.open(configuration, place.kind(), place.options()));
  }

  private final class Log implements TickLog {
    @Override
    public synchronized void progress(String what) {
      said.add(what);
    }

    @Override
    public synchronized void changed(String what) {
      said.add(what);
    }

    @Override
    public synchronized void warn(String what) {
      warned.add(what);
    }
  }

  /** Has reports told to these, too. */
  public Mill sinks(OpenSink... told) {
    sinks = List.of(told);
    return this;
  }

  /** What the ticks so far said of their progress, and of changes of state. */
  public List<String> said() {
    return List.copyOf(said);
  }

  /** What the ticks so far warned of. */
  public List<String> warned() {
    return List.copyOf(warned);
  }

  // --- what is there then

  Pipeline pipeline() {
    return pipeline;
  }

  /** The directory of the pipeline. */
  public Path root() {
    return home.resolve("root").resolve(pipeline.name());
  }

  /** The real files of the pipeline. */
  Store store() throws IOException {
    return Stores.open(
        configuration, new org.apache.hadoop.fs.Path(settings().root(), pipeline.name()));
  }

  /** The newest state. */
  public PipelineState state() throws IOException {
    Store store = store();
    return new PipelineState(store, Snapshot.chain(store).head().orElse(Snapshot.NONE));
  }

  /** What {@code status} shows. */
  public Status status() throws IOException {
    PipelineState state = state();
    try (Landing landing = landing()) {
      Intake intake =
          Intake.decide(
              landing,
              pipeline.input(InputSpec.LANDING).delivery().settle(),
              clock.instant(),
              Intake.KnownFiles.of(state.files(), InputSpec.LANDING));
      return Status.of(
          pipeline,
          Optional.of(state),
          List.of(state.snapshot()),
          Map.of(InputSpec.LANDING, intake),
          clock.instant());
    }
  }

  public Totals totals() throws IOException {
    return state().snapshot().facts().total();
  }

  /** What is known of a landed file. */
  public FileEntry file(String name) throws IOException {
    return state().files().get(FileEntry.key(InputSpec.LANDING, name)).orElseThrow();
  }

  /** The rows of a published report, columns parted by blanks, as other programs read them. */
  public List<String> report(String job, String window, String bucket) throws IOException {
    return Files.readAllLines(part(job, window, bucket)).stream()
        .map(row -> row.replace('\t', ' '))
        .toList();
  }

  /** How the newest revision of a report changed its rows, columns parted by blanks. */
  List<String> changes(String job, String window, String bucket) throws IOException {
    return Files.readAllLines(part(job, window, bucket).resolveSibling("_changed.tsv")).stream()
        .map(row -> row.replace('\t', ' '))
        .toList();
  }

  private Path part(String job, String window, String bucket) {
    return root()
        .resolve(
            "reports/job=%s/window=%s/bucket=%s/part-00000.tsv"
                .formatted(job, window, name(bucket)));
  }

  private static String name(String bucket) {
    return bucket.length() == 5 ? "20240301T" + bucket.replace(":", "") + "Z" : bucket;
  }

  /** How often a report was published. */
  int revision(String job, String window, String bucket) throws IOException {
    return state()
        .reports()
        .get(ReportEntry.key(job, window, name(bucket)))
        .orElseThrow()
        .revision();
  }

  /** What the state says of a report. */
  ReportEntry entry(String job, String window, String bucket) throws IOException {
    return state().reports().get(ReportEntry.key(job, window, name(bucket))).orElseThrow();
  }

  /** The last buckets of the reports of a window, as times of the day where that is their day. */
  List<String> published(String job, String window) throws IOException {
    Path directory = root().resolve("reports/job=" + job + "/window=" + window);
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(directory)) {
      return found
          .map(path -> String.valueOf(path.getFileName()).substring("bucket=".length()))
          .sorted()
          .map(
              bucket ->
                  bucket.startsWith("20240301T")
                      ? bucket.substring(9, 11) + ":" + bucket.substring(11, 13)
                      : bucket)
          .toList();
    }
  }

  /** The rows of all reports, by path below {@code reports}. */
  public Map<String, String> reports() throws IOException {
    Map<String, String> reports = new TreeMap<>();
    files("root/" + pipeline.name() + "/reports")
        .forEach(
            (path, bytes) -> {
              if (path.endsWith(".tsv") && !path.endsWith("/_changed.tsv")) {
                reports.put(path, new String(bytes, StandardCharsets.ISO_8859_1));
              }
            });
    return reports;
  }

  /** Every line in quarantine. */
  public List<String> quarantined() throws IOException {
    List<String> lines = new ArrayList<>();
    files("root/" + pipeline.name() + "/quarantine")
        .forEach(
            (path, bytes) -> {
              if (path.endsWith(".jsonl")) {
                lines.addAll(new String(bytes, StandardCharsets.UTF_8).lines().toList());
              }
            });
    return lines;
  }

  /** Every file of the pipeline, by path. */
  public Map<String, byte[]> files() throws IOException {
    return files("root/" + pipeline.name());
  }

  /** Where the files in the landing directory are, those that were archived included. */
  Set<String> landed() throws IOException {
    return files("landing").keySet();
  }

  private Map<String, byte[]> files(String directory) throws IOException {
    return elsewhere.isEmpty()
        ? files(home.resolve(directory))
        : files(new org.apache.hadoop.fs.Path(elsewhere.get(), directory));
  }

  private Map<String, byte[]> files(org.apache.hadoop.fs.Path directory) throws IOException {
    FileSystem there = directory.getFileSystem(configuration);
    String prefix = there.makeQualified(directory).toUri().getPath() + "/";
    Map<String, byte[]> files = new TreeMap<>();
    if (!there.exists(directory)) {
      return files;
    }
    RemoteIterator<LocatedFileStatus> all = there.listFiles(directory, true);
    while (all.hasNext()) {
      org.apache.hadoop.fs.Path file = all.next().getPath();
      try (InputStream in = there.open(file)) {
        files.put(file.toUri().getPath().substring(prefix.length()), in.readAllBytes());
      }
    }
    return files;
  }

  /** Every file below a directory, by path. */
  static Map<String, byte[]> files(Path directory) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    if (!Files.exists(directory)) {
      return files;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      all.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
          .forEach(
              path -> {
                try {
                  files.put(directory.relativize(path).toString(), Files.readAllBytes(path));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
    return files;
  }

  /**
   * Another place with the same files in it; nothing that is changed there changes anything here.
   */
  Mill copy(Path to) throws IOException {
    try (Stream<Path> all = Files.walk(home)) {
      for (Path path : all.sorted(Comparator.naturalOrder()).toList()) {
        Path target = to.resolve(home.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
          Files.setLastModifiedTime(target, Files.getLastModifiedTime(path));
        }
      }
    }
    Configuration there = new Configuration(configuration);
    there.set("millrace.root", to.resolve("root").toUri().toString());
    return new Mill(
        to, there, pipeline.withPaths(path -> to.resolve("landing").toUri().toString()));
  }

  /** Adds up everything that must add up. */
  public void mustBalance() throws IOException {
    new Audit(this).balance();
  }

  /** Nothing is there that the state does not name, and nothing that it names is missing. */
  void mustBeClean() throws IOException {
    assertThat(new Audit(this).unnamed()).as("files that no snapshot names").isEmpty();
  }
}
