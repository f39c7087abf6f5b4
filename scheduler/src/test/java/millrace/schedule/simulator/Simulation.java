package millrace.schedule.simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import millrace.cut.Cut;
import millrace.cut.CutRules;
import millrace.cut.Cutter;
import millrace.cut.DeliveryHistory;
import millrace.cut.OpenInput;
import millrace.engine.InlineEngines;
import millrace.input.Landing;
import millrace.landing.Intake;
import millrace.pipeline.InputSpec;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PipelineFile;
import millrace.pipeline.Settings;
import millrace.plugin.Formats;
import millrace.schedule.Cutting;
import millrace.schedule.Tick;
import millrace.schedule.TickEnvironment;
import millrace.schedule.TickLog;
import millrace.schedule.TickProcess;
import millrace.state.Draft;
import millrace.store.MemoryStore;
import millrace.store.Store;
import millrace.store.WiredStore;
import org.apache.hadoop.conf.Configuration;

/**
 * What becomes of a pipeline that two to five attempts turn at a time, each of which may die, sleep
 * or be lied to, while files arrive and reports are read. Then one clean tick, and all must be as
 * if nothing had ever happened.
 */
final class Simulation {
  static final long START = Instant.parse("2024-03-01T10:00:00Z").getEpochSecond();

  private static final String PIPELINE =
      """
      pipeline: simulated
      landing:
        path: /landing
        settle: 10s
        after: %s
        format: csv
        header: false
        columns: [time, id, team, amount]
        time: { by: event, field: time, format: iso }
      buckets: { every: 5m }
      jobs:
        ids: { count: id, windows: { all: cumulative } }
        teams: { sum: amount, key: team, windows: { all: cumulative, ten: tumbling 10m } }
      """;

  private static final Configuration CONFIGURATION = configuration();
  private static final Settings SETTINGS = Settings.read(CONFIGURATION);
  private static final Map<String, Pipeline> PIPELINES =
      Map.of(
          "keep", pipeline("keep"), "archive", pipeline("archive"), "delete", pipeline("delete"));

  private final long seed;
  private final Sabotage sabotage;
  private final Path scratch;
  private final Random random;
  private final Pipeline pipeline;
  private final Baton baton;
  private final Oracle oracle = new Oracle();
  private final Shore shore;
  private final MemoryStore memory = new MemoryStore();
  private final Store disk;
  private final Process.Ground ground = new Process.Ground();
  private final Process.Fate fate;
  private final Map<String, Integer> endings = new TreeMap<>();
  private int living;
  private int atOnce;
  private int overtaken;

  /** What came of it. */
  record Outcome(
      long seed,
      Optional<Throwable> failure,
      long points,
      int snapshots,
      int records,
      int reads,
      int atOnce,
      int overtaken,
      Map<Process.Fault, Integer> struck,
      Map<String, Integer> endings) {}

  Simulation(long seed, Sabotage sabotage, Path scratch) {
    this.seed = seed;
    this.sabotage = sabotage;
    this.scratch = scratch;
    this.random = new Random(seed);
    String after = List.of("keep", "keep", "archive", "delete").get(random.nextInt(4));
    this.pipeline = Optional.ofNullable(PIPELINES.get(after)).orElseThrow();
    Process.Fate drawn = Process.Fate.random(random);
    this.fate = sabotage.fate().orElse(drawn);
    this.baton =
        new Baton(
            new Random(random.nextLong()),
            Instant.ofEpochSecond(START + 60),
            List.of(1, 2, 4, 12).get(random.nextInt(4)),
            1 << (6 + random.nextInt(7)));
    this.shore = new Shore(baton, oracle);
    this.disk = new Watched(sabotage.disk(memory), oracle);
  }

  private static Configuration configuration() {
    Configuration configuration = Settings.configuration();
    configuration.set("millrace.engine", "inline");
    configuration.set("millrace.snapshot.keep", "1");
    configuration.setClass(
        "fs." + SimulatedFileSystem.SCHEME + ".impl",
        SimulatedFileSystem.class,
        org.apache.hadoop.fs.FileSystem.class);
    configuration.setBoolean("fs." + SimulatedFileSystem.SCHEME + ".impl.disable.cache", true);
    return configuration;
  }

  private static Pipeline pipeline(String after) {
    return PipelineFile.read(
        "pipeline.yaml",
        PIPELINE.formatted(after).getBytes(StandardCharsets.UTF_8),
        Simulation.class.getClassLoader());
  }

  /** Plays it to the end. */
  Outcome run() {
    Optional<Throwable> failure = Optional.empty();
    int reads = 0;
    try {
      boolean keeps = pipeline.input(InputSpec.LANDING).delivery().after() == InputSpec.After.KEEP;
      Producer producer =
          new Producer(shore, baton, new Random(random.nextLong()), keeps, 6 + random.nextInt(14));
      baton.add("producer", 0, producer::play);
      int attempts = 2 + random.nextInt(4);
      int rest = 1 << random.nextInt(8);
      long begin = random.nextInt(1 << random.nextInt(9));
      for (int i = 0; i < attempts; i++) {
        String name = "a" + i;
        Random own = new Random(random.nextLong());
        int lives = 1 + random.nextInt(3);
        baton.add(name, begin, () -> live(name, own, lives, rest));
      }
      Reader reader =
          new Reader(
              sabotage.store(new WiredStore(disk, Process.sound("reader", baton, ground))),
              baton,
              oracle,
              new Random(random.nextLong()),
              20 + random.nextInt(60));
      baton.add("reader", 0, reader::play);
      baton.goRound();
      reads = reader.read();
      end();
    } catch (Throwable e) {
      failure = Optional.of(e);
    }
    return new Outcome(
        seed,
        failure,
        baton.points(),
        oracle.snapshots(),
        oracle.counted(),
        reads,
        atOnce,
        overtaken,
        ground.struck(),
        endings);
  }

