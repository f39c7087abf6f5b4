package millrace.state;

import java.time.Instant;

/**
 * Who wrote a snapshot: one try at a piece of work.
 *
 * @param id a UUID, never used again
 * @param stage what this commit made true: {@code cut}, {@code folded}, {@code published} or {@code
 *     settled}
 * @param host and process of the writer, for people
 * @param at the writer's clock, for people: decides nothing
 */
public record Attempt(String id, String stage, String host, Instant at) {}
