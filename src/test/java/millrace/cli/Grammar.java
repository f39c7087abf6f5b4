package millrace.cli;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;

/** What can be said on the command line, for tests that read about it elsewhere. */
public final class Grammar {
  private Grammar() {}

  private static CommandLine line() {
    return Main.commandLine(new Main.Top(), Ansi.OFF);
  }

  /** The commands. */
  public static Set<String> commands() {
    return new TreeSet<>(line().getSubcommands().keySet());
  }

  /** Every option of every command, by its long name. */
  public static Set<String> options() {
    Set<String> options = new TreeSet<>();
    addOptions(line(), options);
    line().getSubcommands().values().forEach(command -> addOptions(command, options));
    return options;
  }

  private static void addOptions(CommandLine command, Set<String> options) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      options.add(option.longestName());
    }
  }

  /**
   * Understands a line, and does nothing.
   *
   * @param words after the name of the program, generic options included
   * @throws CommandLine.ParameterException if it is wrong
   * @throws millrace.pipeline.InvalidConfiguration if a generic option is
   */
  public static void check(List<String> words) {
    CommandLine line = line();
    List<CommandLine> asked =
        line.parseArgs(GenericOptions.of(words).others().toArray(String[]::new))
            .asCommandLineList();
    if (asked.size() != 2) {
      throw new CommandLine.ParameterException(line, "no command: " + words);
    }
  }
}
