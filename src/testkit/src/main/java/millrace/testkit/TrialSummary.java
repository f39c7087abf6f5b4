package millrace.testkit;

/**
 * How often a story was told with a process killed, or its storage failing. All of these trials
 * ended as if nothing had happened.
 *
 * @param points changes of files at which a process was made to fail
 * @param trials how many trials there were, each with another point or failure
 * @param deaths how many processes died in those trials
 * @param changes how many changes of files the undisturbed story has
 */
public record TrialSummary(int points, int trials, int deaths, int changes) {
  @Override
  public String toString() {
    return "%d of %d changes of files tried: %d trials, %d deaths, all passed"
        .formatted(points, changes, trials, deaths);
  }
}
