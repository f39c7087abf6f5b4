package millrace.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import millrace.pipeline.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code config}: every setting as it is in force. */
@Command(
    name = "config",
    description = "Prints every setting: its value, where it was set, and what it means.",
    footerHeading = "%nExample:%n",
    footer = "  millrace config -D millrace.engine=local --format json")
final class ConfigCommand implements Verb {
  private static final int WIDTH = 90;

  /** How to print it. */
  enum ConfigFormat {
    TEXT,
    JSON
  }

  private static final class FormatWord extends EnumWord<ConfigFormat> {
    FormatWord() {
      super(ConfigFormat.class);
    }
  }

  @Option(
      names = "--format",
      paramLabel = "text|json",
      converter = FormatWord.class,
      completionCandidates = FormatWord.class,
      description = "How to print it; text is the default.")
  ConfigFormat format = ConfigFormat.TEXT;

  @Override
  public int run(Invocation invocation) throws JsonProcessingException {
    List<Settings.InForce> settings = Settings.inForce(invocation.configuration());
    switch (format) {
      case JSON ->
          invocation
              .out()
              .println(
                  new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(settings));
      case TEXT -> settings.forEach(setting -> print(setting, invocation));
    }
    return ExitCode.DONE;
  }

  private static void print(Settings.InForce setting, Invocation invocation) {
    invocation
        .out()
        .println(
            Printable.text(
                "%s=%s  (from %s)".formatted(setting.key(), setting.value(), setting.source())));
    StringBuilder line = new StringBuilder();
    for (String word : setting.description().split("\\s+", -1)) {
      if (line.length() + word.length() > WIDTH) {
        invocation.out().println("   " + line);
        line.setLength(0);
      }
      line.append(' ').append(word);
    }
    invocation.out().println("   " + line);
  }
}
