package millrace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import millrace.aggregate.Seeds;
import millrace.cli.Mill;
import millrace.state.FileEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What goes wrong on a normal day: each gives one clear line and the right exit code, loses
 * nothing, and leaves the others' data alone.
 */
class BadInputTest {
  private static final String NOW = "2024-03-01T10:11:00Z";
  private static final String PIPELINE =
      """
      pipeline: p
      landing:
        path: landing
        settle: 0s
        format: csv
        time: { by: event, field: time, format: iso }
      buckets:
        every: 5m
        lateness: 1m
      jobs:
        keys:
          count: key
          windows:
            all: cumulative
            hour: tumbling 10m
            recent: sliding 10m every 5m
      """;

  /** Three records of two buckets, in the file of somebody who does all right. */
  private static final String GOOD =
      """
      time,key
      2024-03-01T10:01:00Z,a
      2024-03-01T10:02:00Z,b
      2024-03-01T10:06:00Z,a
      """;

  private static final String GOOD_REPORT = "a\t2\nb\t1\n";

  private final Mill mill;

  BadInputTest(@TempDir Path home) throws IOException {
    mill = new Mill(home).declare(PIPELINE);
  }

  private static byte[] gz(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gz = new GZIPOutputStream(out)) {
      gz.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] truncatedGz() throws IOException {
    byte[] lines = new byte[100_000];
    new Random(1).nextBytes(lines);
    byte[] whole = gz(("time,key\n2024-03-01T10:01:00Z," + hex(lines) + "\n").getBytes(UTF_8));
    return Arrays.copyOf(whole, whole.length / 2);
  }

  private static String hex(byte[] bytes) {
    return java.util.HexFormat.of().formatHex(bytes);
  }

