package millrace.cli;

import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import millrace.report.Tsv;
import millrace.run.RunReader;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cat}: the entries of runs. */
@Command(
    name = "cat",
    description = {
      "Prints the entries of run files: key, tab, state, a line each, in the order of the keys.",
      "Tab, line feed, carriage return and backslash are printed as \\t, \\n, \\r and \\\\."
    },
    footerHeading = "%nExample:%n",
    footer = "  millrace cat millrace/access/runs/job=urls/day=20240301/*.run")
final class CatCommand implements Verb {
  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Run files, any Hadoop path.")
  List<String> files = new ArrayList<>();

  @Override
  public int run(Invocation invocation) throws IOException {
    OutputStream out = new BufferedOutputStream(invocation.out(), 1 << 16);
    try {
      for (String file : files) {
        print(invocation, new Path(file), out);
      }
    } finally {
      out.flush(); // also the entries that were read before a file turned out to be damaged
    }
    return ExitCode.DONE;
  }

  private static void print(Invocation invocation, Path path, OutputStream out) throws IOException {
    FileSystem files = path.getFileSystem(invocation.configuration());
    FileStatus file = files.getFileStatus(path);
    if (file.isDirectory()) {
      throw new FileNotFoundException(path + " is a directory: name the files in it");
    }
    try (RunReader run = new RunReader(files.open(path), file.getLen(), path.toString())) {
      while (run.next()) {
        Tsv.write(run.key(), out);
        Tsv.separate(out);
        Tsv.write(run.state(), out);
        Tsv.end(out);
      }
    }
  }
}
