package millrace.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import millrace.mapreduce.SmallJobs;
import millrace.option.Nearest;
import millrace.pipeline.InvalidConfiguration;
import millrace.pipeline.Settings;
import millrace.schedule.FailureLine;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The program: {@code bin/millrace COMMAND …} and {@code hadoop jar millrace-VERSION.jar COMMAND
 * …}.
 */
public final class Main {
  private static final int WIDTH = 80;

  private Main() {}

  /** The commands by their names, in the order of the help. */
  private static Map<String, Supplier<Verb>> verbs() {
    Map<String, Supplier<Verb>> verbs = new LinkedHashMap<>();
    verbs.put("demo", DemoCommand::new);
    verbs.put("init", InitCommand::new);
    verbs.put("tick", TickCommand::new);
    verbs.put("watch", WatchCommand::new);
    verbs.put("status", StatusCommand::new);
    verbs.put("report", ReportCommand::new);
    verbs.put("explain", ExplainCommand::new);
    verbs.put("backfill", BackfillCommand::new);
    verbs.put("verify", VerifyCommand::new);
    verbs.put("freshness", FreshnessCommand::new);
    verbs.put("cat", CatCommand::new);
    verbs.put("validate", ValidateCommand::new);
    verbs.put("config", ConfigCommand::new);
    verbs.put("completion", () -> new CompletionCommand(() -> commandLine(new Top(), Ansi.OFF)));
    verbs.put("version", VersionCommand::new);
    return verbs;
  }

  /** Runs the command line and ends the JVM with its exit code. */
  public static void main(String[] args) {
    CommandOutput standardOutput = new CommandOutput(new FileOutputStream(FileDescriptor.out));
    PrintStream out = new PrintStream(standardOutput, true, StandardCharsets.UTF_8);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    boolean watched = Progress.isWatched();
    int code =
        run(
            args,
            out,
            err,
            watched ? Progress.line(err, WIDTH, System::nanoTime) : Progress.quiet(),
            watched ? Ansi.AUTO : Ansi.OFF);
    out.flush();
    if (standardOutput.failure().isPresent()) {
      err.println("millrace: standard output: " + standardOutput.failure().get());
      code = Math.max(code, ExitCode.FAILED);
    }
    err.flush();
    System.exit(code);
  }

  /**
   * Standard output that remembers why it could not be written. A reader that closes its end is no
   * failure.
   */
  private static final class CommandOutput extends FilterOutputStream {
    private Optional<String> failure = Optional.empty();

    CommandOutput(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        failure = Optional.of(FailureLine.of(e)).filter(line -> !line.contains("Broken pipe"));
        throw e;
      }
    }

