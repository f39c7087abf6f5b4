package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline of several inputs, from its landing directories to its reports. */
final class InputsTest {
  private static final String PIPELINE =
      """
      pipeline: shop
      inputs:
        clicks:
          path: CLICKS
          settle: 0s
          format: json
          time: { by: event, field: ts, format: iso }
        orders:
          path: ORDERS
          settle: 0s
          format: csv
          time: { by: event, field: time, format: iso }
      buckets: { every: 5m }
      jobs:
        clicks-by-ad: { from: clicks, count: ad, windows: { all: cumulative, five: tumbling 5m } }
        amounts: { from: orders, sum: amount, key: ad, windows: { all: cumulative } }
        seen: { from: [clicks, orders], count: ad, windows: { all: cumulative } }
      """;

  @TempDir Path home;
  private Mill mill;

  @BeforeEach
  void aPipelineOfTwoInputs() throws IOException {
    mill = new Mill(home);
    Files.createDirectories(home.resolve("clicks"));
    Files.createDirectories(home.resolve("orders"));
    mill.declare(
        PIPELINE
            .replace("CLICKS", "\"file://" + home.resolve("clicks") + "\"")
            .replace("ORDERS", "\"file://" + home.resolve("orders") + "\""));
  }

  private void clicks(String name, String... times) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String time : times) {
      lines.append("{\"ts\":\"2024-03-01T%s:00Z\",\"ad\":\"a\"}\n".formatted(time));
    }
    Files.writeString(home.resolve("clicks").resolve(name), lines);
  }

  private void orders(String name, String... rows) throws IOException {
    StringBuilder lines = new StringBuilder("time,ad,amount\n");
    for (String row : rows) {
      lines.append("2024-03-01T").append(row).append('\n');
    }
    Files.writeString(home.resolve("orders").resolve(name), lines);
  }

  private List<String> report(String job, String window) {
    return mill.run("report", "--job", job, "--window", window, "--format", "tsv").lines();
  }

  private JsonNode status() throws IOException {
    return new ObjectMapper().readTree(mill.run("status", "--json").out());
  }

  private void tick(String now) {
    Mill.Ran ran = mill.tick("2024-03-01T" + now + ":00Z");
    assertThat(ran.code()).as(ran.err()).isZero();
  }

  @Test
  void aJobSeesTheRecordsOfItsInputsAndNoOthers() throws IOException {
    clicks("1", "10:01", "10:02");
    orders("1", "10:01:00Z,a,5", "10:03:00Z,b,7");
    tick("10:05");
    assertThat(report("clicks-by-ad", "all")).containsExactly("a\t2");
    assertThat(report("amounts", "all")).containsExactly("a\t5", "b\t7");
    assertThat(report("seen", "all")).containsExactly("a\t3", "b\t1");
    assertThat(mill.run("verify", "--recompute").code()).isZero();
  }

  @Test
  void filesOfOneNameInTwoInputsAreTwoFilesAndEqualBytesTwoDeliveries() throws IOException {
    String both = "{\"ts\":\"2024-03-01T10:01:00Z\",\"ad\":\"a\"}\n";
    mill.declare(
        Files.readString(mill.pipeline())
            .replace("format: csv", "format: json")
            .replace("field: time", "field: ts")
            .replace("sum: amount, key: ad", "count: ad"));
    Files.writeString(home.resolve("clicks/same"), both);
    Files.writeString(home.resolve("orders/same"), both);
    tick("10:05");
    assertThat(report("seen", "all")).containsExactly("a\t2");
    JsonNode inputs = status().path("inputs");
    assertThat(inputs.findValuesAsText("input")).containsExactly("clicks", "orders");
    for (JsonNode input : inputs) {
      assertThat(input.at("/files/cut").asLong()).isEqualTo(1);
      assertThat(input.at("/files/duplicate").asLong()).isZero();
      assertThat(input.at("/records/cut").asLong()).isEqualTo(1);
    }
    assertThat(status().at("/records/cut").asLong()).isEqualTo(2);
  }

  @Test
  void aWindowWithoutRecordsOfTheJobsInputsIsNotPublished() throws IOException {
    clicks("1", "10:01");
    orders("1", "10:06:00Z,a,5");
    tick("10:10");
    assertThat(mill.root().resolve("shop/reports/job=clicks-by-ad/window=five"))
        .isDirectoryContaining(it -> it.endsWith("bucket=20240301T1000Z"))
        .isDirectoryNotContaining(it -> it.endsWith("bucket=20240301T1005Z"));
    assertThat(mill.root().resolve("shop/reports/job=amounts/window=all"))
        .isDirectoryContaining(it -> it.endsWith("bucket=20240301T1005Z"))
        .isDirectoryNotContaining(it -> it.endsWith("bucket=20240301T1000Z"));
  }

  @Test
  void aLateRecordCorrectsTheJobsThatReadItAndABackfillChangesNothing() throws IOException {
    clicks("1", "10:01");
    orders("1", "10:01:00Z,a,5");
    tick("10:05");
    orders("2", "10:02:00Z,a,2");
    tick("10:06");
    assertThat(report("amounts", "all")).containsExactly("a\t7");
    assertThat(report("seen", "all")).containsExactly("a\t3");
    assertThat(revision("amounts")).isEqualTo(2);
    assertThat(revision("clicks-by-ad")).isEqualTo(1);
    Map<String, String> before = Mill.files(mill.root().resolve("shop/reports"));
    assertThat(mill.run("backfill", "--from", "20240301T1000Z", "--to", "20240301T1005Z").code())
        .isZero();
    assertThat(report("seen", "all")).containsExactly("a\t3");
    assertThat(Mill.files(mill.root().resolve("shop/reports")).keySet()).isEqualTo(before.keySet());
    assertThat(mill.run("verify", "--recompute").code()).isZero();
  }

  private int revision(String job) throws IOException {
    for (JsonNode one : status().path("jobs")) {
      if (one.path("job").asText().equals(job)) {
        return one.at("/windows/all/revision").asInt();
      }
    }
    throw new AssertionError("no job " + job);
  }

  @Test
  void whatCannotBeReadIsSetAsideByInputAndTold() throws IOException {
    Files.writeString(home.resolve("clicks/bad"), "no json\n");
    orders("1", "10:01:00Z,a,5");
    Mill.Ran ran = mill.tick("2024-03-01T10:05:00Z");
    assertThat(ran.errors()).contains("clicks bad: 1 of 1 records quarantined, see quarantine/");
    assertThat(Mill.files(mill.root().resolve("shop/quarantine")).keySet())
        .containsExactly("1/input=clicks/quarantine-0.jsonl");
    assertThat(Mill.files(mill.root().resolve("shop/buckets")).keySet())
        .allMatch(name -> name.startsWith("bucket=20240301T1000Z/input=orders/piece-"));
  }

  @Test
  void aLineInQuarantineNamesItsInputWhoeverCutsTheFile() throws IOException {
    String good = "{\"ts\":\"2024-03-01T10:01:00Z\",\"ad\":\"a\"}\n";
    String large = good.repeat((1 << 20) / good.length() + 1);
    Files.writeString(home.resolve("clicks/bad"), "no json\n");
    Files.writeString(home.resolve("clicks/large"), large + "no json\n");
    Mill.Ran ran =
        mill.run(
            "tick",
            "--now",
            "2024-03-01T10:05:00Z",
            "-Dmillrace.engine=local",
            "-Dmillrace.cut.job.min.bytes=1m");
    assertThat(ran.code()).as(ran.err()).isZero();
    Map<String, String> files = Mill.files(mill.root().resolve("shop/quarantine"));
    assertThat(files.keySet()).anyMatch(it -> it.contains("/cut/")).hasSize(2);
    assertThat(files.values()).allMatch(line -> line.startsWith("{\"input\":\"clicks\",\"file\":"));
  }

  @Test
  void aReportIsAsCompleteAsTheInputsOfItsJob() throws IOException {
    clicks("1", "10:01", "10:02");
    Files.writeString(home.resolve("clicks/bad"), "no json\n");
    orders("1", "10:01:00Z,a,5");
    tick("10:05");
    assertThat(description("amounts").path("complete").asDouble()).isEqualTo(1.0);
    assertThat(description("amounts").at("/quarantined/records").asLong()).isZero();
    assertThat(description("clicks-by-ad").path("complete").asDouble()).isEqualTo(2.0 / 3);
    assertThat(description("clicks-by-ad").at("/quarantined/records").asLong()).isEqualTo(1);
    assertThat(description("seen").path("complete").asDouble()).isEqualTo(0.75);
    assertThat(table("amounts")).contains("complete 100.00%");
    assertThat(table("clicks-by-ad")).contains("complete 66.67%");
    assertThat(table("seen")).contains("complete 75.00%");
    assertThat(mill.run("verify").code()).isZero();
  }

  private JsonNode description(String job) throws IOException {
    String bucket = "window=all/bucket=20240301T1000Z";
    return new ObjectMapper()
        .readTree(
            mill.root()
                .resolve("shop/reports/job=" + job)
                .resolve(bucket + "/_report.json")
                .toFile());
  }

  private String table(String job) {
    return mill.run("report", "--job", job, "--window", "all").out();
  }

  @Test
  void anExplanationTellsFromWhichInputRecordsCame() throws IOException {
    clicks("1", "10:01");
    orders("1", "10:01:00Z,a,5");
    tick("10:05");
    String told =
        mill.run("explain", "--job", "seen", "--window", "all", "--key", "a", "--json").out();
    assertThat(told).contains("\"clicks\"").contains("\"orders\"");
  }

  @Test
  void anExplanationTellsNothingOfInputsThatTheJobDoesNotRead() throws IOException {
    clicks("1", "10:01", "10:06");
    orders("1", "10:11:00Z,a,5", "10:06:00Z,a,2");
    tick("10:15");
    JsonNode told =
        new ObjectMapper()
            .readTree(
                mill.run("explain", "--job", "amounts", "--window", "all", "--key", "a", "--json")
                    .out());
    assertThat(told.toString()).doesNotContain("clicks");
    assertThat(told.findValuesAsText("bucket")).contains("20240301T1005Z", "20240301T1010Z");
    assertThat(told.toString()).doesNotContain("bucket=20240301T1000Z");
  }

  @Test
  void aNewInputAndItsJobsJoinAPipelineThatIsRunning() throws IOException {
    String whole = Files.readString(mill.pipeline());
    mill.declare(
        whole
            .replaceAll("(?s)  orders:\n.*?iso }\n", "")
            .replaceAll("  amounts:.*\n  seen:.*\n", ""));
    clicks("1", "10:01");
    tick("10:05");
    mill.declare(whole);
    orders("1", "10:06:00Z,a,5");
    clicks("2", "10:06");
    tick("10:10");
    assertThat(report("amounts", "all")).containsExactly("a\t5");
    assertThat(report("seen", "all")).containsExactly("a\t3");
    assertThat(report("clicks-by-ad", "all")).containsExactly("a\t2");
  }

  @Test
  void aDryRunNamesFilesByTheirInput() throws IOException {
    clicks("1", "10:01");
    orders("1", "10:01:00Z,a,5");
    assertThat(mill.run("tick", "--now", "2024-03-01T10:05:00Z", "--dry-run").lines())
        .contains(
            "take clicks 1: cut, 1 records cut, 0 quarantined",
            "take orders 1: cut, 1 records cut, 0 quarantined",
            "seal bucket 20240301T1000Z: 2 records");
  }

  @Test
  void whereNoInputIsRightNothingIsSaidOfTheJobsThatReadThem() throws IOException {
    String jobs =
        """
        buckets: { every: 5m }
        jobs:
          lines: { from: clicks, count: line, windows: { all: cumulative } }
        """;
    mill.declare("pipeline: shop\ninputs: {}\n" + jobs);
    assertThat(mill.run("validate").errors())
        .containsExactly(
            mill.pipeline() + ":2: key inputs: found none, expected at least one input");
    mill.declare("pipeline: shop\ninputs: { clicks: in }\n" + jobs);
    assertThat(mill.run("validate").errors())
        .containsExactly(
            mill.pipeline()
                + ":2: key inputs.clicks: found \"in\", expected a mapping with the key path");
  }

  @Test
  void whatIsWrongWithAFileIsSaidByTheKeyOfItsInput() throws IOException {
    mill.declare(
        Files.readString(mill.pipeline())
            .replace("format: csv", "format: csv\n    max-quarantined: 10%"));
    orders("1", "10:01:00Z,a,5", "broken");
    assertThat(mill.tick("2024-03-01T10:05:00Z").err()).contains("(inputs.orders.max-quarantined)");
  }

  private static final String FIRST_ALONE =
      """
      pipeline: mixed
      landing: { path: landing, settle: 0s, max-quarantined: 10%, format: json, time: { by: event, field: ts, format: iso } }
      buckets: { every: 5m }
      jobs:
        seen: { count: ad, windows: { all: cumulative } }
      """;

  /** The pipeline that began with {@code landing} alone, with a second input. */
  private static String withASecond(Path second) {
    return FIRST_ALONE
        .replace("landing: { path: landing", "inputs:\n  landing: { path: landing")
        .replace(
            "buckets", "  clicks: { path: \"file://%s\", format: json }\nbuckets".formatted(second))
        .replace("count: ad", "from: landing, count: ad");
  }

  @Test
  void theInputNamedLandingIsNamedLikeTheOthersBesideThem() throws IOException {
    mill.declare(FIRST_ALONE);
    mill.drop("1", "{\"ts\":\"2024-03-01T10:01:00Z\",\"ad\":\"a\"}\n");
    assertThat(mill.run("tick", "--now", "2024-03-01T10:05:00Z", "--dry-run").lines())
        .contains("take 1: cut, 1 records cut, 0 quarantined");
    tick("10:05");
    String[] explain = {"--job", "seen", "--window", "all", "--key", "a"};
    assertThat(mill.run("explain", explain).lines()).anyMatch(it -> it.startsWith("    1: "));

    mill.declare(withASecond(home.resolve("clicks")));
    mill.drop("2", "{\"ts\":\"2024-03-01T10:02:00Z\",\"ad\":\"a\"}\n");
    mill.drop("3", "broken\n");
    Mill.Ran told = mill.run("tick", "--now", "2024-03-01T10:06:00Z", "--dry-run");
    assertThat(told.lines())
        .contains("take landing 2: cut, 1 records cut, 0 quarantined")
        .anyMatch(it -> it.startsWith("take landing 3: quarantined"));
    assertThat(mill.tick("2024-03-01T10:06:00Z").err())
        .contains("(inputs.landing.max-quarantined)");
    assertThat(mill.run("explain", explain).lines())
        .anyMatch(it -> it.startsWith("    landing 1: "))
        .anyMatch(it -> it.startsWith("    landing 2: "));
    assertThat(report("seen", "all")).containsExactly("a\t2");
    assertThat(mill.run("verify").code()).isZero();

    mill.declare(
        withASecond(home.resolve("clicks")).replace("format: iso", "format: epoch-millis"));
    assertThat(mill.tick("2024-03-01T10:07:00Z").err()).contains("input landing: time was");
  }

  @Test
  void theTableOfInputsStandsApart() throws IOException {
    clicks("1", "10:01");
    tick("10:05");
    assertThat(mill.run("status").out()).containsPattern("engines .*\n\ninput  ");
  }

  @Test
  void whatASecondInputLacksIsSaidAtItsKey() throws IOException {
    mill.declare(Files.readString(mill.pipeline()).replace("from: clicks, ", ""));
    assertThat(mill.run("validate").err())
        .contains("key jobs.clicks-by-ad.from: missing, expected an input");
    mill.declare(
        Files.readString(mill.pipeline())
            .replace("amounts: { from: orders", "amounts: { from: ordres"));
    assertThat(mill.run("validate").err())
        .contains("key jobs.amounts.from: unknown input \"ordres\", did you mean orders?");
  }
}
