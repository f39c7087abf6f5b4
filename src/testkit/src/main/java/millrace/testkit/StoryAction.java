package millrace.testkit;

import java.io.IOException;
import java.util.List;
import millrace.time.TimeRange;

/** What a process does at a step of a story. */
sealed interface StoryAction {
  /** Runs a process that does it, and fails where the injector says. */
  void run(TestMill mill, FailureInjector failures) throws IOException;

  /**
   * Runs another process after one that failed, as the operator would.
   *
   * @param expected what must be there in the end
   */
  void runAgain(TestMill mill, StoryOutcome expected, FailureInjector failures) throws IOException;

  /**
   * One tick.
   *
   * @param now the time that decides what is due
   */
  record TickAction(String now) implements StoryAction {
    @Override
    public void run(TestMill mill, FailureInjector failures) throws IOException {
      mill.tick(now, failures);
    }

    @Override
    public void runAgain(TestMill mill, StoryOutcome expected, FailureInjector failures)
        throws IOException {
      run(mill, failures);
    }
  }

  /**
   * A backfill, then a tick.
   *
   * @param now the time of the tick
   * @param range the buckets that are computed again
   * @param jobs the jobs that compute them; all, if there is none
   */
  record BackfillAction(String now, TimeRange range, List<String> jobs) implements StoryAction {
    public BackfillAction {
      jobs = List.copyOf(jobs);
    }

    @Override
    public void run(TestMill mill, FailureInjector failures) throws IOException {
      mill.backfill(range, jobs, failures);
      mill.tick(now, failures);
    }

    @Override
    public void runAgain(TestMill mill, StoryOutcome expected, FailureInjector failures)
        throws IOException {
      mill.tick(now, failures);
      if (!mill.outcome().equals(expected)) { // the first died before its results were swapped in
        mill.backfill(range, jobs, failures);
        mill.tick(now, failures);
      }
    }
  }
}
