package millrace.cli;

import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code completion}: the shell knows the commands. */
@Command(
    name = "completion",
    description = {
      "Prints a script for bash (and zsh, with bashcompinit) that completes commands, options and file names.",
      "Add it to your shell: source <(millrace completion)"
    },
    footerHeading = "%nExample:%n",
    footer = "  millrace completion")
final class CompletionCommand implements Verb {
  private final Supplier<CommandLine> commands;

  /**
   * The command.
   *
   * @param commands all commands and their options
   */
  CompletionCommand(Supplier<CommandLine> commands) {
    this.commands = commands;
  }

  @Override
  public int run(Invocation invocation) {
    CommandLine line = commands.get();
    invocation.out().print(AutoComplete.bash(line.getCommandName(), line));
    return ExitCode.DONE;
  }
}
