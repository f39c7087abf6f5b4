package millrace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import millrace.aggregate.Seeds;
import millrace.cli.Mill;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A hundred thousand lines that were good once, in every format: each is a record with one fate,
 * none stops the tick, and the good lines among them count exactly.
 */
class MutatedLinesTest {
  private static final int LINES = 20_000;

  /** In every format: the line of a record, and how its fields are called. */
  enum Format {
    CSV("format: csv, header: false, columns: [time, key, amount]", "time", "key", "amount") {
      @Override
      String line(int i) {
        return "2024-03-01T10:0%d:00Z,key %d,%d".formatted(i % 5, i % 7, i % 100);
      }
    },
    TSV("format: tsv, header: false, columns: [time, key, amount]", "time", "key", "amount") {
      @Override
      String line(int i) {
        return "2024-03-01T10:0%d:00Z\tkey%d\t-%d.5".formatted(i % 5, i % 7, i % 100);
      }
    },
    JSON("format: json", "at.time", "key", "n") {
      @Override
      String line(int i) {
        return "{\"at\":{\"time\":\"2024-03-01T10:0%d:00Z\"},\"key\":\"k\\u00e9%d\",\"n\":%de0}"
            .formatted(i % 5, i % 7, i % 100);
      }
    },
    ACCESS_LOG("format: access-log", "time", "path", "bytes") {
      @Override
      String line(int i) {
        return "10.0.0.%d - - [01/Mar/2024:10:0%d:00 +0000] \"GET /p%d?q HTTP/1.1\" 200 %d \"-\" \"a b\""
            .formatted(i % 256, i % 5, i % 7, i % 100);
      }
    },
    TEXT("format: text", "line", "line", "line") {
      @Override
      String line(int i) {
        return "line %d".formatted(i % 7);
      }
    };

    private final String landing;
    private final String time;
    private final String key;
    private final String value;

    Format(String landing, String time, String key, String value) {
      this.landing = landing;
      this.time = time;
      this.key = key;
      this.value = value;
    }

    abstract String line(int i);

    String pipeline() {
      String by =
          this == TEXT
              ? "by: arrival"
              : this == ACCESS_LOG
                  ? "by: event, field: time"
                  : "by: event, field: " + time + ", format: iso";
      return """
      pipeline: p
      landing: { path: landing, settle: 0s, %s, time: { %s } }
      buckets: { every: 5m }
      jobs:
        keys: { count: "%s", windows: { all: cumulative } }
        sums: { sum: "%s", key: "%s", windows: { all: cumulative } }
        words: { class: millrace.jobs.wordcount.WordCount, options: { tokens: unicode, field: "%s" }, windows: { all: cumulative } }
      """
          .formatted(landing, by, key, value, key, key)
          .replace("path: landing,", "path: LANDING,");
    }
  }

  /** What a quote may take along; where it is the next lines, none is put in, nor a line end. */
  private enum Quotes {
    WITHIN_A_LINE,
    ACROSS_LINES
  }

  @ParameterizedTest
  @EnumSource
  void everyLineHasOneFate(Format format, @TempDir(factory = InMemory.class) Path home)
      throws IOException {
    Random random = Seeds.random();
    Mill mill = new Mill(home);
    mill.declare(
        format.pipeline().replace("path: LANDING,", "path: \"file://" + mill.landing() + "\","));
    Quotes quotes =
        format == Format.CSV || format == Format.TSV ? Quotes.ACROSS_LINES : Quotes.WITHIN_A_LINE;
    int lines = 0;
    for (int file = 0; file < 10; file++) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (int i = 0; i < LINES / 10; i++) {
        byte[] line = mutated(format.line(i).getBytes(UTF_8), quotes, random);
        bytes.writeBytes(line);
        bytes.write('\n');
        lines += isBlank(line) && format != Format.TEXT ? 0 : 1;
      }
      mill.drop("bad-" + file + ".x", bytes.toByteArray());
    }
    StringBuilder good = new StringBuilder();
    for (int i = 0; i < 700; i++) {
      good.append(format.line(i).replaceAll("(key|k\\\\u00e9|/p|line) ?,? ?(?=[0-9])", "$1good"));
      good.append('\n');
    }
    mill.drop("good.x", good.toString());

    Mill.Ran ran = mill.tick("2024-03-01T10:04:00Z");
    assertThat(ran.code()).as(ran.err()).isZero();
    ran = mill.tick("2024-03-01T10:15:00Z"); // as late as any of them may be
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.err()).doesNotContain("Exception").doesNotContain("\tat ");

    JsonNode status = mill.status();
    JsonNode records = status.get("records");
    long cut = records.get("cut").asLong();
    assertThat(records.get("records").asLong())
        .as("%s", records)
        .isEqualTo(lines + 700L)
        .isEqualTo(cut + records.get("quarantined").asLong());
    long lying =
        mill.files().entrySet().stream()
            .filter(file -> file.getKey().matches("p/quarantine/.*\\.jsonl"))
            .mapToLong(file -> file.getValue().lines().count())
            .sum();
    assertThat(lying).isEqualTo(records.get("quarantined").asLong());
    for (JsonNode job : status.get("jobs")) {
      JsonNode tally = job.get("tally");
      assertThat(tally.get("records").asLong()).isEqualTo(cut);
      assertThat(
              tally.get("folded").asLong()
                  + tally.get("filtered").asLong()
                  + tally.get("keyless").asLong()
                  + tally.get("rejected").asLong())
          .as("%s", job)
          .isEqualTo(cut);
    }
    assertThat(mill.report("keys", "all").lines().filter(row -> row.contains("good")).toList())
        .as("the good lines")
        .hasSize(7)
        .allMatch(row -> row.endsWith("\t100"));
    System.out.printf(
        "mutated lines, %s: %d lines, %d cut, %d quarantined%n",
        format, lines, cut, records.get("quarantined").asLong());
  }

  private static boolean isBlank(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t') {
        return false;
      }
    }
    return true;
  }

  private static byte[] mutated(byte[] line, Quotes quotes, Random random) {
    List<String> pieces =
        List.of(
            "",
            "0",
            "-",
            "9".repeat(30),
            "\0",
            "\t",
            ",",
            "\\",
            "\u00e9",
            "\u2028",
            "{",
            "]",
            " ",
            "e999999999",
            "NaN",
            "../",
            "${user.name}",
            "=1+1",
            "\ud83c\udf0a",
            "2099",
            "x".repeat(300));
    byte[] changed = line;
    for (int change = random.nextInt(4); change >= 0; change--) {
      int at = random.nextInt(changed.length + 1);
      int to = Math.min(changed.length, at + random.nextInt(5));
      byte[] piece =
          random.nextBoolean()
              ? pieces.get(random.nextInt(pieces.size())).getBytes(UTF_8)
              : new byte[] {(byte) random.nextInt(256)};
      ByteArrayOutputStream next = new ByteArrayOutputStream();
      next.write(changed, 0, at);
      next.writeBytes(piece);
      next.write(changed, to, changed.length - to);
      changed = next.toByteArray();
    }
    byte[] kept = new byte[changed.length];
    int length = 0;
    for (byte b : changed) {
      if (b != '\n' && b != '\r' && (b != '"' || quotes == Quotes.WITHIN_A_LINE)) {
        kept[length++] = b;
      }
    }
    return Arrays.copyOf(kept, length);
  }
}
