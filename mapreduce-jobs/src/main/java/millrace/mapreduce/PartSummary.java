package millrace.mapreduce;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import millrace.fold.Account;

/**
 * What one reducer wrote, as a small JSON file beside its runs.
 *
 * @param format {@value #FORMAT}
 * @param part which of the parts it wrote
 * @param tasks those that sent it anything
 */
record PartSummary(String format, int part, List<TaskOutput> tasks) {
  static final String FORMAT = "millrace-fold/2";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  PartSummary {
    tasks = List.copyOf(tasks);
  }

  /**
   * What it wrote for one task.
   *
   * @param task index of the task
   * @param length of the run file, in bytes; 0 when there are no entries and so no file
   * @param entries number of keys
   * @param digest of the entries
   * @param account what became of the records; nothing except in the part that got it
   */
  record TaskOutput(int task, long length, long entries, String digest, Account account) {}

  static String fileName(int part) {
    return String.format(Locale.ROOT, "summary-part-%05d.json", part);
  }

  byte[] toJson() throws JsonProcessingException {
    return JSON.writeValueAsBytes(this);
  }

  /**
   * Reads a summary.
   *
   * @throws IOException if it is none of this format
   */
  static PartSummary fromJson(byte[] bytes) throws IOException {
    PartSummary summary = JSON.readValue(bytes, PartSummary.class);
    if (!summary.format.equals(FORMAT)) {
      throw new IOException("is of format " + summary.format + ", this program reads " + FORMAT);
    }
    return summary;
  }
}
