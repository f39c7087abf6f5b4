package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import millrace.aggregate.Seeds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportCommandTest {
  private final Mill mill;

  ReportCommandTest(@TempDir Path home) throws IOException {
    mill = Shop.in(home);
  }

  private void soldInTheMorning() throws IOException {
    mill.drop("1.csv", Shop.morning());
    assertThat(mill.tick("2024-03-01T10:11:00Z").code()).isZero();
  }

  private Mill.Ran report(String job, String... words) {
    List<String> line = new ArrayList<>(List.of("--job", job, "--window", "all"));
    line.addAll(List.of(words));
    return mill.run("report", line.toArray(String[]::new));
  }

  @Test
  void aTableIsForPeople() throws IOException {
    soldInTheMorning();
    Mill.Ran ran = report("visits");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.lines())
        .containsExactly(
            "visits all: the beginning to 2024-03-01T10:10:00Z, revision 1, 2 buckets with records,"
                + " 7 records (0 late), complete 100.00%",
            "item   till  count",
            "-----  ----  -----",
            "       1         1",
            "coat   1         1",
            "glove  2         1",
            "hat    1         2",
            "hat    2         1",
            "scarf  1         1");
  }

  @Test
  void tsvIsTheBytesThatWerePublished() throws IOException {
    mill.drop("1.csv", Shop.sales("10:00,\"a\tb\\c\nd\re\",1,2", "10:01,\"=1+1, \"\"x\"\"\",1,3"));
    assertThat(mill.tick("2024-03-01T10:11:00Z").code()).isZero();
    Path part =
        mill.root()
            .resolve("shop/reports/job=sold/window=all/bucket=20240301T1000Z/part-00000.tsv");
    assertThat(report("sold", "--format", "tsv").out())
        .isEqualTo(Files.readString(part))
        .isEqualTo("=1+1, \"x\"\t3\na\\tb\\\\c\\nd\\re\t2\n");
  }

  @Test
  void csvHoldsNoCellThatASpreadsheetWouldRun() throws IOException {
    mill.drop(
        "1.csv",
        Shop.sales(
            "10:00,\"=HYPERLINK(\"\"http://x\"\")\",1,-2",
            "10:00,+1,1,3",
            "10:00,-1,1,4",
            "10:00,@sum,1,5",
            "10:00,\"\tx\",1,6",
            "10:00,\"a,b\nc\",1,7",
            "10:00,plain,1,8"));
    assertThat(mill.tick("2024-03-01T10:11:00Z").code()).isZero();
    assertThat(report("sold", "--format", "csv", "--top", "9").out())
        .as("values are numbers and stay; keys are text")
        .isEqualTo(
            """
            item,sum_amount\r
            plain,8\r
            "a,b
            c",7\r
            "'\tx",6\r
            "'@sum",5\r
            "'-1",4\r
            "'+1",3\r
            "'=HYPERLINK(""http://x"")",-2\r
            """);
  }

  @Test
  void jsonHoldsTheSameNumbersAndTheFacts() throws IOException {
    mill.drop(
        "1.csv",
        Shop.sales("10:00,hat,1,18446744073709551616.5", "10:00,x", "10:00,caf?,1,1")
            .replace('?', '\u00e9')
            .getBytes(StandardCharsets.ISO_8859_1));
    assertThat(mill.tick("2024-03-01T10:11:00Z").code()).isZero();
    String out = report("sold", "--format", "json").out();
    assertThat(out).contains("\"sum_amount\" : 18446744073709551616.5").endsWith("}\n");
    JsonNode json = new ObjectMapper().readTree(out);
    assertThat(json.get("rows")).hasSize(2);
    assertThat(json.at("/rows/0/item").asText()).isEqualTo("hat");
    assertThat(json.at("/rows/0").has("notUtf8")).isFalse();
    assertThat(json.at("/rows/1/item").asText()).isEqualTo("caf\ufffd");
    assertThat(json.at("/rows/1/notUtf8").asBoolean()).isTrue();
    assertThat(json.get("published").asInt()).isEqualTo(2);
    assertThat(json.get("complete").asDouble()).isEqualTo(2.0 / 3);
    assertThat(json.at("/quarantined/records").asInt()).isEqualTo(1);
    assertThat(json.at("/tally/folded").asInt()).isEqualTo(2);
    assertThat(json.get("bucket").asText()).isEqualTo("20240301T1000Z");
    assertThat(json.get("revision").asInt()).isEqualTo(1);
    assertThat(json.at("/engines/inline").asInt()).isEqualTo(1);
    JsonNode beside =
        new ObjectMapper()
            .readTree(
                mill.root()
                    .resolve("shop/reports/job=sold/window=all/bucket=20240301T1000Z/_report.json")
                    .toFile());
    ((ObjectNode) beside).remove("snapshot"); // the one that each of the two was told by
    beside
        .fields()
        .forEachRemaining(
            field ->
                assertThat(json.get(field.getKey().equals("rows") ? "published" : field.getKey()))
                    .as(field.getKey())
                    .isEqualTo(field.getValue()));
  }

  @Test
  void fewerRowsAreTheFirstOfThosePublished() throws IOException {
    soldInTheMorning();
    assertThat(mill.report("sold", "all", "--top", "1")).isEqualTo("coat\t150\n");
    assertThat(mill.report("sold", "all", "--top", "3")).isEqualTo(mill.report("sold", "all"));
  }

  @Test
  void moreRowsThanWerePublishedAreRankedFromTheRuns() throws IOException {
    soldInTheMorning();
    assertThat(mill.report("sold", "all", "--top", "99"))
        .isEqualTo("coat\t150\nhat\t20\nscarf\t12.5\nglove\t7\n");
    assertThat(mill.report("visits", "all", "--top", "2"))
        .as("a report of all keys, ranked")
        .isEqualTo("hat\t1\t2\n\t1\t1\n");
  }

  @Test
  void whatIsRankedFromTheRunsIsAFullSort() throws IOException {
    Random random = Seeds.random();
    Map<String, Long> oracle = new TreeMap<>();
    for (int file = 0; file < 6; file++) {
      List<String> rows = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        String item = "item-" + random.nextInt(40);
        int amount = random.nextInt(7) - 2;
        oracle.merge(item, (long) amount, Long::sum);
        rows.add("10:%02d,%s,1,%d".formatted(random.nextInt(60), item, amount));
      }
      mill.drop(file + ".csv", Shop.sales(rows.toArray(String[]::new)));
      assertThat(mill.tick("2024-03-01T11:0" + file + ":30Z").code()).isZero();
    }
    List<String> sorted =
        oracle.entrySet().stream()
            .sorted(
                Comparator.comparing((Map.Entry<String, Long> e) -> -e.getValue())
                    .thenComparing(Map.Entry::getKey))
            .map(e -> e.getKey() + "\t" + e.getValue())
            .toList();
    for (int top : List.of(1, 3, 4, 17, 40, 1000)) {
      assertThat(mill.report("sold", "all", "--top", String.valueOf(top)).lines())
          .as("top " + top)
          .containsExactlyElementsOf(sorted.subList(0, Math.min(top, sorted.size())));
    }
  }

  @Test
  void atAnInstantOrABucketIsTheReportWhoseLastBucketEndsByThen() throws IOException {
    soldInTheMorning();
    String first = "hat\t40\nscarf\t12.5\n";
    String second = "coat\t150\nhat\t20\nscarf\t12.5\n";
    assertThat(mill.report("sold", "all", "--at", "2024-03-01T10:05:00Z")).isEqualTo(first);
    assertThat(mill.report("sold", "all", "--at", "20240301T1005Z")).isEqualTo(first);
    assertThat(mill.report("sold", "all", "--at", "2024-03-01T10:09:59.999Z")).isEqualTo(first);
    assertThat(mill.report("sold", "all", "--at", "2024-03-01T10:10:00Z")).isEqualTo(second);
    assertThat(mill.report("sold", "all", "--at", "9999-12-31T23:59:59Z")).isEqualTo(second);
    assertThat(mill.report("sold", "all", "--at", "20240301T1005Z", "--top", "9"))
        .as("ranked as of then")
        .isEqualTo(first);
    for (String early : List.of("2024-03-01T10:04:59Z", "0001-01-01T00:00:00Z")) {
      Mill.Ran none = report("sold", "--at", early);
      assertThat(none.code()).isEqualTo(1);
      assertThat(none.errors())
          .containsExactly(
              "millrace report: job sold, window all: nothing is published up to "
                  + early
                  + " yet; see millrace status");
    }
  }

  @Test
  void aSlipIsRefusedWithTheNearestName() throws IOException {
    soldInTheMorning();
    assertRefused(
        mill.run("report", "--job", "sould", "--window", "all"),
        "--job: found \"sould\", expected one of sold, visits; did you mean sold?");
    assertRefused(
        mill.run("report", "--job", "sold", "--window", "recnt"),
        "--window: found \"recnt\", expected one of all, recent; did you mean recent?");
    assertRefused(report("sold", "--top", "0"), "--top: found 0, expected 1 or more");
    assertRefused(
        report("sold", "--format", "xml"),
        "millrace report: Invalid value for option '--format': found \"xml\", expected one of"
            + " table, tsv, csv, json; see millrace report --help");
    assertRefused(
        report("sold", "--at", "+10000-01-01T00:00:00Z"),
        "millrace report: Invalid value for option '--at': found \"+10000-01-01T00:00:00Z\","
            + " expected a year from 0001 to 9999; see millrace report --help");
    assertRefused(
        mill.run("report", "--job", "sold"),
        "millrace report: Missing required option: '--window=W'; see millrace report --help");
  }

  private static void assertRefused(Mill.Ran ran, String message) {
    assertThat(ran).isEqualTo(new Mill.Ran(2, "", message + "\n"));
  }

  @Test
  void beforeTheFirstTickNothingIsPublished() {
    assertThat(report("sold"))
        .isEqualTo(
            new Mill.Ran(
                1,
                "",
                "millrace report: job sold, window all: nothing is published yet;"
                    + " see millrace status\n"));
  }

  @Test
  void aReportThatWasTamperedWithIsNotPrinted() throws IOException {
    soldInTheMorning();
    for (String path : mill.files().keySet()) {
      if (path.startsWith("shop/_millrace/reports/job=sold/")) {
        Files.writeString(mill.root().resolve(path), "hat\t1000000\n");
      }
    }
    Mill.Ran ran = report("sold");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).doesNotContain("1000000");
    assertThat(ran.errors()).hasSize(1);
    assertThat(ran.err()).contains(": was changed after it was published: sha256 ");
  }

  @Test
  void aLateRecordMakesTheNextRevision() throws IOException {
    soldInTheMorning();
    mill.drop("2.csv", Shop.sales("10:03,scarf,1,100"));
    assertThat(mill.tick("2024-03-01T10:11:00Z").code()).isZero();
    assertThat(report("sold", "--at", "20240301T1005Z").lines())
        .startsWith(
            "sold all: the beginning to 2024-03-01T10:05:00Z, revision 2, 1 buckets with records,"
                + " 4 records (1 late), complete 100.00%")
        .contains("scarf       112.5");
  }
}
