package millrace.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.aggregate.ByteString;
import millrace.time.TimeRange;

/**
 * What happens to a pipeline: files arrive, ticks are due. A story can be told as it is, and told
 * again and again with the process killed, or its storage failing, at every single change of a file
 * or directory; each time a new process goes on, and must come to the same end as without.
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
  private final String pipeline;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final List<StoryStep> steps = new ArrayList<>();
  private final List<JobLaws.DroppedFile> dropped = new ArrayList<>();
  private List<MillConsumer> arrivals = new ArrayList<>();
  private List<Runnable> given = new ArrayList<>();
  private MillConsumer check = mill -> {};

  private Story(String pipeline) {
    this.pipeline = pipeline;
  }

  /**
   * A story of this pipeline.
   *
   * @param pipeline the text of its pipeline file; the paths of its inputs do not matter
   */
  public static Story of(String pipeline) {
    return new Story(pipeline);
  }

  /** A setting, as {@code conf/millrace-site.xml} or {@code -D} would set it. */
  public Story set(String key, String value) {
    settings.put(key, value);
    return this;
  }

  /** A file with these lines arrives in the only input, or takes the place of one. */
  public Story drop(String name, String... lines) {
    byte[] bytes = TestMill.text(lines);
    dropped.add(new JobLaws.DroppedFile(Optional.empty(), name, ByteString.copyOf(bytes)));
    return drop(name, bytes);
  }

  /** A file with these bytes arrives in the only input, or takes the place of one. */
  public Story drop(String name, byte[] bytes) {
    return arrives(mill -> mill.drop(name, bytes));
  }

  /** A file with these lines arrives in an input, or takes the place of one. */
  public Story dropInto(String input, String name, String... lines) {
    byte[] bytes = TestMill.text(lines);
    dropped.add(new JobLaws.DroppedFile(Optional.of(input), name, ByteString.copyOf(bytes)));
    return dropInto(input, name, bytes);
  }

  /** A file with these bytes arrives in an input, or takes the place of one. */
  public Story dropInto(String input, String name, byte[] bytes) {
    return arrives(mill -> mill.dropInto(input, name, bytes));
  }

  /** A file of the only input grows by these lines. */
  public Story append(String name, String... lines) {
    return arrives(mill -> mill.append(name, lines));
  }

  /** A file of an input grows by these lines. */
  public Story appendTo(String input, String name, String... lines) {
    return arrives(mill -> mill.appendTo(input, name, lines));
  }

  /** Something else happens to the files of the mill. */
  public Story arrives(MillConsumer arrival) {
    arrivals.add(arrival);
    return this;
  }

  /**
   * Something outside of the mill is so from the next step on: a job throws, or no longer does. It
   * runs again whenever a trial begins at that step or a later one.
   */
  public Story given(Runnable outside) {
    given.add(outside);
    return this;
  }

  /**
   * A tick is due.
   *
   * @param now the time that decides what is due, as {@code 2024-03-01T10:05:00Z}
   */
  public Story tick(String now) {
    Instant time = Instant.parse(now); // a time that is wrong fails here, not in the first trial
    return step("tick " + time, new StoryAction.TickAction(now));
  }

  /**
   * Past buckets are computed again, then a tick is due.
   *
   * @param now of that tick
   * @param from start of the first bucket
   * @param to end of the last
   * @param jobs the jobs that compute them; all, if none is named
   */
  public Story backfill(String now, String from, String to, String... jobs) {
    TimeRange range = new TimeRange(Instant.parse(from), Instant.parse(to));
    return step(
        "backfill " + from + " to " + to,
        new StoryAction.BackfillAction(now, range, List.of(jobs)));
  }

  private Story step(String what, StoryAction action) {
    steps.add(new StoryStep(steps.size() + ", " + what, given, arrivals, action));
    arrivals = new ArrayList<>();
    given = new ArrayList<>();
    return this;
  }

  /** Something that must hold after each step, whether or not it was disturbed. */
  public Story check(MillConsumer toHold) {
    check = toHold;
    return this;
  }

  /** The story so far. */
  StoryScript script() {
    return new StoryScript(pipeline, settings, steps, check);
  }

  /** Tells the story in an empty directory, undisturbed; returns the mill as it is at the end. */
  public TestMill tell(Path home) throws IOException {
    StoryScript script = script();
    TestMill mill = script.mill(home);
    for (StoryStep step : script.steps()) {
      step.tell(mill);
      script.check().accept(mill);
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
  public TrialSummary crashEverywhere() throws IOException {
    return inTrials(Trials::everywhere);
  }

  /** Runs {@code trials} randomly chosen trials of {@link #crashEverywhere}. */
  public TrialSummary crashSomewhere(int trials) throws IOException {
    return inTrials(all -> all.somewhere(trials, seed()));
  }

  /**
   * Runs {@code chains} random chains of two to four failures: a process fails, and so does the one
   * that repairs what it left.
   */
  public TrialSummary crashInChains(int chains) throws IOException {
    return inTrials(all -> all.chains(chains, seed()));
  }

  private interface TrialPlan {
    TrialSummary run(Trials trials) throws IOException;
  }

  /** Uses a directory in memory where there is one: processes die, but the power never fails. */
  private TrialSummary inTrials(TrialPlan plan) throws IOException {
    Path memory = Path.of("/dev/shm");
    Path home =
        Files.isDirectory(memory) && Files.isWritable(memory)
            ? Files.createTempDirectory(memory, "millrace-")
            : Files.createTempDirectory("millrace-");
    try {
      return plan.run(new Trials(script(), home));
    } finally {
      TestMill.delete(home);
    }
  }

  private static long seed() {
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
      new JobLaws(script().mill(home), dropped).hold(seed());
    } finally {
      TestMill.delete(home);
    }
  }

  @Override
  public String toString() {
    return "a story of %d steps: %s"
        .formatted(steps.size(), String.join("; ", steps.stream().map(StoryStep::name).toList()));
  }
}
