package millrace.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Laws;
import millrace.aggregate.Slice;
import millrace.job.Emitter;
import millrace.job.Event;
import millrace.job.Job;
import millrace.job.JobSpec;
import millrace.job.Jobs;
import millrace.pipeline.InputSpec;
import millrace.pipeline.PipelineJob;
import millrace.plugin.Formats;
import millrace.record.BadTime;
import millrace.record.Record;
import millrace.record.RecordClock;
import millrace.record.RecordFormat;
import millrace.record.RecordLimit;
import millrace.record.RecordScanner;
import millrace.store.Fate;
import millrace.time.TimeRange;

/**
 * What happens to a pipeline: files arrive, ticks are due. A story can be told as it is, and told
 * again and again with the process killed, or its storage failing, at every single change of a file
 * or directory; the kit then runs it again and expects to find what it had found without.
 *
 * <pre>{@code
 * Story story =
 *     Story.of(PIPELINE)
 *         .drop("1.csv", "2024-03-01T10:02:00Z,ann,7")
 *         .tick("2024-03-01T10:05:00Z")
 *         .drop("late.csv", "2024-03-01T10:01:00Z,bob,2")
 *         .tick("2024-03-01T10:10:00Z");
 * assertEquals(List.of("ann 7", "bob 2"), story.tell(home).report("sums", "all", "20240301T1000Z"));
 * story.crashEverywhere();
 * story.laws();
 * }</pre>
 *
 * <p>Jobs are found by the class loader of the test. Random choices follow from a seed that an
 * error names; {@code -Dmillrace.seed=} sets it.
 */
public final class Story {
  private static final int RECORD_BYTES = 1 << 20;

  private final String pipeline;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<DroppedFile> dropped = new ArrayList<>();
  private List<StoryArrival> arrivals = new ArrayList<>();
  private List<Runnable> givens = new ArrayList<>();
  private Check check = mill -> {};

  private Story(String pipeline) {
    this.pipeline = pipeline;
  }

  /**
   * A story of this pipeline.
   *
   * @param pipeline the text of its pipeline file; the path of its landing directory does not
   *     matter
   */
  public static Story of(String pipeline) {
    return new Story(pipeline);
  }

  /** A setting, as {@code conf/millrace-site.xml} or {@code -D} would set it. */
  public Story set(String key, String value) {
    settings.put(key, value);
    return this;
  }

  /** A file with these lines arrives, or takes the place of one. */
  public Story drop(String name, String... lines) {
    dropped.add(new DroppedFile(name, List.of(lines)));
    byte[] bytes = TestMill.text(lines);
    return arrives(mill -> mill.drop(name, bytes));
  }

  /** A file with these bytes arrives, or takes the place of one. */
  public Story drop(String name, byte[] bytes) {
    return arrives(mill -> mill.drop(name, bytes));
  }

  /** A file grows by these lines. */
  public Story append(String name, String... lines) {
    return arrives(mill -> mill.append(name, lines));
  }

  /** Something else happens to the files of the mill. */
  public Story arrives(StoryArrival arrival) {
    arrivals.add(arrival);
    return this;
  }

  /**
   * Something outside of the mill is so from now on. It is done again whenever the story is taken
   * up at a later place.
   */
  public Story given(Runnable given) {
    givens.add(given);
    return this;
  }

  /**
   * A tick is due.
   *
   * @param now the time that decides what is due, as {@code 2024-03-01T10:05:00Z}
   */
  public Story tick(String now) {
    Instant time = Instant.parse(now); // what is wrong is told here, not in the hundredth trial
    return turns("tick " + time, new TickTurn(now));
  }

  /**
   * Past buckets are computed again, then a tick is due.
   *
   * @param now of that tick
   * @param from start of the first bucket
   * @param to end of the last
   * @param jobs by whom; all, if none is named
   */
  public Story backfill(String now, String from, String to, String... jobs) {
    TimeRange range = new TimeRange(Instant.parse(from), Instant.parse(to));
    return turns("backfill " + from + " to " + to, new BackfillTurn(now, range, List.of(jobs)));
  }

