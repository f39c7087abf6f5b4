package millrace.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import millrace.pipeline.InvalidConfiguration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code init}: something to start from. */
@Command(
    name = "init",
    description = {
      "Writes a commented pipeline.yaml and makes the landing directory it names.",
      "Nothing that is there already is changed."
    },
    footerHeading = "%nExample:%n",
    footer = "  millrace init shop")
final class InitCommand implements Verb {
  private static final String FILE = "pipeline.yaml";
  private static final String LANDING = "landing";

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      description = "Where to write it; made when it is not there. Default: the current directory.")
  String directory = ".";

  @Override
  public int run(Invocation invocation) throws IOException {
    Path home = Path.of(directory);
    Path file = home.resolve(FILE);
    if (Files.exists(file)) {
      throw new InvalidConfiguration(
          file.normalize() + " is there already, and nothing was changed; name another directory");
    }
    if (Files.exists(home) && !Files.isDirectory(home)) {
      throw new InvalidConfiguration(home + " is not a directory");
    }
    Files.createDirectories(home);
    String landing = makeLanding(invocation, home);
    Files.write(file, template(), StandardOpenOption.CREATE_NEW);

    String there = home.normalize().toString();
    boolean elsewhere = !there.isEmpty() && !home.toAbsolutePath().normalize().equals(here());
    say(invocation, "wrote " + file.normalize() + " and made " + landing);
    say(invocation, "Copy text files into " + landing + ", and then:");
    if (elsewhere) {
      say(invocation, "  cd " + Shell.quoted(there));
    }
    say(invocation, "  millrace tick " + FILE);
    return ExitCode.DONE;
  }

  private static Path here() {
    return Path.of("").toAbsolutePath().normalize();
  }

  /**
   * On a cluster, the landing directory of the pipeline file is in the home directory on its file
   * system.
   */
  private static String makeLanding(Invocation invocation, Path home) throws IOException {
    FileSystem files = FileSystem.get(invocation.configuration());
    if (files instanceof LocalFileSystem) {
      Files.createDirectories(home.resolve(LANDING));
      return home.resolve(LANDING).normalize() + "/";
    }
    org.apache.hadoop.fs.Path path = files.makeQualified(new org.apache.hadoop.fs.Path(LANDING));
    files.mkdirs(path);
    return path + "/";
  }

  private static byte[] template() throws IOException {
    try (InputStream in = InitCommand.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is not on the class path");
      }
      return in.readAllBytes();
    }
  }

  private static void say(Invocation invocation, String text) {
    invocation.out().println(Printable.text(text));
  }
}
