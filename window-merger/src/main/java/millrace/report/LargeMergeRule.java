package millrace.report;

/** Knows which merges are too large for this process. */
@FunctionalInterface
public interface LargeMergeRule {
  /** Nothing is too large. */
  LargeMergeRule NONE = (bytes, parts) -> false;

  /**
   * Whether a merge is one of them.
   *
   * @param bytes how large its runs are together
   * @param parts how many files the merged run may have
   */
  boolean include(long bytes, int parts);
}
