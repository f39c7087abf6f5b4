package millrace.cut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import millrace.aggregate.Seeds;
import millrace.schedule.Mill;
import millrace.state.FileEntry.Verdict;
import millrace.state.Records;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the records of hostile files, and of those beside them. */
class CutterTest {
  private static final String TEXT =
      """
      pipeline: mill
      landing: { path: landing, settle: 0s }
      buckets: { every: 5m }
      jobs:
        lines: { count: line, windows: { all: cumulative } }
      """;
  private static final String CSV =
      """
      pipeline: mill
      landing:
        path: landing
        settle: 0s
        format: csv
        time: { by: event, field: time, format: iso }
      buckets: { every: 5m }
      jobs:
        keys: { count: key, windows: { all: cumulative } }
      """;

  @TempDir Path home;

  private static List<String> lines(Mill mill) throws IOException {
    return mill.report("lines", "all", "10:00");
  }

  private static List<JsonNode> quarantine(Mill mill) throws IOException {
    List<JsonNode> found = new ArrayList<>();
    for (String line : mill.quarantined()) {
      found.add(new ObjectMapper().readTree(line));
    }
    return found;
  }

  /** Drops a file beside a good one and turns the mill. */
  private Mill turned(String pipeline, String name, byte[] bytes) throws IOException {
    Mill mill = Mill.of(home, pipeline).drop(name, bytes);
    mill.drop("good", pipeline.equals(TEXT) ? "good" : "time,key\n2024-03-01T10:02:00Z,good");
    mill.tick("10:02");
    mill.tick("10:05");
    return mill;
  }

  @Test
  void aBinaryFileIsQuarantinedWholeAndStopsNoOther() throws IOException {
    byte[] bytes = new byte[10_000];
    new Random(7).nextBytes(bytes);
    Mill mill = turned(TEXT, "bad", bytes);
    assertThat(lines(mill)).containsExactly("good 1");
    assertThat(mill.file("bad").verdict()).isEqualTo(Verdict.QUARANTINED);
    assertThat(mill.file("bad").reason().orElse("")).contains("binary");
    assertThat(mill.totals().records()).isEqualTo(new Records(1, 1, 0, 0));
    assertThat(mill.warned()).singleElement().asString().contains("bad", "binary", "mended");
  }

  @Test
  void utf16IsQuarantinedWholeAndTheReasonSaysWhatToDo() throws IOException {
    Mill mill = turned(TEXT, "bad", "\ufeffa line\nanother\n".getBytes(StandardCharsets.UTF_16LE));
    assertThat(lines(mill)).containsExactly("good 1");
    assertThat(mill.file("bad").reason().orElse("")).contains("UTF-16", "convert it to UTF-8");
  }

  @Test
  void aCompressedFileUnderAnotherNameIsNotText() throws IOException {
    Mill mill = turned(TEXT, "bad.log", Mill.gz(Mill.text("x")));
    assertThat(lines(mill)).containsExactly("good 1");
    assertThat(mill.file("bad.log").reason().orElse("")).contains("name it *.gz");
  }

  @Test
  void anEmptyFileIsCutAndHoldsNothing() throws IOException {
    Mill mill = turned(TEXT, "empty", new byte[0]);
    assertThat(lines(mill)).containsExactly("good 1");
    assertThat(mill.file("empty").verdict()).isEqualTo(Verdict.CUT);
    assertThat(mill.file("empty").records()).isEqualTo(Records.NONE);
  }

