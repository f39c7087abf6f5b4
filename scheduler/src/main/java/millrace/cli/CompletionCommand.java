package millrace.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

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
  @Override
  public int run(Invocation invocation) {
    CommandLine line = Main.commandLine(new Main.Top(), Ansi.OFF);
    invocation.out().print(AutoComplete.bash(line.getCommandName(), line));
    return ExitCode.DONE;
  }
}
