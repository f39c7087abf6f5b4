package millrace.verify;

/** What to prove. */
public enum VerifyDepth {
  /** That every file is what the state says. */
  FILES,
  /** Besides, that the results follow from the raw records. */
  RECOMPUTE
}