  @Test
  void aFileOfOnlyBrokenLinesKeepsEachOfThem() throws IOException {
    Mill mill =
        turned(CSV, "bad", Mill.text("time,key", "yesterday,x", "2024-03-01T10:02:00Z", ",x"));
    assertThat(mill.file("bad").records()).isEqualTo(new Records(3, 0, 3, 0));
    assertThat(quarantine(mill))
        .extracting(
            it -> it.path("offset").asLong() + " " + it.path("raw").asText(),
            it -> it.path("reason").asText().isEmpty())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("9 yesterday,x", false),
            org.assertj.core.groups.Tuple.tuple("21 2024-03-01T10:02:00Z", false),
            org.assertj.core.groups.Tuple.tuple("42 ,x", false));
    assertThat(quarantine(mill)).extracting(it -> it.path("file").asText()).containsOnly("bad");
  }

  @Test
  void theReasonSaysWhatWasFound() throws IOException {
    Mill mill = turned(CSV, "bad", Mill.text("time,key", "yesterday,x", "a,b,c", ",x"));
    assertThat(quarantine(mill)).extracting(it -> it.path("reason").asText()).hasSize(3);
    assertThat(quarantine(mill).get(0).path("reason").asText()).contains("time", "yesterday");
    assertThat(quarantine(mill).get(1).path("reason").asText()).contains("3", "2");
    assertThat(quarantine(mill).get(2).path("reason").asText()).contains("field time is empty");
  }

  @Test
  void aBrokenRecordThatIsNotUtf8KeepsItsBytes() throws IOException {
    byte[] broken = {'c', (byte) 0xc3, 'x'};
    byte[] file = new byte["time,key\n".length() + broken.length];
    System.arraycopy("time,key\n".getBytes(StandardCharsets.US_ASCII), 0, file, 0, 9);
    System.arraycopy(broken, 0, file, 9, broken.length);
    Mill mill = turned(CSV, "bad", file);
    JsonNode line = quarantine(mill).get(0);
    assertThat(line.has("raw")).isFalse();
    assertThat(Base64.getDecoder().decode(line.path("base64").asText())).isEqualTo(broken);
  }

  @Test
  void aLineLongerThanARecordMayBeIsKeptAsAFileBesideTheQuarantine() throws IOException {
    Mill mill = Mill.of(home, TEXT).set("millrace.record.max.bytes", "1k");
    String longest = "y".repeat(1024);
    String tooLong = "x".repeat(5000);
    mill.drop("a", "short", tooLong, longest, tooLong, "short");
    mill.tick("10:02");
    mill.tick("10:05");
    assertThat(lines(mill)).containsExactly("short 2", longest + " 1");
    assertThat(mill.file("a").records()).isEqualTo(new Records(5, 3, 2, 0));
    List<String> files = new ArrayList<>();
    for (JsonNode line : quarantine(mill)) {
      assertThat(line.path("reason").asText()).contains("1024");
      files.add(line.path("overlong").asText());
    }
    assertThat(files).hasSize(2).doesNotHaveDuplicates();
    for (Map.Entry<String, byte[]> file : mill.files().entrySet()) {
      if (file.getKey().endsWith(".raw")) {
        assertThat(new String(file.getValue(), StandardCharsets.UTF_8)).isEqualTo(tooLong);
        assertThat(files.remove(String.valueOf(Path.of(file.getKey()).getFileName()))).isTrue();
      }
    }
    assertThat(files).as("named, and not there").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "with blank",
        "100%.log",
        "%2e%2e",
        "new\nline",
        "na\u00efve \u6c34",
        "[1].log",
        "{x,y}",
        "a:b",
        "sub dir/a:b%20",
        "quote\"s",
        "back\\slash"
      })
  void namesStandInTheStateAsTheyAre(String name) throws IOException {
    assumeThat(System.getProperty("sun.jnu.encoding")).isEqualTo("UTF-8");
    Mill mill = turned(CSV, name, Mill.text("time,key", "2024-03-01T10:02:00Z,x", "broken"));
    assertThat(mill.report("keys", "all", "10:00")).containsExactly("good 1", "x 1");
    assertThat(mill.file(name).records()).isEqualTo(new Records(2, 1, 1, 0));
    assertThat(quarantine(mill)).extracting(it -> it.path("file").asText()).containsOnly(name);
  }

  @Test
  void lineEndsMarksAndStrangeBlanksAreWhatTheyAreInAnyFile() throws IOException {
    byte[] bytes = "\ufeffone\r\ntwo\rthree\n\u0085\u2028four".getBytes(StandardCharsets.UTF_8);
    Mill mill = turned(TEXT, "a", bytes);
    assertThat(lines(mill))
        .containsExactly("good 1", "one 1", "three 1", "two 1", "\u0085\u2028four 1");
  }

  @Test
  void aHundredSmallFilesMakeOnePieceOfEachBucket() throws IOException {
    Mill mill = Mill.of(home, CSV);
    for (int i = 0; i < 100; i++) {
      mill.drop("f" + i, "time,key", "2024-03-01T10:0%d:00Z,x%d".formatted(i % 10, i));
    }
    mill.tick("10:10");
    assertThat(mill.files().keySet().stream().filter(it -> it.startsWith("buckets/"))).hasSize(2);
    assertThat(mill.report("keys", "all", "10:05")).hasSize(100);
  }

  /** Small memory makes many pieces; the answers are the same. */
  @Test
  void aTinyBufferChangesNothingButTheNumberOfPieces() throws IOException {
    Random random = Seeds.random();
    StringBuilder file = new StringBuilder("time,key\n");
    for (int i = 0; i < 60_000; i++) {
      file.append("2024-03-01T10:%02d:%02dZ,".formatted(random.nextInt(60), random.nextInt(60)))
          .append("key ")
          .append(random.nextInt(50))
          .append(i % 1000 == 0 ? ",broken\n" : "\n");
    }
    List<Mill> mills = new ArrayList<>();
    for (String buffer : List.of("1m", "64m")) {
      Mill mill = Mill.of(home.resolve(buffer), CSV).set("millrace.cut.buffer.bytes", buffer);
      mill.drop("a", file.toString().getBytes(StandardCharsets.UTF_8));
      mill.tick("11:00");
      assertThat(mill.file("a").records()).isEqualTo(new Records(60_000, 59_940, 60, 0));
      mills.add(mill);
    }
    assertThat(mills.get(0).reports()).isEqualTo(mills.get(1).reports());
    assertThat(pieces(mills.get(0))).isGreaterThan(pieces(mills.get(1))).isGreaterThan(12);
  }

  private static long pieces(Mill mill) throws IOException {
    try (Stream<Path> files = Files.walk(mill.root().resolve("buckets"))) {
      return files.filter(Files::isRegularFile).count();
    }
  }
}
