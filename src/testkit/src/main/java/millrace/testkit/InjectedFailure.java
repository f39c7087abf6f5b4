package millrace.testkit;

/** What happens at the change of a file at which a process is to fail. */
public enum InjectedFailure {
  /** The process dies; the change is not made, and of a write only the first half. */
  DIES_BEFORE,
  /** The change is made, and the process dies. */
  DIES_AFTER,
  /** The change is not made, and an error is reported. */
  FAILS,
  /** The change is made, but an error is reported. */
  ACKNOWLEDGEMENT_LOST,
  /**
   * The disk is full: of a write only the first half is made, and an error is reported; so are all
   * later changes that need room.
   */
  NO_SPACE
}
