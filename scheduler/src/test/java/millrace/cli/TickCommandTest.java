package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import millrace.store.Store;
import millrace.store.Stores;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TickCommandTest {
  private final Mill mill;

  TickCommandTest(@TempDir Path home) throws IOException {
    mill = Shop.in(home);
  }

  @Test
  void nothingToDoIsSuccessAndSilent() throws IOException {
    Mill.Ran ran = mill.run("tick");
    assertThat(ran).isEqualTo(new Mill.Ran(0, "", ""));
    Map<String, String> before = mill.files();

    assertThat(mill.tick("2024-03-01T11:00:00Z")).isEqualTo(new Mill.Ran(0, "", ""));
    assertThat(mill.files()).isEqualTo(before);
  }

  @Test
  void oneCallDoesAllThatIsDueAndASecondNothing() throws IOException {
    mill.drop("1.csv", Shop.morning());
    assertThat(mill.tick("2024-03-01T10:11:00Z")).isEqualTo(new Mill.Ran(0, "", ""));
    Map<String, String> after = mill.files();
    assertThat(after.keySet())
        .filteredOn(path -> path.endsWith(".tsv") && path.startsWith("shop/reports/"))
        .containsExactly(
            "shop/reports/job=sold/window=all/bucket=20240301T1000Z/part-00000.tsv",
            "shop/reports/job=sold/window=all/bucket=20240301T1005Z/part-00000.tsv",
            "shop/reports/job=sold/window=recent/bucket=20240301T1000Z/part-00000.tsv",
            "shop/reports/job=sold/window=recent/bucket=20240301T1005Z/part-00000.tsv",
            "shop/reports/job=visits/window=all/bucket=20240301T1000Z/part-00000.tsv",
            "shop/reports/job=visits/window=all/bucket=20240301T1005Z/part-00000.tsv");
    assertThat(mill.report("sold", "all")).isEqualTo("coat\t150\nhat\t20\nscarf\t12.5\n");

    assertThat(mill.tick("2024-03-01T10:11:00Z")).isEqualTo(new Mill.Ran(0, "", ""));
    assertThat(mill.files()).isEqualTo(after);
  }

  @Test
  void verboseSaysEachStepOnStderr() throws IOException {
    mill.drop("1.csv", Shop.morning());
    Mill.Ran ran = mill.run("tick", "--now", "2024-03-01T10:11:00Z", "-v");
    assertThat(ran.out()).isEmpty();
    assertThat(ran.errors())
        .contains(
            "landing 1.csv: cut, 7 records",
            "bucket 20240301T1000Z: sealed, 3 records, watermark 2024-03-01T10:10:00Z")
        .endsWith(
            "pipeline shop: 1 files taken, 0 still settling, 2 buckets sealed, 2 folded, 6 reports published");
  }

  @Test
  void nowMayBeTheNameOfABucket() throws IOException {
    mill.drop("1.csv", Shop.morning());
    assertThat(mill.tick("20240301T1010Z").code()).isZero();
    assertThat(mill.status().get("watermark").asText()).isEqualTo("2024-03-01T10:05:00Z");
  }

  @Test
  void aNowBeforeTheNewestSealedBucketSealsNothingAndIsNoError() throws IOException {
    mill.drop("1.csv", Shop.morning());
    assertThat(mill.tick("2024-03-01T10:11:00Z").code()).isZero();
    mill.drop("2.csv", Shop.sales("10:03,scarf,1,1"));

    assertThat(mill.tick("2024-03-01T10:02:00Z")).isEqualTo(new Mill.Ran(0, "", ""));
    assertThat(mill.status().get("watermark").asText()).isEqualTo("2024-03-01T10:10:00Z");
    assertThat(mill.report("sold", "all")).as("a late record counts").contains("scarf\t13.5\n");
  }

  @Test
  void aMissingLandingDirectoryIsRefusedAndNeverCreated() throws IOException {
    Files.delete(mill.landing());
    for (String command : List.of("tick", "status")) {
      Mill.Ran ran = mill.run(command);
      assertThat(ran.code()).as(command).isEqualTo(2);
      assertThat(ran.errors())
          .containsExactly(
              "pipeline shop: landing directory not found: "
                  + mill.landing()
                  + ". Create it, or correct its path in the pipeline file.");
    }
    assertThat(mill.run("tick", "--dry-run").code()).isEqualTo(2);
    assertThat(mill.landing()).doesNotExist();
    assertThat(mill.root()).doesNotExist();
  }

  @Test
  void aPipelineThatAnotherLivingAttemptHoldsIsLeftAlone() throws IOException {
    mill.drop("1.csv", Shop.morning());
    try (Store store =
            Stores.open(
                new Configuration(false),
                new org.apache.hadoop.fs.Path(mill.root().resolve("shop").toUri()));
        Closeable held = store.lock(Duration.ZERO).orElseThrow()) {
      assertThat(held).isNotNull();
      Map<String, String> before = mill.files();
      Mill.Ran ran = mill.tick("2024-03-01T10:11:00Z");
      assertThat(ran)
          .isEqualTo(
              new Mill.Ran(
                  4, "", "pipeline shop: another living attempt holds it; nothing was done\n"));
      assertThat(mill.files()).isEqualTo(before);
      assertThat(mill.run("tick", "--dry-run").code()).as("looking is free").isZero();
      assertThat(mill.run("status").code()).as("looking is free").isZero();
    }
    assertThat(mill.tick("2024-03-01T10:11:00Z").code()).isZero();
    assertThat(mill.status().at("/records/cut").asLong()).isEqualTo(7);
  }

  @Test
  void dryRunPrintsThePlanAndChangesNotAByte() throws IOException {
    mill.drop("1.csv", Shop.morning());
    assertThat(mill.run("tick", "--now", "2024-03-01T10:06:30Z", "--dry-run").lines())
        .containsExactly(
            "take 1.csv: cut, 7 records cut, 0 quarantined",
            "seal bucket 20240301T1000Z: 3 records",
            "fold bucket 20240301T1000Z: jobs sold, visits, 117 bytes, inline (at most millrace.local.inline.max.bytes=4g)",
            "publish job sold, window all: 1 reports, the last of bucket 20240301T1000Z",
            "publish job sold, window recent: 1 reports, the last of bucket 20240301T1000Z",
            "publish job visits, window all: 1 reports, the last of bucket 20240301T1000Z");
    assertThat(mill.root()).doesNotExist();

    assertThat(mill.tick("2024-03-01T10:11:00Z").code()).isZero();
    mill.drop("2.csv", Shop.sales("10:02,hat,1,20", "nonsense", "10:12,hat,1,20"));
    mill.drop("again.csv", Shop.morning());
    mill.drop("_hidden.csv", "x");
    Map<String, String> before = mill.files();
    Map<String, String> landed = Mill.files(mill.landing());
    assertThat(mill.run("tick", "--now", "2024-03-01T10:16:00Z", "--dry-run").lines())
        .containsExactly(
            "take 2.csv: cut, 2 records cut, 1 quarantined",
            "take again.csv: duplicate, 0 records cut, 0 quarantined (same bytes as 1.csv)",
            "seal bucket 20240301T1010Z: 1 records",
            "fold bucket 20240301T1000Z: jobs sold, visits, 52 bytes, inline (at most millrace.local.inline.max.bytes=4g)",
            "fold bucket 20240301T1010Z: jobs sold, visits, 52 bytes, inline (at most millrace.local.inline.max.bytes=4g)",
            "merge job sold: 2 runs of [2024-03-01T10:00:00Z, 2024-03-01T10:05:00Z), about 224 bytes, in this process",
            "merge job sold: 3 runs of [2024-03-01T10:00:00Z, 2024-03-01T10:15:00Z), about 457 bytes, in this process",
            "merge job visits: 2 runs of [2024-03-01T10:00:00Z, 2024-03-01T10:05:00Z), about 238 bytes, in this process",
            "merge job visits: 3 runs of [2024-03-01T10:00:00Z, 2024-03-01T10:15:00Z), about 480 bytes, in this process",
            "publish job sold, window all: 3 reports, the last of bucket 20240301T1010Z",
            "publish job sold, window recent: 3 reports, the last of bucket 20240301T1010Z",
            "publish job visits, window all: 3 reports, the last of bucket 20240301T1010Z");
    assertThat(mill.files()).isEqualTo(before);
    assertThat(Mill.files(mill.landing())).isEqualTo(landed);

    assertThat(mill.run("tick", "--now", "2024-03-01T10:16:00Z", "-v").errors())
        .as("the tick does what was planned")
        .endsWith(
            "pipeline shop: 2 files taken, 0 still settling, 1 buckets sealed, 2 folded, 9 reports published");
    assertThat(mill.run("tick", "--now", "2024-03-01T10:16:00Z", "--dry-run").lines())
        .containsExactly("nothing to do");
  }

  @Test
  void aJobThatFailsHoldsBackOnlyItselfAndIsTriedAgain() throws IOException {
    mill.declare(
        Shop.PIPELINE + "  own: { class: millrace.cli.Moody, windows: { all: cumulative } }\n");
    mill.drop("1.csv", Shop.morning());
    mill.drop("2.csv", Shop.sales("10:13,coat,1,150"));
    Moody.IN_A_BAD_MOOD.set(true);
    try {
      Mill.Ran ran = mill.tick("2024-03-01T10:16:00Z");
      assertThat(ran.code()).isEqualTo(1);
      assertThat(ran.errors()).hasSize(2);
      assertThat(ran.errors().get(0))
          .startsWith("bucket 20240301T1000Z: piece ")
          .contains(
              ": job own: class millrace.cli.Moody failed on this record:"
                  + " java.lang.IllegalStateException: not today")
          .endsWith(". It is tried again at the next tick.");
      assertThat(mill.report("visits", "all")).as("other jobs go on").contains("coat\t1\t2\n");
      Mill.Ran none = mill.run("report", "--job", "own", "--window", "all");
      assertThat(none.code()).isEqualTo(1);
      assertThat(none.errors())
          .containsExactly(
              "millrace report: job own, window all: nothing is published yet; see millrace status");
      assertThat(mill.status().get("work").findValuesAsText("bucket"))
          .containsExactly("20240301T1000Z", "20240301T1005Z");
      assertThat(mill.tick("2024-03-01T10:16:00Z").code()).as("still failing").isEqualTo(1);
      assertThat(mill.status().at("/work/0/attempts").asInt()).isEqualTo(2);
    } finally {
      Moody.IN_A_BAD_MOOD.set(false);
    }
    assertThat(mill.tick("2024-03-01T10:16:00Z")).isEqualTo(new Mill.Ran(0, "", ""));
    assertThat(mill.report("own", "all")).isEqualTo("coat\t2\nglove\t1\nhat\t3\nscarf\t1\n");
    assertThat(mill.status().get("work")).isEmpty();
  }

  @Test
  void atMostSoManyBucketsAreFoldedInATickAndTheRestInTheNext() throws IOException {
    mill.with("millrace.tick.max.buckets", "1").drop("1.csv", Shop.morning());
    assertThat(mill.tick("2024-03-01T10:11:00Z").code()).isZero();
    assertThat(mill.report("sold", "all")).isEqualTo("hat\t40\nscarf\t12.5\n");
    assertThat(mill.tick("2024-03-01T10:11:00Z").code()).isZero();
    assertThat(mill.report("sold", "all")).isEqualTo("coat\t150\nhat\t20\nscarf\t12.5\n");
  }

  @Test
  void aWrongTimeIsRefused() {
    Mill.Ran ran = mill.tick("noon");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.errors())
        .containsExactly(
            "millrace tick: Invalid value for option '--now': found \"noon\", expected an instant"
                + " like 2013-03-11T00:01:00Z or a bucket name like 20130311T0001Z;"
                + " see millrace tick --help");
  }
}
