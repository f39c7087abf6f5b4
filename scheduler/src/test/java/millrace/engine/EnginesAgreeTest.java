package millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import millrace.aggregate.Seeds;
import millrace.run.Run;
import millrace.schedule.Mill;
import millrace.state.JobState;
import millrace.state.PipelineState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same input gives the same runs and the same bytes of reports, whoever computes them. */
class EnginesAgreeTest {
  private static final String COUNTS =
      """
      pipeline: mill
      landing:
        path: landing
        settle: 0s
        format: csv
        header: false
        columns: [time, key, amount, text]
        time: { by: event, field: time, format: iso }
      buckets: { every: 5m }
      jobs:
        count: { count: key, windows: { all: cumulative, recent: sliding 10m } }
      """;
  private static final String PIPELINE =
      COUNTS
          + """
            pairs: { count: [key, amount], windows: { all: cumulative }, top: 7 }
            sum: { sum: amount, key: key, windows: { all: cumulative, ten: tumbling 10m } }
            min: { min: amount, key: key, windows: { all: cumulative } }
            max: { max: amount, key: key, windows: { all: cumulative } }
            mean: { mean: amount, key: key, where: { key: [a, b, c] }, windows: { all: cumulative }, top: 2 }
            words: { class: millrace.jobs.wordcount.WordCount, options: { field: text, tokens: unicode }, windows: { all: cumulative } }
            bytes: { class: millrace.jobs.wordcount.WordCount, options: { field: text, tokens: whitespace }, windows: { all: cumulative } }
          """;

  private static final List<String> AMOUNTS =
      List.of(
          "0", "-1", "2.50", "1e3", "99999999999999999999", "0.1", "-0", "no number", "", " 7 ");
  private static final List<String> WORDS =
      List.of(
          "the",
          "The",
          "THE",
          "na\u00efve",
          "\u6c34",
          "e\u0301t\u00e9",
          "x1",
          "--",
          "\u00a0",
          "\u0130");

  @TempDir Path home;

  @Test
  void inlineAndLocalMakeTheSameRunsAndReports() throws IOException {
    Random random = Seeds.random();
    Map<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < 3; i++) {
      files.put("f" + i, file(random));
    }
    byte[] late = file(random);
    List<Mill> mills = new ArrayList<>();
    for (String engine : List.of("inline", "local")) {
      Mill mill = Mill.of(home.resolve(engine), PIPELINE).set("millrace.engine", engine);
      mill.set("millrace.fold.memory.bytes", "1m").set("millrace.job.max.buckets", "4");
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        mill.drop(file.getKey(), file.getValue());
      }
      mill.tick("2024-03-01T10:20:00Z");
      mill.drop("late", late);
      mill.tick("2024-03-01T10:20:00Z");
      assertThat(mill.warned()).noneMatch(it -> it.contains("failed"));
      assertThat(mill.state().snapshot().facts().jobs().values())
          .flatExtracting(JobState::roots)
          .allSatisfy(run -> assertThat(run.engines()).containsOnlyKeys(engine));
      mills.add(mill);
    }
    assertThat(mills.get(0).reports()).hasSizeGreaterThan(30).isEqualTo(mills.get(1).reports());
    assertThat(runs(mills.get(0))).hasSizeGreaterThan(20).isEqualTo(runs(mills.get(1)));
    assertThat(mills.get(0).totals()).isEqualTo(mills.get(1).totals());
  }

  /** Large files are cut by a job, beside small ones, and beside what is known and grew. */
  @Test
  void filesAreCutToTheSameBucketsByAJobAndInThisProcess() throws IOException {
    Random random = Seeds.random();
    byte[] large = file(random, 40_000);
    byte[] other = file(random, 40_000);
    byte[] small = file(random, 50);
    byte[] tail = file(random, 40_000);
    assertThat(large).hasSizeGreaterThan(1 << 20);
    List<Mill> mills = new ArrayList<>();
    for (String engine : List.of("inline", "local")) {
      Mill mill = Mill.of(home.resolve(engine), COUNTS).set("millrace.engine", engine);
      mill.set("millrace.cut.job.min.bytes", "1m");
      mill.drop("large", large).drop("copy of it", large).drop("other", other).drop("small", small);
      mill.tick("2024-03-01T10:05:00Z");
      mill.drop("large", joined(large, tail)).drop("broken.gz", joined(Mill.gz(tail), small));
      mill.tick("2024-03-01T10:20:00Z");
      mills.add(mill);
    }
    assertThat(mills.get(0).said()).noneMatch(it -> it.contains("cut of"));
    assertThat(mills.get(1).said()).anyMatch(it -> it.contains("mill: cut of 3 files"));
    assertThat(mills.get(1).warned()).noneMatch(it -> it.contains("job failed"));
    for (String file : List.of("large", "copy of it", "other", "small", "broken.gz")) {
      assertThat(mills.get(0).file(file).records())
          .as(file)
          .isEqualTo(mills.get(1).file(file).records());
      assertThat(mills.get(0).file(file).verdict()).isEqualTo(mills.get(1).file(file).verdict());
    }
    assertThat(mills.get(0).reports()).isEqualTo(mills.get(1).reports());
    assertThat(mills.get(0).quarantined())
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(mills.get(1).quarantined());
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static byte[] file(Random random) throws IOException {
    return file(random, 400);
  }

  private static byte[] file(Random random, int lines) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < lines; i++) {
      StringBuilder words = new StringBuilder();
      for (int word = random.nextInt(5); word > 0; word--) {
        words.append(pick(random, WORDS)).append(random.nextInt(9) == 0 ? "\t\u3000" : " ");
      }
      // Which minute is too far ahead of a tick at 10:05 depends on how long it has been at work.
      int minute = (random.nextInt(18) + 12) % 20;
      String time = "2024-03-01T10:%02d:%02dZ".formatted(minute, random.nextInt(60));
      String key =
          random.nextInt(20) == 0 ? "" : "abcdefgh".substring(random.nextInt(8)).substring(0, 1);
      bytes.write(
          (time + "," + key + "," + pick(random, AMOUNTS) + "," + words)
              .getBytes(StandardCharsets.UTF_8));
      if (random.nextInt(15) == 0) {
        bytes.write(0xc3); // not UTF-8
      }
      bytes.write('\n');
    }
    return bytes.toByteArray();
  }

  private static String pick(Random random, List<String> texts) {
    return texts.get(random.nextInt(texts.size()));
  }

  private static List<String> runs(Mill mill) throws IOException {
    PipelineState state = mill.state();
    List<String> runs = new ArrayList<>();
    new TreeMap<>(state.snapshot().facts().jobs())
        .forEach((job, at) -> at.roots().forEach(run -> runs.add(job + " " + text(run))));
    state.runs().from("").forEachRemaining(it -> runs.add(it.getKey() + " " + text(it.getValue())));
    return runs.stream().sorted().toList();
  }

  private static String text(Run run) {
    return run.covers() + " " + run.entries() + " " + run.digest() + " " + run.tally();
  }
}
