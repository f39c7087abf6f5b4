package millrace.fold;

/** How much of the heap a fold may take, on every engine. */
public final class HeapShare {
  private HeapShare() {}

  /**
   * The memory that a fold may take of what it was given: at most a quarter of the heap, for what
   * it takes is a guess, and other things need the heap too.
   */
  public static long atMost(long memoryBytes) {
    return Math.min(memoryBytes, Runtime.getRuntime().maxMemory() / 4);
  }
}
