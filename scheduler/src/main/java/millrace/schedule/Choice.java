package millrace.schedule;

/**
 * Where work is done, and why there.
 *
 * @param reason for the operator
 */
public record Choice(Engine engine, String reason) {}
