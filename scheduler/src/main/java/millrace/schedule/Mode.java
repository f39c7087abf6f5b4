package millrace.schedule;

/** Whether a stage may act. */
enum Mode {
  /** It does what is due. */
  ACT,
  /**
   * It says what it would do, and commits to a store that forgets it what would then be true, as
   * far as that can be told without doing it. It runs no engine, and reads no more than it must.
   */
  PLAN
}
