package millrace.plugins.jsonlines;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.sink.ReportId;

/**
 * The files of a report, by their paths. Names that begin with {@code _} are passed over by what
 * reads directories in the manner of Hadoop.
 *
 * @param data its rows
 * @param marker says which revision {@code data} is when that has no row to say it; a newer
 *     revision that has rows leaves it there, and it is then the older of the two
 * @param drafts how the names of files begin that attempts prepare for it, in {@link #DRAFTS}
 */
record ReportPlace(String data, String marker, String drafts) {
  /** The directory of what attempts prepare. */
  static final String DRAFTS = "_drafts";

  private static final Pattern SNAPSHOT =
      Pattern.compile(
          "\\{\"window_start\":(?:null|\"[^\"]*\"),\"window_end\":\"[^\"]*\",\"revision\":[0-9]+,\"snapshot\":([0-9]+)[,}]");

  /** Longer than the beginning of any line, up to the snapshot. */
  private static final int BEGINNING = 512;

  /** Where {@code report} is. */
  static ReportPlace of(ReportId report) {
    String directory = "job=" + report.job() + "/window=" + report.window() + "/";
    String bucket = "bucket=" + report.bucket();
    return new ReportPlace(
        directory + bucket + ".jsonl",
        directory + "_" + bucket + ".empty",
        "job=%s,window=%s,%s,".formatted(report.job(), report.window(), bucket));
  }

  /** A new name for what an attempt prepares of what a snapshot published. */
  String draft(long snapshot) {
    return DRAFTS + "/" + drafts + snapshot + "," + UUID.randomUUID();
  }

  /**
   * Whether this file of {@link #DRAFTS} was prepared for it of what an older snapshot published.
   */
  boolean isOlderDraft(String name, long snapshot) {
    if (!name.startsWith(drafts)) {
      return false;
    }
    String number = name.substring(drafts.length()).replaceFirst(",.*", "");
    return Long.parseLong(number) < snapshot;
  }

  /**
   * The number of the snapshot that published what is there; 0 if nothing is.
   *
   * @throws IOException also if a file is there that somebody else wrote
   */
  long snapshot(ReportFiles files) throws IOException {
    return Math.max(snapshot(files, data), snapshot(files, marker));
  }

  private static long snapshot(ReportFiles files, String path) throws IOException {
    Optional<InputStream> file = files.open(path);
    if (file.isEmpty()) {
      return 0;
    }
    try (InputStream in = file.get()) {
      String beginning = new String(in.readNBytes(BEGINNING), StandardCharsets.UTF_8);
      Matcher line = SNAPSHOT.matcher(beginning);
      if (line.lookingAt()) {
        return Long.parseLong(line.group(1));
      }
      if (beginning.isEmpty()) {
        return 0;
      }
    }
    throw new IOException(
        "json-lines: %s was written by somebody else, and is not replaced. Move it away, or give the output another path."
            .formatted(path));
  }
}