  private Story turns(String what, StoryStep turn) {
    steps.add(new Step(steps.size() + ", " + what, arrivals, givens, turn));
    arrivals = new ArrayList<>();
    givens = new ArrayList<>();
    return this;
  }

  /** Something that must hold after each step, whether or not it was disturbed. */
  public Story check(Check toHold) {
    check = toHold;
    return this;
  }

  /** A file of lines, as it arrives. */
  private record DroppedFile(String name, List<String> lines) {}

  /** Something that happens to the files of a mill. */
  public interface StoryArrival {
    /** Makes it happen. */
    void on(TestMill mill) throws IOException;
  }

  /** Something that must hold. */
  public interface Check {
    /** Throws if it does not. */
    void of(TestMill mill) throws IOException;
  }

  /** What a process does at a step. */
  interface StoryStep {
    /** Does it in a process with this fate. */
    void on(TestMill mill, Fate fate) throws IOException;

    /** Brings to its end what an earlier process may have begun, as its operator would. */
    void again(TestMill mill, StoryOutcome expected, Fate fate) throws IOException;
  }

  private record TickTurn(String now) implements StoryStep {
    @Override
    public void on(TestMill mill, Fate fate) throws IOException {
      mill.tick(now, fate);
    }

    @Override
    public void again(TestMill mill, StoryOutcome expected, Fate fate) throws IOException {
      mill.tick(now, fate);
    }
  }

  private record BackfillTurn(String now, TimeRange range, List<String> jobs) implements StoryStep {
    @Override
    public void on(TestMill mill, Fate fate) throws IOException {
      mill.backfill(range, jobs, fate);
      mill.tick(now, fate);
    }

    @Override
    public void again(TestMill mill, StoryOutcome expected, Fate fate) throws IOException {
      mill.tick(now, fate);
      if (!mill.outcome().equals(expected)) { // it died before its results were swapped in
        mill.backfill(range, jobs, fate);
        mill.tick(now, fate);
      }
    }
  }

  /** What arrives, and what a process then does. */
  record Step(String name, List<StoryArrival> arrivals, List<Runnable> givens, StoryStep turn) {
    void arrive(TestMill mill) throws IOException {
      for (StoryArrival arrival : arrivals) {
        arrival.on(mill);
      }
    }

    void given() {
      givens.forEach(Runnable::run);
    }
  }

  List<Step> steps() {
    return List.copyOf(steps);
  }

  Check check() {
    return check;
  }

  /** A mill of this story in a directory, which goes on from what is there. */
  TestMill mill(Path home) throws IOException {
    TestMill mill = TestMill.of(home, pipeline);
    settings.forEach(mill::set);
    return mill;
  }

  /** Tells the story in an empty directory, undisturbed; returns the mill as it is at the end. */
  public TestMill tell(Path home) throws IOException {
    TestMill mill = mill(home);
    for (Step step : steps) {
      step.given();
      step.arrive(mill);
      step.turn().on(mill, Fate.spared());
      check.of(mill);
    }
    return mill;
  }

  /**
   * Kills the process before and after every change of the file system, and lets every change fail
   * without and with its effect; each time the step is run again, and all must be as if nothing had
   * happened.
   *
   * @throws AssertionError that names the change and what differs
   */
  public Crashes crashEverywhere() throws IOException {
    return trials(Trials::everywhere);
  }

  /** So many trials of {@link #crashEverywhere}, chosen at random. */
  public Crashes crashSomewhere(int trials) throws IOException {
    return trials(all -> all.somewhere(trials, seed()));
  }

  /**
   * Who repairs may die as well, and so may who repairs that: so many chains of two to four
   * failures at random.
   */
  public Crashes crashInChains(int chains) throws IOException {
    return trials(all -> all.chains(chains, seed()));
  }

  private interface Trying {
    Crashes in(Trials trials) throws IOException;
  }

  /**
   * Processes die, and no power fails: where there is memory to write to, no disk is waited for.
   */
  private Crashes trials(Trying trying) throws IOException {
    Path memory = Path.of("/dev/shm");
    Path home =
        Files.isDirectory(memory) && Files.isWritable(memory)
            ? Files.createTempDirectory(memory, "millrace-")
            : Files.createTempDirectory("millrace-");
    try {
      return trying.in(new Trials(this, home));
    } finally {
      TestMill.delete(home);
    }
  }

