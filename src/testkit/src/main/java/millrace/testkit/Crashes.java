package millrace.testkit;

/**
 * How often the process of a story was killed, or its storage failed, to no avail.
 *
 * @param points changes of files at which it was
 * @param trials how often in all, each time with another point or failure
 * @param deaths how many processes died in those
 * @param of how many points there are
 */
public record Crashes(int points, int trials, int deaths, int of) {
  @Override
  public String toString() {
    return "%d of %d changes of files tried: %d trials, %d deaths, all passed"
        .formatted(points, of, trials, deaths);
  }
}
