package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StatusCommandTest {
  private final Mill mill;

  StatusCommandTest(@TempDir Path home) throws IOException {
    mill = Shop.in(home);
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void beforeTheFirstTickAllIsNothing() throws IOException {
    Mill.Ran ran = mill.run("status");
    assertThat(ran.code()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.lines())
        .startsWith(
            "pipeline   shop, snapshot 0",
            "watermark  none: no bucket is sealed yet",
            "buckets    0 open, 0 sealed, 0 empty, 0 to fold, 0 parked",
            "files      0 waiting, 0 cut, 0 duplicate, 0 quarantined, 0 ignored",
            "records    0 = 0 cut + 0 quarantined + 0 late-refused");
    assertThat(mill.root()).as("looking makes nothing").doesNotExist();
  }

  @Test
  void jsonHasEveryFieldAlways() throws IOException {
    List<String> fields =
        List.of(
            "pipeline",
            "snapshot",
            "watermark",
            "lagSeconds",
            "buckets",
            "files",
            "inputs",
            "waiting",
            "records",
            "jobs",
            "work",
            "parked",
            "running",
            "merging",
            "backfills",
            "expired",
            "engines",
            "outputs",
            "attempts");
    mill.drop("1.csv", Shop.morning()).drop("_x", "");
    assertThat(mill.tick("2024-03-01T10:06:00Z").code()).isZero();
    JsonNode status = mill.status();
    assertThat(names(status)).containsExactlyElementsOf(fields);
    assertThat(names(status.get("buckets")))
        .containsExactly("open", "sealed", "empty", "unfolded", "parked");
    assertThat(names(status.get("files")))
        .containsExactly("settling", "cut", "duplicate", "quarantined", "ignored");
    assertThat(names(status.at("/waiting/0"))).containsExactly("input", "file", "state", "reason");
    assertThat(names(status.at("/inputs/0"))).containsExactly("input", "files", "records");
    assertThat(names(status.get("records")))
        .containsExactly("records", "cut", "quarantined", "lateRefused");
    assertThat(names(status.at("/jobs/0"))).containsExactly("job", "tally", "runs", "windows");
    assertThat(names(status.at("/jobs/0/tally")))
        .containsExactly("records", "folded", "filtered", "keyless", "rejected", "late");
    assertThat(names(status.at("/jobs/0/windows/all")))
        .containsExactly("bucket", "revision", "rows");
    assertThat(names(status.at("/engines/0"))).startsWith("engine", "measured");
    assertThat(names(status.at("/attempts/0")))
        .containsExactly("snapshot", "stage", "host", "at", "millis");
    assertThat(status.get("lagSeconds").asLong()).isPositive();
  }

  @Test
  void theSumsHold() throws IOException {
    mill.declare(
        Shop.PIPELINE.replace("lateness: 1m", "lateness: 1m, late: quarantine")
            + "  hats: { sum: amount, key: item, where: { item: [hat, \"\"] },"
            + " windows: { all: cumulative } }\n");
    mill.drop("1.csv", Shop.morning() + Shop.sales("10:03,hat,1,much").lines().toList().get(1));
    assertThat(mill.tick("2024-03-01T10:06:00Z").code()).isZero();
    mill.drop("2.csv", Shop.sales("10:01,hat,1,1", "10:08,hat,1,2", "broken"));
    mill.drop("copy.csv", Shop.morning() + Shop.sales("10:03,hat,1,much").lines().toList().get(1));
    mill.drop("bad.csv.gz", "not compressed");
    mill.drop("being.tmp", "x").drop("sub/_x", "x");
    assertThat(mill.tick("2024-03-01T10:06:00Z").code()).isZero();

    JsonNode status = mill.status();
    assertThat(status.get("records").toString())
        .isEqualTo("{\"records\":11,\"cut\":9,\"quarantined\":1,\"lateRefused\":1}");
    assertThat(status.get("files").toString())
        .isEqualTo("{\"settling\":0,\"cut\":2,\"duplicate\":1,\"quarantined\":1,\"ignored\":2}");
    assertThat(status.get("buckets").toString())
        .isEqualTo("{\"open\":1,\"sealed\":1,\"empty\":0,\"unfolded\":0,\"parked\":0}");
    assertThat(mill.tick("2024-03-01T10:11:00Z").code()).isZero();
    status = mill.status();
    for (JsonNode job : status.get("jobs")) {
      JsonNode tally = job.get("tally");
      assertThat(tally.get("records").asLong())
          .as("every record that was cut is accounted for by " + job.get("job"))
          .isEqualTo(status.at("/records/cut").asLong())
          .isEqualTo(
              tally.get("folded").asLong()
                  + tally.get("filtered").asLong()
                  + tally.get("keyless").asLong()
                  + tally.get("rejected").asLong());
    }
    assertThat(status.at("/jobs/2/tally").toString())
        .isEqualTo(
            "{\"records\":9,\"folded\":4,\"filtered\":3,\"keyless\":1,\"rejected\":1,\"late\":0}");
  }

  @Test
  void filesThatWaitAreListedWithTheReason() throws IOException {
    mill.declare(Shop.PIPELINE.replace("settle: 0s", "settle: 1h"));
    mill.drop("growing.csv", Shop.morning()).drop("x.part", "").drop(".y", "");
    assertThat(mill.run("status").lines())
        .contains(
            "files      1 waiting, 0 cut, 0 duplicate, 0 quarantined, 2 ignored",
            "growing.csv  settling  changed less than 3600 s ago",
            ".y           ignored   name begins with .",
            "x.part       ignored   name ends with .part");
  }

  @Test
  void theTableSaysWhereEachJobStands() throws IOException {
    mill.drop("1.csv", Shop.morning());
    assertThat(mill.tick("2024-03-01T10:11:00Z").code()).isZero();
    assertThat(mill.run("status").lines())
        .contains(
            "job     records  folded  filtered  keyless  rejected  late  newest reports",
            "sold          7       6         0        1         0     0  all 20240301T1005Z, recent 20240301T1005Z",
            "visits        7       7         0        0         0     0  all 20240301T1005Z");
  }

  @Test
  void theEnginesThatFoldedAreNamedWithTheirPace() throws IOException {
    mill.drop("1.csv", Shop.morning());
    assertThat(mill.tick("2024-03-01T10:11:00Z").code()).isZero();
    assertThat(mill.run("status").lines())
        .anyMatch(
            it -> it.matches("engines    inline ([0-9.]+ MB/s \\(1|not measured \\(0) folds\\)"));
  }

  @Test
  void theNewestCommitsAreNamed() throws IOException {
    mill.drop("1.csv", Shop.morning());
    assertThat(mill.tick("2024-03-01T10:11:00Z").code()).isZero();
    assertThat(mill.status().get("attempts").findValuesAsText("stage"))
        .containsExactly("settled", "published", "folded", "cut");
    assertThat(mill.status().at("/attempts/0/snapshot").asLong())
        .isEqualTo(mill.status().get("snapshot").asLong());
  }

  @Test
  void emptyTimeIsCountedAndWhatRetentionDeletedIsSaid() throws IOException {
    mill.declare(
        Shop.PIPELINE.replace("jobs:", "retention: { raw: 10m, runs: 20m, reports: 1h }\njobs:"));
    mill.drop("1.csv", Shop.morning());
    assertThat(mill.tick("2024-03-01T10:11:00Z").code()).isZero();
    mill.drop("2.csv", Shop.sales("10:31,hat,1,1", "11:12,hat,1,1"));
    assertThat(mill.tick("2024-03-01T11:22:00Z").code()).isZero();
    assertThat(mill.run("status").lines())
        .contains(
            "buckets    0 open, 4 sealed, 12 empty, 0 to fold, 0 parked",
            "deleted    raw records up to 2024-03-01T11:05:00Z, runs up to 2024-03-01T10:55:00Z,"
                + " reports up to 2024-03-01T10:15:00Z");
    assertThat(mill.status().get("expired").toString())
        .isEqualTo(
            "{\"raw\":\"2024-03-01T11:05:00Z\",\"runs\":\"2024-03-01T10:55:00Z\","
                + "\"reports\":\"2024-03-01T10:15:00Z\"}");
  }

  @Test
  void parkedBucketsAreListedWithTheCommandThatHelps() throws IOException {
    mill.declare(
        Shop.PIPELINE + "  moody: { class: millrace.cli.Moody, windows: { all: cumulative } }\n");
    mill.with("millrace.work.max.attempts", "1");
    mill.drop("1.csv", Shop.sales("10:00,hat,1,1"));
    Moody.IN_A_BAD_MOOD.set(true);
    try {
      assertThat(mill.tick("2024-03-01T10:06:00Z").code()).isEqualTo(1);
    } finally {
      Moody.IN_A_BAD_MOOD.set(false);
    }
    String remedy = " --from 20240301T1000Z --to 20240301T1005Z --job moody";
    assertThat(mill.run("status").lines())
        .contains("buckets    0 open, 1 sealed, 0 empty, 0 to fold, 1 parked")
        .anyMatch(
            line ->
                line.matches("20240301T1000Z  moody +1 +1  millrace backfill .*")
                    && line.endsWith(mill.pipeline() + remedy));
    assertThat(mill.status().get("parked").toString())
        .isEqualTo(
            "[{\"bucket\":\"20240301T1000Z\",\"jobs\":[\"moody\"],\"attempts\":1,\"records\":1,"
                + "\"remedy\":\"millrace backfill PIPELINE.yaml"
                + remedy
                + "\"}]");

    assertThat(
            mill.run(
                    "backfill",
                    "--from",
                    "20240301T1000Z",
                    "--to",
                    "20240301T1005Z",
                    "--job",
                    "moody")
                .code())
        .isZero();
    assertThat(mill.status().get("parked")).isEmpty();
  }
}