  static long seed() {
    return Long.getLong("millrace.seed", System.nanoTime());
  }

  /**
   * Checks the laws of each job's aggregate, with what the job itself says of the records in the
   * lines that are dropped in this story.
   *
   * @throws AssertionError that names the job, the law and the states that break it
   */
  public void laws() throws IOException {
    Path home = Files.createTempDirectory("millrace-");
    try {
      TestMill mill = mill(home);
      for (PipelineJob job : mill.pipeline().jobs()) {
        laws(mill, job.spec());
      }
    } finally {
      TestMill.delete(home);
    }
  }

  private void laws(TestMill mill, JobSpec spec) throws IOException {
    laws(mill, spec, Jobs.create(spec, mill.loader()));
  }

  private <E, S> void laws(TestMill mill, JobSpec spec, Job<E, S> job) throws IOException {
    List<S> prepared = new ArrayList<>();
    InputSpec input = mill.pipeline().input(InputSpec.LANDING);
    RecordFormat format = Formats.of(input.format(), mill.loader());
    Instant arrival = Instant.EPOCH;
    for (DroppedFile file : dropped) {
      arrival = arrival.plusSeconds(1);
      InputStream bytes = new ByteArrayInputStream(TestMill.text(file.lines()));
      try (RecordScanner scanner = format.scan(bytes, new byte[0], RecordLimit.of(RECORD_BYTES))) {
        RecordClock clock = input.time().clockOf(file.name(), arrival);
        while (scanner.next()) {
          Optional<Event> event = eventAt(scanner, clock);
          if (event.isPresent()) {
            job.map(event.get(), new Preparing<>(job.aggregate(), prepared));
          }
        }
      } catch (BadTime e) {
        // no record of a file whose name tells no time comes to a job
      }
    }
    if (prepared.isEmpty()) {
      throw new AssertionError(
          "job %s: says nothing of any record of the story; drop lines that it says something of"
              .formatted(spec.name()));
    }
    Supplier<Aggregate<E, S, ?>> aggregates = job::aggregate;
    long seed = seed();
    try {
      new Laws<>(aggregates, random -> state(job.aggregate(), prepared, random))
          .hold(new Random(seed));
    } catch (AssertionError e) {
      throw new AssertionError(
          "job %s: %s (replay with -Dmillrace.seed=%d)"
              .formatted(spec.name(), e.getMessage(), seed),
          e);
    }
  }

  /** What a job would see; what is broken or has no time, it does not. */
  private static Optional<Event> eventAt(RecordScanner scanner, RecordClock clock) {
    if (scanner.problem().isPresent()) {
      return Optional.empty();
    }
    try {
      Record record = scanner.record();
      return Optional.of(Event.of(record, clock.timeOf(record), "landing"));
    } catch (BadTime e) {
      return Optional.empty();
    }
  }

  private static <S> S state(Aggregate<?, S, ?> aggregate, List<S> prepared, Random random) {
    S state = aggregate.empty();
    for (int events = random.nextInt(5); events > 0; events--) {
      state = aggregate.combine(state, prepared.get(random.nextInt(prepared.size())));
    }
    return state;
  }

  /** What a job says is valid during the call only; its state is kept. */
  private record Preparing<E, S>(Aggregate<E, S, ?> aggregate, List<S> prepared)
      implements Emitter<E> {
    @Override
    public void emit(Slice key, E event) {
      S state = aggregate.prepare(event);
      S again = aggregate.prepare(event);
      if (!state.equals(again)) {
        throw new AssertionError(
            "prepare is no function of the event: %s, then %s for %s"
                .formatted(state, again, event));
      }
      Laws.packedEventMeansTheSame(aggregate, event);
      prepared.add(state);
    }

    @Override
    public void filtered() {
      // says nothing
    }

    @Override
    public void rejected(String reason) {
      // says nothing
    }
  }

  @Override
  public String toString() {
    return "a story of %d steps: %s"
        .formatted(steps.size(), String.join("; ", steps.stream().map(Step::name).toList()));
  }
}
