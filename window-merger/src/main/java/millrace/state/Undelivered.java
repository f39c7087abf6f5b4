package millrace.state;

/**
 * A report that a sink was not told of. When it can be, it is told what is true of the report then:
 * its newest revision, or that it was withdrawn.
 *
 * @param sink its name
 * @param report key of the report in the catalogue of reports
 * @param snapshot that said something of it
 */
public record Undelivered(String sink, String report, long snapshot) {
  /** The key under which the catalogue keeps it: those of a sink stand together. */
  public String key() {
    return prefix(sink) + report;
  }

  /** How the keys of a sink begin. */
  public static String prefix(String sink) {
    return sink + "/";
  }
}
