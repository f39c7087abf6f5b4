package millrace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.cli.Mill;
import millrace.state.BucketEntry;
import millrace.state.FileEntry;
import millrace.state.Piece;
import millrace.state.PipelineState;
import millrace.state.Records;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The samples, delivered tick by tick, give the answers that another program computed. */
class SampleDataTest {
  private static final Pattern REPORT =
      Pattern.compile("job=([^/]+)/window=([^/]+)/bucket=([^/]+)/part-00000\\.tsv");
  private static final Pattern ANSWER = Pattern.compile("[^/]+/[^/]+/[^/]+\\.tsv");

  @TempDir Path directory;

  /** What became of one file by the end of one tick, and what was so before. */
  private record Seen(Optional<FileEntry> entry, long late) {
    static final Seen NEVER = new Seen(Optional.empty(), 0);

    Records records() {
      return entry.map(FileEntry::records).orElse(Records.NONE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"shop", "stream", "payments"})
  void everyReportFileAndSumIsTheAnswer(String sample) throws IOException {
    Path data = Mills.checkout().resolve("sample-data").resolve(sample);
    Mill mill = new Mill(directory).declare(Files.readString(data.resolve("pipeline.yaml")));
    List<String> files = new ArrayList<>();
    Map<String, Seen> known = new HashMap<>();
    for (String delivery : Files.readAllLines(data.resolve("deliveries.tsv"))) {
      String now = delivery.substring(0, delivery.indexOf('\t'));
      List<String> names = new ArrayList<>();
      for (String word : delivery.substring(now.length() + 1).split(" ", -1)) {
        int equals = word.indexOf('=');
        String name = word.substring(equals + 1);
        String stored = equals < 0 ? name : word.substring(0, equals);
        mill.drop(name, Files.readAllBytes(data.resolve("files").resolve(stored)));
        names.add(name);
      }
      assertThat(mill.tick(now).code()).as("tick of " + now).isZero();
      for (String name : names) {
        Seen seen = Mills.state(mill, sample, state -> seen(state, name));
        files.add(now + "\t" + line(mill, name, known.getOrDefault(name, Seen.NEVER), seen));
        known.put(name, seen);
      }
    }

    assertThat(published(mill, sample)).containsExactlyEntriesOf(answers(data));
    JsonNode status = mill.status();
    files.add(0, "tick\tfile\tstate\trecords\tcut\tquarantined\tlate");
    files.add(total(status));
    assertThat(files).isEqualTo(Files.readAllLines(data.resolve("answers/files.tsv")));
    assertThat(sums(status)).isEqualTo(Files.readAllLines(data.resolve("answers/jobs.tsv")));
  }

  /** Each published report with its bytes, by the name its answer would have. */
  private static SortedMap<String, String> published(Mill mill, String pipeline)
      throws IOException {
    SortedMap<String, String> reports = new TreeMap<>();
    Mill.files(mill.root().resolve(pipeline).resolve("reports"))
        .forEach(
            (path, bytes) -> {
              Matcher found = REPORT.matcher(path);
              if (found.matches()) {
                reports.put(
                    found.group(1) + "/" + found.group(2) + "/" + found.group(3) + ".tsv", bytes);
              } else {
                assertThat(path).matches(".*/(_report\\.json|_changed\\.tsv)");
              }
            });
    return reports;
  }

  private static SortedMap<String, String> answers(Path data) throws IOException {
    SortedMap<String, String> answers = new TreeMap<>(Mill.files(data.resolve("answers")));
    answers.keySet().removeIf(path -> !ANSWER.matcher(path).matches());
    return answers;
  }

  private static Seen seen(PipelineState state, String file) {
    long late = 0;
    for (Iterator<Map.Entry<String, BucketEntry>> all = state.buckets().from(""); all.hasNext(); ) {
      for (Piece piece : all.next().getValue().pieces()) {
        if (piece.late() > 0) {
          late +=
              piece.sources().stream()
                  .filter(source -> source.file().equals(file))
                  .mapToLong(Piece.PieceSource::records)
                  .sum();
        }
      }
    }
    return new Seen(state.files().get(FileEntry.key("landing", file)), late);
  }

  /** What this tick made of the file, as {@code answers/files.tsv} says it. */
  private static String line(Mill mill, String file, Seen before, Seen now) throws IOException {
    String verdict =
        now.entry().isPresent()
            ? now.entry().get().verdict().name().toLowerCase(Locale.ROOT)
            : waiting(mill, file);
    Records records = now.records();
    Records old = before.records();
    return "%s\t%s\t%d\t%d\t%d\t%d"
        .formatted(
            file,
            verdict,
            records.records() - old.records(),
            records.cut() - old.cut(),
            records.quarantined() - old.quarantined(),
            now.late() - before.late());
  }

  private static String waiting(Mill mill, String file) throws IOException {
    for (JsonNode one : mill.status().get("waiting")) {
      if (one.get("file").asText().equals(file)) {
        return one.get("state").asText();
      }
    }
    return "unknown";
  }

  private static String total(JsonNode status) {
    JsonNode records = status.get("records");
    // each job was given every record that was cut, and knows which of them were late
    return "total\t\t\t%d\t%d\t%d\t%d"
        .formatted(
            records.get("records").asLong(),
            records.get("cut").asLong(),
            records.get("quarantined").asLong(),
            status.get("jobs").get(0).get("tally").get("late").asLong());
  }

  private static List<String> sums(JsonNode status) {
    List<String> lines = new ArrayList<>();
    lines.add("job\trecords\tfolded\tfiltered\tkeyless\trejected");
    for (JsonNode job : status.get("jobs")) {
      JsonNode tally = job.get("tally");
      lines.add(
          "%s\t%d\t%d\t%d\t%d\t%d"
              .formatted(
                  job.get("job").asText(),
                  tally.get("records").asLong(),
                  tally.get("folded").asLong(),
                  tally.get("filtered").asLong(),
                  tally.get("keyless").asLong(),
                  tally.get("rejected").asLong()));
    }
    return lines;
  }
}
