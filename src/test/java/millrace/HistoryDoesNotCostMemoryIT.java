package millrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import millrace.cli.Mill;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The heap that a tick needs and the time that it takes follow what is new, not what was ever
 * folded.
 */
class HistoryDoesNotCostMemoryIT {
  private static final Instant START = Instant.parse("2024-03-01T00:00:00Z");

  /** A bucket of the history may cost far less than an entry of it would. */
  private static final int MARGIN_MB = 3;

  /** Three catalogues are walked side by side, each with its last pages at hand: 10 MB. */
  private static final int EXPLAIN_MB = 32;

  private static final String PIPELINE =
      """
      pipeline: history
      publish: PUBLISH
      landing: { path: landing, settle: 0s, format: csv, time: { by: event, field: time, format: iso } }
      buckets: { every: 1m }
      jobs:
        keys:
          count: key
          windows: { all: cumulative, hour: tumbling 1h, recent: sliding 10m }
          top: 10
      """;

  /** Tens of thousands of small files: it is not the disk that is to be measured. */
  @TempDir(factory = InMemory.class)
  Path directory;

  @Test
  void aTickNeedsNoMoreHeapAfterTenThousandBucketsThanAfterTen() throws Exception {
    Mill young = new Mill(directory.resolve("young"));
    Mill middle = new Mill(directory.resolve("middle"));
    Mill old = new Mill(directory.resolve("old"));
    fold(young, 10);
    Duration thousand = fold(middle, 1_000);
    Duration tenThousand = fold(old, 10_000);
    System.out.printf(
        "a tick over a backlog of 1000 buckets: %d ms, of 10000: %d ms%n",
        thousand.toMillis(), tenThousand.toMillis());
    assertThat(tenThousand)
        .as("ten times the buckets, about ten times the time")
        .isLessThan(thousand.multipliedBy(30));

    int needsYoung = leastHeap(young, 10, 8);
    int needsOld = leastHeap(old, 10_000, needsYoung - 1);
    System.out.printf(
        "the least heap for a tick of two buckets after 10 buckets: %d MB, after 10000: %d MB%n",
        needsYoung, needsOld);
    assertThat(needsOld).isLessThanOrEqualTo(needsYoung + MARGIN_MB);

    Mill.Ran told =
        Program.standalone("-Xmx" + EXPLAIN_MB + "m")
            .run(Program.words(old, "explain", "--job", "keys", "--window", "all", "--key", "k0"));
    assertThat(told.code()).as(told.err()).isZero();
    long buckets = told.lines().stream().filter(line -> line.startsWith("bucket ")).count();
    System.out.printf("%d buckets explained in %d MB%n", buckets, EXPLAIN_MB);
    assertThat(buckets).isGreaterThanOrEqualTo(10_000);
    assertThat(told.lines()).endsWith("They agree.");
  }

  /** Folds a backlog of so many buckets, a record each. */
  private static Duration fold(Mill mill, int buckets) throws IOException {
    mill.declare(PIPELINE.replace("PUBLISH", "latest"));
    mill.drop("backlog.csv", records(0, buckets));
    long start = System.nanoTime();
    Mill.Ran ran = mill.tick(START.plus(Duration.ofMinutes(buckets)).toString());
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(ran).isEqualTo(new Mill.Ran(0, "", ""));
    assertThat(mill.status().at("/buckets/sealed").asInt()).isEqualTo(buckets);
    mill.declare(PIPELINE.replace("PUBLISH", "all"));
    return took;
  }

  private static String records(int from, int to) {
    StringBuilder csv = new StringBuilder("time,key\n");
    for (int i = from; i < to; i++) {
      csv.append(START.plus(Duration.ofMinutes(i))).append(",k").append(i % 50).append('\n');
    }
    return csv.toString();
  }

  /** The smallest heap, in megabytes, with which the next two buckets are taken and folded. */
  private static int leastHeap(Mill mill, int buckets, int from) throws Exception {
    int next = buckets;
    for (int heap = from; heap < 128; heap++) {
      mill.drop("more-" + heap + ".csv", records(next, next + 2));
      next += 2;
      Mill.Ran ran =
          Program.standalone("-Xmx" + heap + "m")
              .run(
                  Program.words(
                      mill, "tick", "--now", START.plus(Duration.ofMinutes(next)).toString()));
      if (ran.code() == 0) {
        return heap;
      }
      assertThat(ran.code()).as(ran.err()).isEqualTo(1);
    }
    throw new AssertionError("a heap of 128 MB does not suffice");
  }

  @Test
  void aLateRecordThatRestatesAllReportsNeedsNoMoreEither() throws Exception {
    Mill mill = new Mill(directory.resolve("late"));
    mill.declare(PIPELINE.replace("PUBLISH", "all"));
    mill.drop("backlog.csv", records(0, 1_100));
    List<String> now = List.of("--now", START.plus(Duration.ofMinutes(1_100)).toString());
    Program program = Program.standalone("-Xmx32m");
    assertThat(program.run(Program.words(mill, "tick", now.get(0), now.get(1))))
        .isEqualTo(new Mill.Ran(0, "", ""));

    mill.drop("late.csv", records(0, 1).replace("k0", "late"));
    assertThat(program.run(Program.words(mill, "tick", now.get(0), now.get(1))))
        .isEqualTo(new Mill.Ran(0, "", ""));
    assertThat(mill.report("keys", "all", "--top", "51")).contains("k0\t22\n", "late\t1\n");
    assertThat(mill.status().at("/jobs/0/windows/all/revision").asInt()).isEqualTo(2);
  }
}