  /** Somebody's cron job: tick after tick, each a process of its own. */
  private void live(String name, Random random, int lives, int rest) throws IOException {
    for (int life = 0; life < lives; life++) {
      Process process = Process.mortal(name + "." + life, baton, ground, random, fate);
      String ending;
      atOnce = Math.max(atOnce, ++living);
      while (atOnce < 2) {
        baton.sleep(1); // nobody begins alone
      }
      try {
        ending = tick(process).outcome().toString();
      } catch (Process.Killed e) {
        ending = "KILLED";
      } catch (IOException e) {
        Trace.say(() -> process.name() + " gave up: " + e);
        ending = isOnPurpose(e) ? "TOLD OF AN ERROR" : "GAVE UP: " + e.getMessage();
      }
      living--;
      endings.merge(ending, 1, Integer::sum);
      baton.sleep(random.nextInt(rest));
    }
  }

  private static boolean isOnPurpose(Throwable e) {
    String said = String.valueOf(e.getMessage());
    return said.contains("on purpose")
        || said.contains("arrived")
        || said.contains("whether it was written is not known")
        || Stream.concat(Stream.ofNullable(e.getCause()), Stream.of(e.getSuppressed()))
            .anyMatch(Simulation::isOnPurpose);
  }

  private Tick.TickResult tick(Process process) throws IOException {
    Store store = sabotage.store(new WiredStore(disk, process));
    Landing landing =
        sabotage == Sabotage.NONE ? shore.over(process) : sabotage.landing(shore.over(process));
    SimulatedFileSystem.mount(process.name(), store);
    InputSpec input = pipeline.input(InputSpec.LANDING);
    try {
      TickEnvironment parts =
          new TickEnvironment(
              pipeline,
              SETTINGS,
              store,
              List.of(
                  new OpenInput(
                      input, Formats.of(input.format(), CONFIGURATION.getClassLoader()), landing)),
              List.of(),
              new StreamedCutting(),
              new InlineEngines(store, CONFIGURATION, scratch, SETTINGS.fold().memoryBytes()),
              new TickProcess(CONFIGURATION.getClassLoader(), scratch, baton::now, process.name()));
      return new Tick(parts, baton.now(), new Log(process)).run();
    } finally {
      SimulatedFileSystem.unmount(process.name());
    }
  }

  private void end() throws IOException {
    baton.pass(Duration.ofHours(2));
    Trace.say(() -> "--- the clean tick");
    clean("the clean tick");
    var quiet = new TreeMap<>(memory.contents());
    oracle.judge(sabotage.disk(memory), shore, sabotage.hidesNames() ? new TreeMap<>() : quiet);
    for (int again = 1; again <= 5; again++) {
      clean("quiet tick " + again);
      if (!memory.contents().equals(quiet)) {
        List<String> changed = new ArrayList<>();
        memory
            .contents()
            .forEach(
                (path, text) -> {
                  if (!text.equals(quiet.get(path))) {
                    changed.add(path);
                  }
                });
        quiet.keySet().stream()
            .filter(path -> !memory.contents().containsKey(path))
            .forEach(changed::add);
        throw new Oracle.Broken("quiet tick %d changed %s".formatted(again, changed));
      }
    }
  }

  private void clean(String what) throws IOException {
    Tick.TickResult result = tick(Process.sound(what.replace(' ', '-'), baton, ground));
    if (result.outcome() != Tick.TickOutcome.DONE) {
      throw new Oracle.Broken(what + ": " + result);
    }
  }

  private final class Log implements TickLog {
    private final Process process;

    Log(Process process) {
      this.process = process;
    }

    @Override
    public void progress(String what) {
      Trace.say(() -> process.name() + ": " + what);
      if (what.endsWith("deciding anew")) {
        overtaken++;
      }
    }

    @Override
    public void changed(String what) {
      Trace.say(() -> process.name() + ": " + what);
    }

    @Override
    public void warn(String what) {
      Trace.say(() -> process.name() + " warns: " + what);
    }
  }

  /** Every file is small enough to be read here. */
  private static final class StreamedCutting implements Cutting {
    @Override
    public Cut cut(OpenInput input, Intake intake, CutRules rules, Draft draft, TickLog log)
        throws IOException {
      return new Cutter(
              input.landing(),
              rules,
              draft::create,
              DeliveryHistory.of(draft, input.spec(), rules.records().buckets().grid()),
              CONFIGURATION)
          .cut(intake.take(), path -> {});
    }

    @Override
    public Cut look(OpenInput input, Intake intake, CutRules rules, Draft draft, TickLog log) {
      throw new IllegalStateException("nobody only looks here");
    }
  }
}
