package millrace.state;

/**
 * A published report that is to be copied to the place where other programs read it, or, when the
 * catalogue has it no more, to be removed from there.
 *
 * @param report key of the report in the catalogue
 * @param directory where its parts and its {@code _report.json} go
 */
public record Export(String report, String directory) {}
