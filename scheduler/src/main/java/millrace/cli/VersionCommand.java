package millrace.cli;

import java.util.Optional;
import org.apache.hadoop.util.VersionInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** {@code version}: what runs here. */
@Command(
    name = "version",
    description = "Prints the versions of Millrace, Hadoop and Java.",
    footerHeading = "%nExample:%n",
    footer = "  millrace version")
final class VersionCommand implements Verb, IVersionProvider {
  @Override
  public int run(Invocation invocation) {
    invocation.out().println(text());
    return ExitCode.DONE;
  }

  @Override
  public String[] getVersion() {
    return new String[] {text()};
  }

  private static String text() {
    return "millrace %s (Hadoop %s, Java %s)"
        .formatted(
            Optional.ofNullable(VersionCommand.class.getPackage().getImplementationVersion())
                .orElse("development"),
            VersionInfo.getVersion(),
            Runtime.version());
  }
}
