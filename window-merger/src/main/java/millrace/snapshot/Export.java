package millrace.snapshot;

/**
 * A published report that is to be copied to the place where other programs read it.
 *
 * @param report key of the report in the catalogue
 * @param directory where its parts and its {@code _report.json} go
 */
public record Export(String report, String directory) {}
