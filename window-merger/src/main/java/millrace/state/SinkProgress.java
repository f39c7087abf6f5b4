package millrace.state;

import java.time.Instant;
import java.util.Optional;

/**
 * How far a sink has come. What it was not told is in the catalogue {@code undelivered}, so a sink
 * that is away holds up nobody, and is told the newest revisions when it is back.
 *
 * @param definition SHA-256 of what the pipeline file says of it, hexadecimal: a sink that is
 *     declared otherwise is told everything anew
 * @param told number of the newest snapshot whose reports it was told, or which are noted for it
 * @param waiting how many reports are noted for it
 * @param history of the reports that were published before it was declared, those up to this key
 *     were told; empty when all were
 * @param problem why the newest attempt to tell it failed; empty when it did not
 */
public record SinkProgress(
    String definition,
    long told,
    long waiting,
    Optional<String> history,
    Optional<SinkProblem> problem) {
  /**
   * A sink that is told of everything from now on.
   *
   * @param waiting how many reports are noted for it already
   */
  public static SinkProgress from(String definition, long told, long waiting) {
    return new SinkProgress(definition, told, waiting, Optional.empty(), Optional.empty());
  }

  /** The same sink, which is told of everything that was published before, too. */
  public SinkProgress withHistory() {
    return new SinkProgress(definition, told, waiting, Optional.of(""), problem);
  }

  /** Whether it was told all there is. */
  public boolean isComplete() {
    return waiting == 0 && history.isEmpty();
  }

  /** The same after it was told what a snapshot says. */
  public SinkProgress told(long snapshot) {
    return new SinkProgress(definition, snapshot, waiting, history, Optional.empty());
  }

  /**
   * The same after it was told of some that were noted, and of history up to a key.
   *
   * @param fewer how many reports fewer are noted for it
   * @param why some of them could not be told, if so
   */
  public SinkProgress caughtUp(long fewer, Optional<String> upTo, Optional<SinkProblem> why) {
    return new SinkProgress(definition, told, waiting - fewer, upTo, why.map(problem::orElse));
  }

  /** The same after a snapshot of which it was not told, for nobody knew it. */
  public SinkProgress noted(long snapshot, long noted) {
    return new SinkProgress(definition, snapshot, waiting + noted, history, problem);
  }

  /** One that is not declared any more, after so many of its notes were forgotten. */
  public SinkProgress leaving(long forgotten) {
    return new SinkProgress("", told, waiting - forgotten, Optional.empty(), Optional.empty());
  }

  /** Whether it is not declared any more, and its notes are being forgotten. */
  public boolean isLeaving() {
    return definition.isEmpty();
  }

  /**
   * The same after it could not be told what a snapshot says.
   *
   * @param noted how many reports are noted for it besides those that were
   */
  public SinkProgress failed(long snapshot, long noted, SinkProblem why) {
    return new SinkProgress(
        definition, snapshot, waiting + noted, history, Optional.of(problem.orElse(why)));
  }

  /**
   * Why a sink could not be told.
   *
   * @param since the clock when that began, for people
   */
  public record SinkProblem(Instant since, String message) {}
}
