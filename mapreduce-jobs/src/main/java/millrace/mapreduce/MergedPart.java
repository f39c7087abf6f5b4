package millrace.mapreduce;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Locale;

/**
 * What one task of a merge wrote, as a small JSON file beside it.
 *
 * @param format {@value #FORMAT}
 * @param part which part
 * @param read how many entries of its inputs belong to this part
 * @param length of the file, in bytes; 0 when there are no entries and so no file
 * @param entries number of keys
 * @param digest of the entries
 */
record MergedPart(String format, int part, long read, long length, long entries, String digest) {
  static final String FORMAT = "millrace-merge/1";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  static String fileName(int part) {
    return String.format(Locale.ROOT, "merged-part-%05d.json", part);
  }

  byte[] toJson() throws JsonProcessingException {
    return JSON.writeValueAsBytes(this);
  }

  /**
   * Reads a summary.
   *
   * @throws IOException if it is none of this format
   */
  static MergedPart fromJson(byte[] bytes) throws IOException {
    MergedPart merged = JSON.readValue(bytes, MergedPart.class);
    if (!merged.format.equals(FORMAT)) {
      throw new IOException("is of format " + merged.format + ", this program reads " + FORMAT);
    }
    return merged;
  }
}
