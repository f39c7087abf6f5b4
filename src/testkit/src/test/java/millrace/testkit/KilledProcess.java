package millrace.testkit;

import java.io.IOException;
import java.nio.file.Path;
import millrace.schedule.FailingAtOneKey;

/**
 * A process that does one step of a story and is killed at a change of it: none of its code runs
 * after that, not even what handles errors.
 */
final class KilledProcess {
  /** The exit code that the operating system gives to a process that was killed. */
  static final int KILLED = 137;

  private static final String PIPELINE =
      """
      pipeline: mill
      landing:
        path: any
        settle: 0s
        after: archive
        changed: replace
        format: csv
        header: false
        columns: [time, key, amount]
        time: { by: event, field: time, format: iso }
      buckets: { every: 5m }
      jobs:
        keys: { count: key, windows: { all: cumulative, recent: sliding 10m } }
        sums: { sum: amount, key: key, windows: { ten: tumbling 10m }, top: 2 }
        failing: { class: millrace.schedule.FailingAtOneKey, windows: { all: cumulative } }
      retention: { raw: 20m, runs: 20m, reports: 20m }
      """;

  private KilledProcess() {}

  private static String at(String time) {
    return "2024-03-01T" + time + ":00Z";
  }

  private static String line(String time, String key, String amount) {
    return at(time) + "," + key + "," + amount;
  }

  static Story story() {
    return Story.of(PIPELINE)
        .set("millrace.snapshot.keep", "1")
        .set("millrace.work.max.attempts", "1")
        .given(() -> FailingAtOneKey.failAt(""))
        .drop("a", line("10:02", "x", "1"), line("10:04", "y", "1"), "broken")
        .drop("b", line("10:07", "x", "5"))
        .tick(at("10:10"))
        .drop("b", line("10:07", "x", "6"), line("10:09", "y", "1"))
        .drop("late", line("10:01", "x", "7"), line("10:12", "y", "2"))
        .tick(at("10:15"))
        .given(() -> FailingAtOneKey.failAt("bad"))
        .drop("d", line("10:16", "bad", "1"), line("10:17", "x", "1"))
        .tick(at("10:20"))
        .given(() -> FailingAtOneKey.failAt(""))
        .backfill(at("10:20"), at("10:15"), at("10:20"), "failing")
        .drop("f", line("10:41", "x", "1"), line("10:42", "z", "1"))
        .tick(at("10:45"));
  }

  /**
   * Does the step.
   *
   * @param args where, the step, the change, and which failure
   */
  public static void main(String[] args) throws IOException {
    StoryScript script = story().script();
    int step = Integer.parseInt(args[1]);
    script.steps().subList(0, step + 1).forEach(StoryStep::prepare);
    script
        .steps()
        .get(step)
        .action()
        .run(
            script.mill(Path.of(args[0])),
            new FailureInjector(
                Long.parseLong(args[2]),
                InjectedFailure.valueOf(args[3]),
                at -> Runtime.getRuntime().halt(KILLED)));
  }
}
