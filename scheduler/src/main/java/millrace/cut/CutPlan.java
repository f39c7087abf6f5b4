package millrace.cut;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import millrace.store.Json;
import org.apache.hadoop.conf.Configuration;

/**
 * What a cut job is to do, as its configuration carries it.
 *
 * @param input name of the input that the files came from
 * @param rules where records go
 * @param files what is read, each by one mapper
 */
record CutPlan(String input, RecordRules.Portable rules, List<CutInput> files) {
  private static final String KEY = "millrace.cut.plan";

  CutPlan {
    files = List.copyOf(files);
  }

  /**
   * A landed file.
   *
   * @param path below the landing directory
   * @param uri as Hadoop's {@code Path} prints it
   */
  record CutInput(String path, String uri, long length) {}

  void write(Configuration configuration) {
    configuration.set(KEY, Json.text(this));
  }

  static CutPlan read(Configuration configuration) {
    try {
      return Json.read(configuration.getRaw(KEY).getBytes(StandardCharsets.UTF_8), CutPlan.class);
    } catch (IOException e) {
      throw new UncheckedIOException("a cut plan cannot be read", e);
    }
  }
}