    Optional<String> failure() {
      return failure;
    }
  }

  /**
   * Runs a command line in this JVM, as a process nobody watches.
   *
   * @param args as the shell gives them, generic options anywhere
   * @param out gets the data
   * @param err gets everything else
   * @return the exit code: 0 done, 1 failed, 2 refused, 4 held by another attempt
   */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    return run(args, out, err, Progress.quiet(), Ansi.OFF);
  }

  private static int run(
      String[] args, PrintStream out, PrintStream err, Progress progress, Ansi ansi) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      GenericOptions options = GenericOptions.of(List.of(args));
      Top top = new Top();
      CommandLine line = commandLine(top, ansi, asked(options.others()));
      line.setOut(writer(out));
      line.setErr(writer(err));
      line.setExecutionStrategy(parsed -> execute(parsed, top, options, out, err, progress));
      return line.execute(options.others().toArray(String[]::new));
    } catch (InvalidConfiguration e) {
      return refused(e, err);
    } finally {
      thread.setContextClassLoader(before);
      out.flush();
      err.flush();
    }
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  /**
   * The names of the commands that the line may mean. Looking at the options of all commands takes
   * longer than running many of them.
   */
  private static Set<String> asked(List<String> words) {
    Set<String> all = verbs().keySet();
    return !words.isEmpty() && all.contains(words.get(0)) ? Set.of(words.get(0)) : all;
  }

  /** The commands and their options. {@code top} receives the options that every command has. */
  static CommandLine commandLine(Top top, Ansi ansi) {
    return commandLine(top, ansi, verbs().keySet());
  }

  private static CommandLine commandLine(Top top, Ansi ansi, Set<String> names) {
    // Groovy's, which are on no class path of ours: each jar would be opened to find that out.
    System.setProperty("picocli.disable.closures", "true");
    CommandLine line = new CommandLine(top);
    verbs()
        .forEach(
            (name, verb) -> {
              if (names.contains(name)) {
                line.addSubcommand(name, verb.get());
              }
            });
    line.setUsageHelpWidth(100);
    line.setExpandAtFiles(false); // @name is a name
    line.setColorScheme(Help.defaultColorScheme(ansi));
    line.setParameterExceptionHandler(
        (e, args) -> {
          e.getCommandLine().getErr().println(usageProblem(e));
          return ExitCode.REFUSED;
        });
    return line;
  }

  private static String usageProblem(ParameterException e) {
    CommandLine line = e.getCommandLine();
    String command = line.getCommandSpec().qualifiedName();
    String problem =
        e instanceof UnmatchedArgumentException unmatched
            ? unmatched(unmatched.getUnmatched().get(0), line)
            : Optional.ofNullable(e.getMessage()).orElse("wrong usage");
    return Printable.text("%s: %s; see %s --help".formatted(command, problem, command));
  }

  private static String unmatched(String word, CommandLine line) {
    List<String> known = new ArrayList<>(line.getSubcommands().keySet());
    String kind = known.isEmpty() ? "unexpected argument" : "unknown command";
    if (word.startsWith("-")) {
      kind = "unknown option";
      known.clear();
      line.getCommandSpec().options().forEach(option -> known.addAll(List.of(option.names())));
    }
    return "%s \"%s\"%s"
        .formatted(
            kind,
            word,
            Nearest.of(word, known).map(name -> ", did you mean " + name + "?").orElse(""));
  }

  private static int execute(
      ParseResult parsed,
      Top top,
      GenericOptions options,
      PrintStream out,
      PrintStream err,
      Progress progress) {
    Optional<Integer> help = Optional.ofNullable(CommandLine.executeHelpRequest(parsed));
    if (help.isPresent()) {
      return help.get();
    }
    List<CommandLine> asked = parsed.asCommandLineList();
    CommandLine leaf = asked.get(asked.size() - 1);
    if (!(leaf.getCommand() instanceof Verb verb)) {
      leaf.usage(err);
      return ExitCode.REFUSED;
    }
    Progress shown = top.verbose ? Progress.lines(err) : progress;
    try {
      Configuration configuration = options.configuration(PluginJars.directory());
      Settings settings = Settings.read(configuration);
      SmallJobs.suitClient(configuration, settings.jobs().smallMaxBytes());
      return verb.run(new Invocation(configuration, settings, out, err, shown));
    } catch (InvalidConfiguration e) {
      shown.clear();
      trace(top, e, err);
      return refused(e, err);
    } catch (Exception e) {
      shown.clear();
      trace(top, e, err);
      err.println(Printable.text(leaf.getCommandSpec().qualifiedName() + ": " + FailureLine.of(e)));
      return ExitCode.FAILED;
    } catch (OutOfMemoryError e) {
      shown.clear();
      err.println(
          Printable.text(
              "%s: the heap of %d MB does not suffice (%s). Give it more: MILLRACE_OPTS=-Xmx2g, or HADOOP_CLIENT_OPTS with hadoop jar."
                  .formatted(
                      leaf.getCommandSpec().qualifiedName(),
                      Runtime.getRuntime().maxMemory() >> 20,
                      e.getMessage())));
      return ExitCode.FAILED;
    } finally {
      shown.clear();
    }
  }

  private static void trace(Top top, Exception e, PrintStream err) {
    if (top.debug) {
      StringWriter text = new StringWriter();
      e.printStackTrace(new PrintWriter(text));
      // a message may hold the name of a file, and a name may hold what a terminal obeys
      for (String line : text.toString().lines().toList()) {
        String indent = line.startsWith("\t") ? "\t" : "";
        err.println(indent + Printable.text(line.substring(indent.length())));
      }
    }
  }

  private static int refused(InvalidConfiguration e, PrintStream err) {
    e.problems().forEach(problem -> err.println(Printable.text(problem)));
    return ExitCode.REFUSED;
  }

  /** The options that every command has. */
  @Command(
      name = "millrace",
      description = "Turns a stream of files into reports that are always a few minutes old.",
      commandListHeading = "%nCommands:%n",
      optionListHeading = "%nOptions of every command:%n",
      synopsisSubcommandLabel = "COMMAND",
      versionProvider = VersionCommand.class,
      footerHeading =
          "%nHadoop's generic options are taken anywhere on the line: -D key=value, -conf FILE,%n"
              + "-fs URI, -jt HOST:PORT, -files LIST, -libjars LIST, -archives LIST. Settings are the keys%n"
              + "that begin with millrace.; `millrace config` prints them.%n"
              + "%nExit codes: 0 done or nothing to do; 1 failed; 2 wrong usage or configuration; 4 another%n"
              + "living attempt holds the pipeline.%n"
              + "%nExample:%n",
      footer = "  millrace init shop")
  static final class Top {
    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        scope = CommandLine.ScopeType.INHERIT,
        description = "Shows this help.")
    boolean help;

    @Option(names = "--version", versionHelp = true, description = "Prints the version.")
    boolean version;

    @Option(
        names = {"-v", "--verbose"},
        scope = CommandLine.ScopeType.INHERIT,
        description = "Prints what long work is at, a line each.")
    boolean verbose;

    @Option(
        names = "--debug",
        scope = CommandLine.ScopeType.INHERIT,
        description = "Prints the stack trace of an error.")
    boolean debug;
  }
}