  private static byte[] program() {
    byte[] bytes = new byte[50_000];
    new Random(2).nextBytes(bytes);
    System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0}, 0, bytes, 0, 10);
    return bytes;
  }

  /**
   * A file: its name, its bytes, the line that is said, and what becomes of it and of its records.
   */
  private static Arguments file(
      String title, String name, byte[] bytes, String said, String verdict, String records) {
    return Arguments.of(title, name, bytes, said, verdict, records);
  }

  static Stream<Arguments> files() throws IOException {
    return Stream.of(
        file("an empty file", "bad.csv", new byte[0], "", "CUT", "0 0 0"),
        file("a file of blank lines", "bad.csv", "\n\n".getBytes(UTF_8), "", "CUT", "0 0 0"),
        file(
            "only broken lines",
            "bad.csv",
            "time,key\nnonsense\n1,2,3\nyesterday,a\n".getBytes(UTF_8),
            "landing bad.csv: 3 of 3 records quarantined, see quarantine/",
            "CUT",
            "3 0 3"),
        file(
            "another program's table",
            "bad.csv",
            "when;what\n2024-03-01T10:01:00Z;a\n".getBytes(UTF_8),
            "landing bad.csv: 1 of 1 records quarantined, see quarantine/",
            "CUT",
            "1 0 1"),
        file(
            "a truncated gz",
            "bad.csv.gz",
            truncatedGz(),
            "landing bad.csv.gz: quarantined whole: cannot be read to its end:"
                + " Unexpected end of input stream."
                + " Nothing of it was counted; deliver it again, mended.",
            "QUARANTINED",
            "0 0 0"),
        file(
            "a gz that is none",
            "bad.csv.gz",
            GOOD.getBytes(UTF_8),
            "landing bad.csv.gz: quarantined whole: cannot be read to its end:"
                + " not a gzip file."
                + " Nothing of it was counted; deliver it again, mended.",
            "QUARANTINED",
            "0 0 0"),
        file(
            "a binary file",
            "bad.csv",
            program(),
            "landing bad.csv: quarantined whole: looks like a program (ELF)."
                + " Nothing of it was counted; deliver it again, mended.",
            "QUARANTINED",
            "0 0 0"),
        file(
            "a time far in the future",
            "bad.csv",
            "time,key\n2099-01-01T00:00:00Z,a\n2024-03-01T10:26:00Z,a\n".getBytes(UTF_8),
            "landing bad.csv: 2 of 2 records quarantined, see quarantine/",
            "CUT",
            "2 0 2"),
        file(
            "a time that is none",
            "bad.csv",
            "time,key\n,a\n2024-02-30T10:00:00Z,a\n-5000-01-01T00:00:00Z,a\n0000-01-01T00:00:00Z,a\n"
                .getBytes(UTF_8),
            "landing bad.csv: 4 of 4 records quarantined, see quarantine/",
            "CUT",
            "4 0 4"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void aBadFileIsOneLineAndStopsOnlyItself(
      String title, String name, byte[] bytes, String said, String verdict, String records)
      throws IOException {
    mill.drop("good.csv", GOOD).drop(name, bytes);
    Mill.Ran ran = mill.tick(NOW);

    assertThat(ran.code()).as("input is a result, not a failure").isZero();
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).isEqualTo(said.isEmpty() ? "" : said + "\n");
    assertThat(mill.report("keys", "all")).as("the others' data").isEqualTo(GOOD_REPORT);
    assertThat(become(name)).isEqualTo(verdict + " " + records);
    assertSumsHold();
    assertThat(mill.tick(NOW)).as("it is not said twice").isEqualTo(new Mill.Ran(0, "", ""));
  }

  private String become(String file) throws IOException {
    return Mills.state(
        mill,
        "p",
        state ->
            state
                .files()
                .get(FileEntry.key("landing", file))
                .map(
                    it ->
                        "%s %d %d %d"
                            .formatted(
                                it.verdict(),
                                it.records().records(),
                                it.records().cut(),
                                it.records().quarantined()))
                .orElse("unknown"));
  }

  /** Every record seen is somewhere, and each job was given all that were cut. */
  private void assertSumsHold() throws IOException {
    JsonNode status = mill.status();
    JsonNode records = status.get("records");
    assertThat(records.get("records").asLong())
        .isEqualTo(
            records.get("cut").asLong()
                + records.get("quarantined").asLong()
                + records.get("lateRefused").asLong());
    long quarantined = 0;
    for (Map.Entry<String, String> file : mill.files().entrySet()) {
      if (file.getKey().matches("p/quarantine/.*\\.jsonl")) {
        quarantined += file.getValue().lines().count();
      }
    }
    assertThat(quarantined)
        .as("what is quarantined lies there")
        .isEqualTo(records.get("quarantined").asLong() + records.get("lateRefused").asLong());
  }

  @Test
  void whatIsQuarantinedLiesThereWithFileOffsetAndReason() throws IOException {
    mill.drop("sub/bad.csv", "time,key\n2024-03-01T10:01:00Z,a\nnonsense\ncaf\u00e9,\u4e09\n");
    assertThat(mill.tick(NOW).code()).isZero();
    List<String> lines = new ArrayList<>();
    mill.files()
        .forEach(
            (path, bytes) -> {
              if (path.startsWith("p/quarantine/")) {
                lines.addAll(new String(bytes.getBytes(ISO_8859_1), UTF_8).lines().toList());
              }
            });
    assertThat(lines)
        .containsExactly(
            "{\"file\":\"sub/bad.csv\",\"offset\":32,\"reason\":\"the row has 1 fields, not 2\",\"raw\":\"nonsense\"}",
            "{\"file\":\"sub/bad.csv\",\"offset\":41,\"reason\":\"field time: not a time: \\\"caf\u00e9\\\" is not like 2024-03-01T10:05:00Z, 2024-03-01 10:05:00.250 or 2024-03-01: it goes wrong at column 1\",\"raw\":\"caf\u00e9,\u4e09\"}");
  }

  @Test
  void aTruncatedFileCountsOnceWhenItIsDeliveredWhole() throws IOException {
    byte[] whole = gz(GOOD.getBytes(UTF_8));
    mill.drop("1.csv.gz", Arrays.copyOf(whole, whole.length - 9));
    assertThat(mill.tick(NOW).code()).isZero();
    assertThat(mill.status().at("/records/records").asInt()).isZero();
    mill.drop("1.csv.gz", whole);
    assertThat(mill.tick(NOW)).isEqualTo(new Mill.Ran(0, "", ""));
    assertThat(mill.report("keys", "all")).isEqualTo(GOOD_REPORT);
    assertThat(mill.status().at("/records/records").asInt()).isEqualTo(3);
  }

  @Test
  void aFileWithTooManyBrokenRecordsIsQuarantinedWholeAndTheTickFails() throws IOException {
    mill.declare(PIPELINE.replace("format: csv", "format: csv\n  max-quarantined: 40%"));
    mill.drop("good.csv", GOOD).drop("bad.csv", "time,key\n2024-03-01T10:01:00Z,a\nnonsense\n");
    Mill.Ran ran = mill.tick(NOW);
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.errors())
        .containsExactly(
            "landing bad.csv: quarantined whole: 1 of 2 records are broken, more than 40%"
                + " (landing.max-quarantined). Nothing of it was counted; deliver it again, mended.");
    assertThat(mill.report("keys", "all")).isEqualTo(GOOD_REPORT);
    assertThat(mill.tick(NOW).code()).as("said once").isZero();
  }

  @Test
  void aFileWhoseDiskFailsIsTriedAgain() throws IOException {
    Path failing = Path.of("/proc/self/mem"); // its first page can be opened and never be read
    assumeThat(failing).as("only Linux has one").exists();
    mill.drop("good.csv", GOOD);
    Files.createSymbolicLink(mill.landing().resolve("bad.csv"), failing);
    for (int i = 0; i < 2; i++) {
      Mill.Ran ran = mill.tick(NOW);
      assertThat(ran.code()).isEqualTo(1);
      assertThat(ran.errors())
          .containsExactly(
              "landing bad.csv: cannot be read: Input/output error."
                  + " It is tried again at the next tick.");
      assertThat(mill.report("keys", "all")).isEqualTo(GOOD_REPORT);
    }
    Files.delete(mill.landing().resolve("bad.csv"));
    assertThat(mill.tick(NOW)).isEqualTo(new Mill.Ran(0, "", ""));
  }

  @Test
  void aFileThatMayNotBeReadIsTriedAgain() throws IOException {
    mill.drop("good.csv", GOOD).drop("bad.csv", GOOD.replace("10:0", "10:1"));
    Path bad = mill.landing().resolve("bad.csv");
    assumeMayBeLockedOut(bad);
    Mill.Ran ran = mill.tick("2024-03-01T10:21:00Z");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.errors())
        .containsExactly(
            "landing bad.csv: cannot be read: permission denied."
                + " It is tried again at the next tick.");
    assertThat(mill.report("keys", "all")).isEqualTo(GOOD_REPORT);

    assertThat(bad.toFile().setReadable(true)).isTrue();
    assertThat(mill.tick("2024-03-01T10:21:00Z")).isEqualTo(new Mill.Ran(0, "", ""));
    assertThat(mill.status().at("/records/cut").asInt()).isEqualTo(6);
  }

  @Test
  void aDirectoryThatMayNotBeReadIsSaidAndTheOthersGoOn() throws IOException {
    mill.drop("good.csv", GOOD).drop("sub/bad.csv", GOOD);
    assumeMayBeLockedOut(mill.landing().resolve("sub"));
    Mill.Ran ran = mill.tick(NOW);
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.errors())
        .containsExactly("landing sub/: directory cannot be read: permission denied");
    assertThat(mill.report("keys", "all")).isEqualTo(GOOD_REPORT);
    assertThat(mill.landing().resolve("sub").toFile().setReadable(true)).isTrue();
  }

  /** The superuser may read everything. */
  private static void assumeMayBeLockedOut(Path file) {
    assertThat(file.toFile().setReadable(false)).isTrue();
    assumeThat(Files.isReadable(file))
        .as("who runs this test may read every file: nothing to be seen here")
        .isFalse();
  }

  @Test
  void oneLineFrom1970CostsOneBucket() throws IOException {
    mill.drop("good.csv", GOOD).drop("old.csv", "time,key\n1970-01-01T00:00:00Z,old\n");
    assertThat(mill.tick(NOW)).isEqualTo(new Mill.Ran(0, "", ""));
    assertThat(mill.report("keys", "all")).isEqualTo(GOOD_REPORT + "old\t1\n");
    assertThat(mill.report("keys", "recent")).isEqualTo(GOOD_REPORT);
    assertThat(mill.status().at("/buckets/sealed").asInt()).isEqualTo(3);
    assertThat(mill.files().keySet())
        .filteredOn(path -> path.endsWith("/_report.json"))
        .as("a cumulative window of each bucket, and those that hold one")
        .hasSize(3 + 2 + 4);
    mill.drop("older.csv", "time,key\n1900-01-01T00:00:00Z,older\n");
    mill.drop("late.csv", "time,key\n1980-01-01T00:00:00Z,late\n");
    assertThat(mill.tick(NOW)).isEqualTo(new Mill.Ran(0, "", ""));
    assertThat(mill.report("keys", "all")).isEqualTo("a\t2\nb\t1\nlate\t1\nold\t1\nolder\t1\n");
    assertThat(mill.status().at("/buckets/sealed").asInt()).isEqualTo(5);
  }

  @Test
  void namesAreOnlyNames() throws IOException {
    List<String> names =
        List.of(
            "with space.csv",
            "c:olon.csv",
            "100%25.csv",
            "new\nline.csv",
            "\u4e09\u570b.csv",
            "q?*[a]{b,c}.csv",
            "back\\slash.csv",
            "#hash&x=1.csv",
            "-rf",
            "$(reboot).csv",
            "bucket=20240301T1000Z/x=y.csv",
            "esc\u001b[2J.csv");
    for (String name : names) {
      mill.drop(name, "time,key\n2024-03-01T10:01:00Z,\"" + name + "\"\nbroken\n");
    }
    Mill.Ran ran = mill.tick(NOW);
    assertThat(ran.code()).isZero();
    assertThat(ran.errors())
        .hasSize(names.size())
        .allSatisfy(
            line -> assertThat(line).endsWith(": 1 of 2 records quarantined, see quarantine/"))
        .allSatisfy(line -> assertThat(line.chars()).allMatch(c -> c >= ' '))
        .contains(
            "landing esc\\x1b[2J.csv: 1 of 2 records quarantined, see quarantine/",
            "landing new\\x0aline.csv: 1 of 2 records quarantined, see quarantine/");
    for (String name : names) {
      assertThat(become(name)).as(name).isEqualTo("CUT 2 1 1");
      assertThat(mill.report("keys", "all"))
          .contains(name.replace("\\", "\\\\").replace("\n", "\\n") + "\t1\n");
    }
    assertSumsHold();
    assertThat(mill.tick(NOW)).isEqualTo(new Mill.Ran(0, "", ""));
  }

  private static Arguments wrong(String title, String right, String wrong, String said) {
    assertThat(PIPELINE).contains(right);
    return Arguments.of(title, PIPELINE.replace(right, wrong), said);
  }

  static Stream<Arguments> pipelines() {
    return Stream.of(
        wrong(
            "an unknown key",
            "  settle: 0s",
            "  setle: 0s",
            ":4: key landing.setle: unknown, did you mean settle?"),
        wrong(
            "an unknown job class",
            "count: key",
            "class: millrace.jobs.Nothing",
            ":12: key jobs.keys.class: class millrace.jobs.Nothing is not found; is its name"
                + " spelled right, and its jar named with -libjars?"),
        wrong(
            "an unknown format",
            "format: csv",
            "format: cvs",
            ":5: key landing.format: unknown format: cvs (did you mean csv? allowed: access-log, csv,"
                + " json, text, the name of a class that implements millrace.record.RecordFormat,"
                + " tsv)"),
        wrong(
            "an unknown window",
            "all: cumulative",
            "all: cumulativ",
            ":14: key jobs.keys.windows.all: window \"cumulativ\" refused: it is unknown; allowed:"
                + " cumulative, tumbling 1h, tumbling day, tumbling week, tumbling month,"
                + " sliding 30m, sliding 1h every 5m"),
        wrong(
            "a window that is no multiple of the bucket",
            "tumbling 10m",
            "tumbling 7m",
            ":15: key jobs.keys.windows.hour: window \"tumbling 7m\" refused: its size of 7m is not a"
                + " multiple of the bucket, 5m; allowed: 5m, 10m, and so on"),
        wrong(
            "a step that is no multiple of the bucket",
            "10m every 5m",
            "10m every 3m",
            ":16: key jobs.keys.windows.recent: window \"sliding 10m every 3m\" refused: its step of"
                + " 3m is not a multiple of the bucket, 5m; allowed: 5m, 10m, 15m, and so on"),
        wrong(
            "a bucket of zero",
            "every: 5m",
            "every: 0s",
            ":8: key buckets.every: found \"0s\", expected 1s to 31d"),
        wrong(
            "a window of zero",
            "tumbling 10m",
            "tumbling 0m",
            ":15: key jobs.keys.windows.hour: window \"tumbling 0m\" refused: its size is 0m;"
                + " allowed: multiples of the bucket, 5m, 10m, 15m, and so on"),
        wrong(
            "a step of zero",
            "10m every 5m",
            "10m every 0s",
            ":16: key jobs.keys.windows.recent: window \"sliding 10m every 0s\" refused: its step is"
                + " 0s; allowed: multiples of the bucket, 5m, 10m, 15m, and so on"),
        wrong(
            "an unknown field",
            "format: csv\n  time: { by: event, field: time, format: iso }",
            "format: access-log\n  time: { by: event }",
            ":12: key jobs.keys.count: unknown field \"key\", expected client, identity, user, time,"
                + " request, status, bytes, method, url, protocol, path, referrer or agent"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pipelines")
  void aWrongPipelineFileIsRefusedBeforeAnythingRuns(String title, String yaml, String said)
      throws IOException {
    mill.declare(yaml).drop("good.csv", GOOD);
    for (String command : List.of("validate", "tick", "status")) {
      Mill.Ran ran = mill.run(command);
      assertThat(ran.code()).as(command).isEqualTo(2);
      assertThat(ran.out()).isEmpty();
      assertThat(ran.err()).isEqualTo(mill.pipeline() + said + "\n");
    }
    assertThat(mill.root()).doesNotExist();
  }

  @Test
  void settleAndLatenessMayBeZero() throws IOException {
    mill.declare(PIPELINE.replace("lateness: 1m", "lateness: 0s")).drop("good.csv", GOOD);
    assertThat(mill.tick("2024-03-01T10:10:00Z")).isEqualTo(new Mill.Ran(0, "", ""));
    assertThat(mill.report("keys", "all")).isEqualTo(GOOD_REPORT);
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        wrong("another length of buckets", "every: 5m\n  l", "every: 1m\n  l", "buckets was "),
        wrong("another format", "format: csv", "format: tsv", "format was "),
        wrong("another time", "field: time", "field: key", "time was "),
        wrong("another key of a job", "count: key", "count: time", "job keys was "),
        wrong(
            "another kind of job",
            "count: key",
            "class: millrace.jobs.wordcount.WordCount\n    options: { field: key }",
            "job keys was "));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void aDefinitionThatChangedUnderStateIsRefusedWithWhatToDo(String title, String yaml, String said)
      throws IOException {
    mill.drop("good.csv", GOOD);
    assertThat(mill.tick(NOW).code()).isZero();
    Map<String, String> before = mill.files();
    mill.declare(yaml).drop("more.csv", GOOD.replace("10:0", "10:1"));
    for (List<String> words : List.of(List.of("--now", NOW), List.of("--dry-run"))) {
      Mill.Ran ran = mill.run("tick", words.toArray(String[]::new));
      assertThat(ran.code()).isEqualTo(2);
      assertThat(ran.errors()).hasSize(1);
      assertThat(ran.err())
          .startsWith("pipeline p: " + said)
          .containsAnyOf(
              "Put it back, or give the pipeline another name.",
              "Put it back, or give the job another name");
    }
    assertThat(mill.files()).isEqualTo(before);

    mill.declare(PIPELINE);
    assertThat(mill.tick("2024-03-01T10:21:00Z").code()).as("put back").isZero();
    assertThat(mill.report("keys", "all")).isEqualTo("a\t4\nb\t2\n");
  }

  @Test
  void aJobUnderAnotherNameIsComputedForAllBuckets() throws IOException {
    mill.drop("good.csv", GOOD);
    assertThat(mill.tick(NOW).code()).isZero();
    mill.declare(PIPELINE + "  again: { count: key, windows: { all: cumulative } }\n");
    assertThat(mill.tick(NOW)).isEqualTo(new Mill.Ran(0, "", ""));
    assertThat(mill.report("again", "all")).isEqualTo(GOOD_REPORT);
    assertThat(mill.report("again", "all", "--at", "20240301T1005Z")).isEqualTo("a\t1\nb\t1\n");
  }

  @Test
  void aPipelineFileOfAnyBytesIsTakenOrRefused() throws IOException {
    Random random = Seeds.random();
    for (int i = 0; i < 50; i++) {
      byte[] bytes = PIPELINE.getBytes(UTF_8);
      for (int change = random.nextInt(5); change >= 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Files.write(mill.pipeline(), bytes);
      Mill.Ran ran = mill.run("validate");
      assertThat(ran.code()).as(new String(bytes, UTF_8)).isIn(0, 2);
      assertThat(ran.err()).doesNotContain("\tat ").doesNotContain("Exception:");
    }
  }
}
