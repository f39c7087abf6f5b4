package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExplainCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Mill mill;

  ExplainCommandTest(@TempDir Path home) throws IOException {
    mill = Shop.in(home);
  }

  @AfterEach
  void goodMoodAgain() {
    Moody.IN_A_BAD_MOOD.set(false);
  }

  private void tick(String time) {
    Mill.Ran ran = mill.tick("2024-03-01T" + time + ":00Z");
    assertThat(ran.code()).as(ran.err()).isZero();
  }

  private Mill.Ran explain(String job, String window, String... words) {
    List<String> line = new ArrayList<>(List.of("--job", job, "--window", window));
    line.addAll(List.of(words));
    return mill.run("explain", line.toArray(String[]::new));
  }

  /** What is printed, but for the ids of attempts and the place of the mill. */
  private List<String> lines(Mill.Ran ran) {
    assertThat(ran.err()).isEmpty();
    return ran.lines().stream()
        .map(line -> line.replaceAll("attempt \\S+$", "attempt A"))
        .map(line -> line.replace(mill.root().toString(), "ROOT"))
        .toList();
  }

  @Test
  void everyBucketOfTheWindowIsToldWithItsFiles() throws IOException {
    mill.drop("1.csv", Shop.morning() + "broken\n");
    tick("10:11");
    mill.drop("2.csv", Shop.sales("10:33,tie,1,1", "10:02,hat,1,5"));
    tick("10:41");

    Mill.Ran ran = explain("sold", "all");
    assertThat(ran.code()).isZero();
    assertThat(lines(ran))
        .containsExactly(
            "job sold, window all: the beginning to 2024-03-01T10:35:00Z, revision 1, published by snapshot 7, 3 rows",
            "  file:ROOT/shop/reports/job=sold/window=all/bucket=20240301T1030Z/part-00000.tsv",
            "  3 buckets with records: 9 records (1 late) = 8 folded + 0 filtered + 1 keyless + 0 rejected",
            "bucket 20240301T1000Z: 4 records (1 late), revision 2 by inline (at most millrace.local.inline.max.bytes=4g), attempt A",
            "  buckets/bucket=20240301T1000Z/piece-00001-0: 3 records",
            "    1.csv: 3 records (of the whole file 7 cut, 1 quarantined, 0 late-refused)",
            "  buckets/bucket=20240301T1000Z/late-00005-0: 1 records, late",
            "    2.csv: 1 records (of the whole file 2 cut, 0 quarantined, 0 late-refused)",
            "bucket 20240301T1005Z: 4 records (0 late), revision 1 by inline (at most millrace.local.inline.max.bytes=4g), attempt A",
            "  4 records (0 late) = 3 folded + 0 filtered + 1 keyless + 0 rejected",
            "  buckets/bucket=20240301T1005Z/piece-00001-0: 4 records",
            "    1.csv: 4 records (of the whole file 7 cut, 1 quarantined, 0 late-refused)",
            "EMPTY: 2024-03-01T10:10:00Z to 2024-03-01T10:30:00Z, 4 buckets",
            "bucket 20240301T1030Z: 1 records (0 late), revision 1 by inline (at most millrace.local.inline.max.bytes=4g), attempt A",
            "  buckets/bucket=20240301T1030Z/piece-00005-0: 1 records",
            "    2.csv: 1 records (of the whole file 2 cut, 0 quarantined, 0 late-refused)");
    assertThat(lines(explain("sold", "recent", "--at", "2024-03-01T10:37:00Z")))
        .first()
        .asString()
        .startsWith("job sold, window recent: 2024-03-01T10:25:00Z to 2024-03-01T10:35:00Z");
    assertThat(lines(explain("sold", "recent")))
        .as("the empty ends of a window")
        .contains("EMPTY: 2024-03-01T10:35:00Z to 2024-03-01T10:40:00Z, 1 buckets");
  }

  @Test
  void whatEachBucketSaysOfAKeyAddsUpToItsRow() throws IOException {
    mill.drop("1.csv", Shop.morning());
    tick("10:11");
    mill.drop("2.csv", Shop.sales("10:02,hat,1,5.5", "10:12,scarf,1,1"));
    tick("10:16");

    Mill.Ran ran = explain("sold", "all", "--key", "hat");
    assertThat(ran.code()).isZero();
    assertThat(lines(ran))
        .filteredOn(line -> line.contains("key hat") || line.startsWith("bucket "))
        .containsExactly(
            "bucket 20240301T1000Z: 4 records (1 late), revision 2 by inline (at most millrace.local.inline.max.bytes=4g), attempt A",
            "  key hat: 45.5",
            "bucket 20240301T1005Z: 4 records (0 late), revision 1 by inline (at most millrace.local.inline.max.bytes=4g), attempt A",
            "  key hat: -20",
            "bucket 20240301T1010Z: 1 records (0 late), revision 1 by inline (at most millrace.local.inline.max.bytes=4g), attempt A",
            "  key hat: nothing",
            "key hat, added up: 25.5",
            "key hat, published: 25.5");
    assertThat(lines(ran)).endsWith("They agree.");
  }

  @Test
  void aKeyOfSeveralColumnsIsGivenColumnByColumn() throws IOException {
    mill.drop("1.csv", Shop.morning());
    tick("10:11");
    assertThat(lines(explain("visits", "all", "--key", "hat", "--key", "1")))
        .endsWith("key hat | 1, added up: 2", "key hat | 1, published: 2", "They agree.");
    assertThat(lines(explain("visits", "all", "--key", "", "--key=1")))
        .endsWith("key  | 1, added up: 1", "key  | 1, published: 1", "They agree.");

    Mill.Ran ran = explain("visits", "all", "--key", "hat,1");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.errors())
        .containsExactly(
            "--key: given 1 times, and a key of job visits has 2 columns (item, till): give it once for each, in this order");
  }

  @Test
  void aKeyBelowThePublishedRowsOrInNoRunAgreesToo() throws IOException {
    mill.drop("1.csv", Shop.morning());
    tick("10:11");
    Mill.Ran below = explain("sold", "all", "--key", "glove");
    assertThat(below.code()).isZero();
    assertThat(lines(below))
        .endsWith(
            "key glove, added up: 7",
            "key glove, published: no row",
            "They agree: it ranks below the rows that were published.");
    Mill.Ran nowhere = explain("sold", "all", "--key", "glvoe");
    assertThat(nowhere.code()).isZero();
    assertThat(lines(nowhere))
        .endsWith("key glvoe, added up: nothing", "key glvoe, published: no row", "They agree.");
  }

  @Test
  void keysAndFileNamesCannotCommandTheTerminal() throws IOException {
    mill.drop(
        "\u001b[2J.csv",
        "time,item,till,amount\n2024-03-01T10:00:00Z,\u001b]0;x\u0007\u00ff\\\t,1,3\n"
            .getBytes(StandardCharsets.ISO_8859_1));
    tick("10:06");
    Mill.Ran ran = explain("sold", "all", "--key", "\\x1b]0;x\\x07\\xff\\\\\\t");
    assertThat(ran.code()).isZero();
    assertThat(lines(ran))
        .contains(
            "    \\x1b[2J.csv: 1 records (of the whole file 1 cut, 0 quarantined, 0 late-refused)")
        .endsWith(
            "key \\x1b]0;x\\x07\ufffd\\\\x09, added up: 3",
            "key \\x1b]0;x\\x07\ufffd\\\\x09, published: 3",
            "They agree.");
    JsonNode total =
        JSON.readTree(explain("sold", "all", "--json", "--key", "\\x1b]0;x\\x07\\xff\\\\\\t").out())
            .get("total");
    assertThat(total.toString())
        .isEqualTo(
            "{\"key\":[\"\\u001B]0;x\\u0007\ufffd\\\\\\t\"],\"notUtf8\":true,"
                + "\"computed\":[\"3\"],\"published\":[\"3\"],\"verdict\":\"AGREES\"}");
    for (String wrong : List.of("a\\q", "a\\", "\\x1", "\\xg0")) {
      assertThat(explain("sold", "all", "--key", wrong).errors())
          .containsExactly(
              "--key: found \"%s\", expected \\\\ \\t \\n \\r or \\xHH where a backslash stands: a backslash itself is written \\\\"
                  .formatted(wrong));
    }
  }

  @Test
  void jsonHoldsTheSame() throws IOException {
    mill.drop("1.csv", Shop.morning());
    tick("10:11");
    mill.drop("2.csv", Shop.sales("10:33,tie,1,1", "10:02,hat,1,5"));
    tick("10:41");
    JsonNode told = JSON.readTree(explain("sold", "all", "--json", "--key", "hat").out());
    assertThat(told.get("files").toString())
        .isEqualTo("[\"reports/job=sold/window=all/bucket=20240301T1030Z/part-00000.tsv\"]");
    assertThat(Files.exists(mill.root().resolve("shop").resolve(told.at("/parts/0").asText())))
        .isTrue();
    List<String> spans = new ArrayList<>();
    told.get("spans")
        .forEach(
            span ->
                spans.add(
                    span.get("kind").asText()
                        + " "
                        + span.path("bucket").asText()
                        + span.path("buckets").asText()
                        + " "
                        + span.path("values")));
    assertThat(spans)
        .containsExactly(
            "bucket 20240301T1000Z [\"45\"]",
            "bucket 20240301T1005Z [\"-20\"]",
            "empty 4 ",
            "bucket 20240301T1030Z ");
    assertThat(told.at("/spans/0/pieces/1").toString())
        .isEqualTo(
            "{\"path\":\"buckets/bucket=20240301T1000Z/late-00005-0\",\"records\":1,\"late\":1,"
                + "\"files\":[{\"input\":\"landing\",\"file\":\"2.csv\",\"records\":1,"
                + "\"known\":{\"cut\":2,\"quarantined\":0,\"lateRefused\":0}}]}");
    assertThat(told.at("/spans/0/fold/revision").asInt()).isEqualTo(2);
    assertThat(told.get("total").toString())
        .isEqualTo(
            "{\"key\":[\"hat\"],\"computed\":[\"25\"],\"published\":[\"25\"],\"verdict\":\"AGREES\"}");
  }

  @Test
  void parkedAndWaitingBucketsAreNamedWithWhatToDo() throws IOException {
    mill.declare(
        Shop.PIPELINE
            + "  moody: { class: millrace.cli.Moody, windows: { all: cumulative, recent: sliding 10m } }\n");
    mill.with("millrace.work.max.attempts", "2");
    mill.drop("1.csv", Shop.sales("10:00,scarf,1,1", "10:06,hat,1,1", "10:11,scarf,1,1"));
    Moody.IN_A_BAD_MOOD.set(true);
    assertThat(mill.tick("2024-03-01T10:16:00Z").code()).isEqualTo(1);
    assertThat(mill.tick("2024-03-01T10:16:00Z").code()).isEqualTo(1);
    mill.drop("2.csv", Shop.sales("10:01,hat,1,1"));
    assertThat(mill.tick("2024-03-01T10:16:00Z").code()).isEqualTo(1);

    Mill.Ran ran = explain("moody", "all", "--key", "scarf");
    assertThat(ran.code()).isZero();
    assertThat(lines(ran))
        .contains(
            "  missing: bucket 20240301T1005Z, parked",
            "  waiting: 1 records, failed 1 times",
            "bucket 20240301T1005Z: 1 records (0 late), not folded",
            "  parked after 2 attempts: 1 records are missing",
            "    when the cause is mended: millrace backfill "
                + mill.pipeline()
                + " --from 20240301T1005Z --to 20240301T1010Z --job moody")
        .endsWith("key scarf, added up: 2", "key scarf, published: 2", "They agree.");
  }

  @Test
  void whatRetentionDeletedIsSaid() throws IOException {
    mill.declare(
        Shop.PIPELINE.replace("jobs:", "retention: { raw: 10m, runs: 16m }\njobs:")
            + "  short: { count: item, windows: { recent: sliding 10m } }\n");
    for (String hour : List.of("10", "11", "12")) {
      mill.drop(
          hour + ".csv",
          Shop.sales(
              hour + ":01,hat,1,1",
              hour + ":12,hat,1,10",
              hour + ":31,scarf,1,5",
              hour + ":46,hat,1,100"));
      tick(hour + ":51");
    }
    Mill.Ran ran = explain("sold", "all", "--key", "hat");
    assertThat(ran.code()).isZero();
    assertThat(lines(ran))
        .anyMatch(
            line ->
                line.matches(
                    "run \\S+: 2024-03-01T08:00:00Z to 2024-03-01T12:00:00Z, 8 buckets, kept only as a whole \\(retention.runs\\)"))
        .contains(
            "  raw records deleted by retention: 1 pieces, 1 records (0 late)",
            "  its states are in the run above")
        .endsWith("key hat, added up: 333", "key hat, published: 333", "They agree.");

    Mill.Ran old = explain("short", "recent", "--at", "2024-03-01T10:15:00Z", "--key", "hat");
    assertThat(old.code()).isZero();
    assertThat(lines(old))
        .contains("  its runs were deleted by retention")
        .endsWith("Whether they agree cannot be told: retention has deleted runs of this window.");
    Mill.Ran cut = explain("sold", "recent", "--at", "2024-03-01T10:15:00Z", "--key", "hat");
    assertThat(cut.code()).isZero();
    assertThat(lines(cut))
        .contains("  it reaches beyond the window: what it contributes cannot be told")
        .endsWith("Whether they agree cannot be told: retention has deleted runs of this window.");
  }

  @Test
  void aNumberThatIsNotWhatItsRunsSayEndsWithOne() throws IOException {
    mill.drop("1.csv", Shop.sales("10:02,hat,1,20", "10:07,hat,1,40")); // runs of one length
    tick("10:11");
    Path runs = mill.root().resolve("shop/runs/job=sold");
    try (Stream<Path> files = Files.walk(runs)) {
      List<Path> two = files.filter(Files::isRegularFile).sorted().toList();
      assertThat(two).hasSize(2);
      Files.copy(two.get(1), two.get(0), StandardCopyOption.REPLACE_EXISTING);
    }
    Mill.Ran ran = explain("sold", "all", "--key", "hat");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(lines(ran))
        .endsWith(
            "key hat, added up: 80",
            "key hat, published: 60",
            "They do NOT agree: see what millrace verify says.");
  }

  @Test
  void whatIsNotPublishedIsNotExplained() {
    Mill.Ran ran = explain("sold", "all");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.errors())
        .containsExactly(
            "millrace explain: job sold, window all: nothing is published yet; see millrace status");
    assertThat(explain("slod", "all").errors())
        .containsExactly("--job: found \"slod\", expected one of sold, visits; did you mean sold?");
  }
}
