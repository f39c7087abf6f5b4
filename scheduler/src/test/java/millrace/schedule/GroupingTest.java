package millrace.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import millrace.aggregate.Seeds;
import millrace.fold.FoldPlan;
import millrace.fold.TaskResult;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PipelineFile;
import millrace.pipeline.Settings;
import millrace.state.Piece;
import millrace.state.Rates;
import millrace.state.Work;
import org.junit.jupiter.api.Test;

/** Which buckets of a backlog go to an engine together. */
class GroupingTest {
  private static final Instant START = Instant.parse("2024-03-01T10:00:00Z");
  private static final long LARGE = 100;

  private static final Pipeline PIPELINE =
      PipelineFile.read(
          "pipeline.yaml",
          """
          pipeline: p
          landing: { path: landing }
          buckets: { every: 1m }
          jobs:
            a: { count: line, windows: { all: cumulative } }
            b: { count: line, windows: { all: cumulative } }
          """
              .getBytes(StandardCharsets.UTF_8),
          GroupingTest.class.getClassLoader());

  private static final Settings SETTINGS = Settings.read(Settings.configuration());

  /** Does nothing, sixteen buckets at a time. */
  private record Idle(String name) implements Engine {
    @Override
    public int buckets() {
      return SETTINGS.jobs().maxBuckets();
    }

    @Override
    public List<TaskResult> fold(FoldPlan plan, String directory, TickLog log) throws IOException {
      throw new IOException("is not to be asked");
    }
  }

  private static final Engines ENGINES =
      new Engines() {
        @Override
        public Choice choose(Work work, Rates rates) {
          return new Choice(new Idle(work.bytes() < LARGE ? "small" : "large"), "its size");
        }

        @Override
        public Engine named(String name) {
          return new Idle(name);
        }

        @Override
        public String locate(String path) {
          throw new UnsupportedOperationException(path);
        }
      };

  private static Work work(int bucket, long bytes) {
    return Work.adding(
        START.plus(Duration.ofMinutes(bucket)),
        List.of(
            new Piece(
                "p" + bucket, bytes, "00000000", 1, 0, "landing", Optional.empty(), List.of())),
        List.of("a", "b"));
  }

  private static List<String> groups(List<Work> open) {
    return WorkGroups.groups(PIPELINE, SETTINGS.tick(), ENGINES, open, Rates.NONE).stream()
        .map(
            group ->
                group.engine().name()
                    + group.work().stream()
                        .map(work -> " " + Duration.between(START, work.bucket()).toMinutes())
                        .collect(Collectors.joining()))
        .toList();
  }

  @Test
  void aLargeBucketAmongSmallOnesDoesNotTearThemApart() {
    assertThat(groups(List.of(work(3, 1), work(0, 1), work(1, LARGE), work(2, 1), work(4, LARGE))))
        .containsExactly("small 0 2 3", "large 1 4");
  }

  @Test
  void fortyEightBucketsOfAnySizesAreFourJobsAtMost() {
    Random random = Seeds.random();
    for (int round = 0; round < 1000; round++) {
      List<Work> backlog = new ArrayList<>();
      int large = random.nextInt(49);
      for (int bucket = 0; bucket < 48; bucket++) {
        backlog.add(work(bucket, random.nextInt(48) < large ? LARGE : 1));
      }
      assertThat(groups(backlog)).hasSizeLessThanOrEqualTo(4);
    }
  }

  @Test
  void whatIsToBeDoneOnABucketStaysInOrder() {
    assertThat(groups(List.of(work(0, 1), work(1, LARGE), work(1, 1), work(2, 1))))
        .containsExactly("small 0", "large 1", "small 1 2");
  }
}
