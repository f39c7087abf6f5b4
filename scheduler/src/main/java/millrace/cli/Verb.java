package millrace.cli;

/**
 * One command. Its class carries picocli's annotations, with a footer that is an example, and is
 * named in {@link Main}. Package fields hold its options, each with the value it has when the
 * option is not given.
 */
interface Verb {
  /**
   * Does what was asked.
   *
   * @return an {@link ExitCode}
   * @throws millrace.pipeline.InvalidConfiguration for what the operator has to correct: exit code
   *     2
   * @throws Exception for anything else that went wrong: exit code 1; its message becomes one line
   *     on stderr
   */
  int run(Invocation invocation) throws Exception;
}
