package millrace.pipeline;

/** What {@code millrace.engine} may say. */
public enum EngineChoice {
  /** By the size of the work, and where MapReduce runs. */
  AUTO,
  /** In this JVM, without a job. */
  INLINE,
  /** By Hadoop's LocalJobRunner. */
  LOCAL,
  /** On YARN, inside the application master. */
  UBER,
  /** On YARN, in containers. */
  YARN
}
