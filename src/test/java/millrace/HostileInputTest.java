package millrace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import millrace.cli.Mill;
import millrace.state.FileEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The forty bad inputs, each among nine good files: said in one clear line, counted, quarantined or
 * exact, never silent; and nobody else's sums change by it, now or in the next bucket.
 */
class HostileInputTest {
  private static final String FIRST = "2024-03-01T10:11:00Z";
  private static final String SECOND = "2024-03-01T10:16:00Z";
  private static final String THIRD = "2024-03-01T10:21:00Z";

  private static final Set<Integer> passed = new TreeSet<>();
  private static int inputs;

  static Stream<HostileInput> inputs() throws IOException {
    return HostileInputs.all().stream();
  }

  @AfterAll
  static void report() {
    System.out.printf(
        "hostile inputs: %d deliveries of %d of the 40 kinds, each among 9 good files: all as expected%n",
        inputs, passed.size());
  }

  @Test
  void allFortyAreHere() throws IOException {
    assertThat(inputs().map(HostileInput::number).distinct().sorted().toList())
        .isEqualTo(IntStream.rangeClosed(1, 40).boxed().toList());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("inputs")
  void isCountedOrQuarantinedAndStopsOnlyItself(
      HostileInput input, @TempDir(factory = InMemory.class) Path home) throws IOException {
    Mill mill = input.deliver(home.resolve("home"));
    Mill.Ran first = mill.tick(FIRST);
    assertThat(first.errors()).containsExactlyInAnyOrderElementsOf(input.said());
    assertThat(first.code()).as("input is a result, not a failure").isZero();
    assertThat(first.out()).isEmpty();
    assertThat(waiting(mill)).containsExactlyInAnyOrderElementsOf(input.waiting());

    input.deliverAfterwards(mill);
    input.deliverNext(mill);
    Mill.Ran second = mill.tick(SECOND);
    assertThat(second.errors()).containsExactlyInAnyOrderElementsOf(input.saidAfterwards());
    assertThat(second.code()).isZero();
    assertThat(mill.tick(THIRD)).as("nothing is said twice").isEqualTo(new Mill.Ran(0, "", ""));

    Map<String, String> files = new TreeMap<>();
    for (String file : input.files().keySet()) {
      files.put(file, become(mill, file));
    }
    assertThat(files).containsExactlyInAnyOrderEntriesOf(input.files());
    assertThat(rows(mill, "keys")).containsExactlyInAnyOrderEntriesOf(counts(input));
    if (input.hasSums()) {
      assertThat(rows(mill, "sums")).containsAllEntriesOf(sums(input));
    }
    assertSumsHold(mill, input);
    assertThat(Mill.files(home).keySet())
        .as("nothing lies elsewhere")
        .allMatch(path -> path.startsWith("home/"));
    passed.add(input.number());
    inputs += input.inputs();
  }

  private static Map<String, String> counts(HostileInput input) {
    Map<String, String> counts = new TreeMap<>();
    counts.put("good", "18");
    for (int i = 1; i <= 9; i++) {
      counts.put("good-" + i, "1");
    }
    counts.put("next", "2");
    counts.put("next-0", "1");
    input.counts().forEach((key, count) -> counts.put(key, Long.toString(count)));
    return counts;
  }

  private static Map<String, String> sums(HostileInput input) {
    Map<String, String> sums = new TreeMap<>();
    sums.put("good", "-13.5");
    for (int i = 1; i <= 9; i++) {
      sums.put("good-" + i, Integer.toString(i));
    }
    sums.put("next", "-1.5");
    sums.putAll(input.sums());
    return sums;
  }

  /** The newest report of everything, its bytes as characters. */
  private static Map<String, String> rows(Mill mill, String job) throws IOException {
    TreeMap<String, String> published = new TreeMap<>();
    mill.files()
        .forEach(
            (path, text) -> {
              if (path.startsWith("p/reports/job=" + job + "/window=all/")
                  && path.endsWith(".tsv")) {
                published.put(path, text);
              }
            });
    String newest = published.lastKey();
    String directory = newest.substring(0, newest.lastIndexOf('/') + 1);
    Map<String, String> rows = new TreeMap<>();
    for (String part : published.tailMap(directory).values()) {
      for (String line : part.split("\n", -1)) {
        if (!line.isEmpty()) {
          int tab = line.lastIndexOf('\t');
          assertThat(rows.put(line.substring(0, tab), line.substring(tab + 1)))
              .as("a row of its own for %s", line)
              .isNull();
        }
      }
    }
    return rows;
  }

  private static Stream<String> lines(JsonNode waiting) {
    Stream.Builder<String> lines = Stream.builder();
    waiting.forEach(
        it ->
            lines.add(
                "%s %s: %s"
                    .formatted(
                        it.get("file").asText(),
                        it.get("state").asText(),
                        it.get("reason").asText())));
    return lines.build();
  }

  /** What status lists, those aside that are quarantined whole: a line has said so. */
  private static java.util.List<String> waiting(Mill mill) throws IOException {
    return lines(mill.status().get("waiting"))
        .filter(it -> !it.contains(" quarantined: "))
        .toList();
  }

  private static String become(Mill mill, String file) throws IOException {
    return Mills.state(
        mill,
        "p",
        state -> {
          Optional<FileEntry> entry = state.files().get(FileEntry.key("landing", file));
          return entry
              .map(
                  it ->
                      "%s %d %d %d"
                          .formatted(
                              it.verdict(),
                              it.records().records(),
                              it.records().cut(),
                              it.records().quarantined()))
              .orElse("unknown");
        });
  }

  /** records = cut + quarantined + late; what a job was given = folded + filtered + keyless + … */
  private static void assertSumsHold(Mill mill, HostileInput input) throws IOException {
    JsonNode status = mill.status();
    long records = 30 + input.others();
    long cut = records;
    for (String verdict : input.files().values()) {
      if (!verdict.equals("unknown")) {
        records += Long.parseLong(verdict.split(" ", -1)[1]);
        cut += Long.parseLong(verdict.split(" ", -1)[2]);
      }
    }
    assertThat(status.get("records").toString())
        .isEqualTo(
            "{\"records\":%d,\"cut\":%d,\"quarantined\":%d,\"lateRefused\":0}"
                .formatted(records, cut, records - cut));
    long lying =
        mill.files().entrySet().stream()
            .filter(file -> file.getKey().matches("p/quarantine/.*\\.jsonl"))
            .mapToLong(file -> file.getValue().lines().count())
            .sum();
    assertThat(lying).as("what is quarantined lies there").isEqualTo(records - cut);
    for (JsonNode job : status.get("jobs")) {
      JsonNode tally = job.get("tally");
      assertThat(tally.get("records").asLong()).as("given to %s", job.get("job")).isEqualTo(cut);
      assertThat(
              tally.get("folded").asLong()
                  + tally.get("filtered").asLong()
                  + tally.get("keyless").asLong()
                  + tally.get("rejected").asLong())
          .as("what became of it: %s", tally)
          .isEqualTo(cut);
    }
  }
}
