package millrace.schedule;

import static millrace.schedule.Mill.at;
import static millrace.schedule.Mill.moment;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.aggregate.ByteString;
import millrace.inspect.Explanation;
import millrace.inspect.Freshness;
import millrace.job.Jobs;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PipelineJob;
import millrace.pipeline.Settings;
import millrace.state.ReportEntry;
import millrace.store.Store;
import millrace.time.Grid;
import millrace.verify.Findings;
import millrace.verify.Scope;
import millrace.verify.Verification;
import millrace.verify.VerifyDepth;
import millrace.verify.VerifyEnvironment;
import millrace.window.Publication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A publication that is no window goes through ticks, retention, explanation and verification. */
class PublicationTest {
  private static final String PIPELINE =
      Mill.CSV
          + """
          buckets: { every: 5m }
          jobs:
            keys: { count: key, windows: { wide: tumbling 15m } }
          """;

  /** Quarters of an hour, made from a bucket before them and two behind them as well. */
  private record QuarterWithSurroundings() implements Publication {
    private static final Duration SIZE = Duration.ofMinutes(15);
    private static final Duration BEFORE = Duration.ofMinutes(5);

    @Override
    public Instant endAfter(Instant time) {
      return new Grid(SIZE).cellOf(time).end();
    }

    @Override
    public Optional<Instant> startOf(Instant end) {
      return Optional.of(end.minus(SIZE));
    }

    @Override
    public Optional<Instant> madeFrom(Instant end) {
      return Optional.of(end.minus(SIZE).minus(BEFORE));
    }

    @Override
    public Duration delay() {
      return Duration.ofMinutes(10);
    }

    @Override
    public Optional<Duration> reach() {
      return Optional.of(SIZE.plus(BEFORE).plus(delay()));
    }

    @Override
    public String toString() {
      return "quarter with surroundings";
    }
  }

  @TempDir Path home;

  private Mill mill(String pipeline) throws IOException {
    return Mill.of(home, pipeline).edit(PublicationTest::withSurroundings);
  }

  private static Pipeline withSurroundings(Pipeline pipeline) {
    PipelineJob job = pipeline.jobs().get(0);
    PipelineJob other =
        new PipelineJob(
            job.spec(), job.aggregate(), Map.of("wide", new QuarterWithSurroundings()), job.top());
    return new Pipeline(
        pipeline.name(),
        pipeline.inputs(),
        pipeline.buckets(),
        pipeline.publish(),
        List.of(other),
        pipeline.outputs(),
        pipeline.retention());
  }

  /** How many reports a tick publishes. */
  private static long tick(Mill mill, String now) throws IOException {
    try (Store store = mill.store()) {
      return mill.tick(store, now).published();
    }
  }

  /** From 09:57 on, a record every five minutes. */
  private Mill turned() throws IOException {
    Mill mill = mill(PIPELINE);
    mill.drop(
        "a",
        at("09:57", "x"),
        at("10:02", "x"),
        at("10:12", "y"),
        at("10:17", "z"),
        at("10:22", "w"),
        at("10:27", "v"));
    tick(mill, "10:30");
    return mill;
  }

  @Test
  void aReportIsPublishedWhenAllThatItIsMadeFromHasPassed() throws IOException {
    Mill mill = mill(PIPELINE);
    mill.drop("a", at("09:57", "x"), at("10:02", "x"));
    assertThat(tick(mill, "10:05")).isZero();
    assertThat(tick(mill, "10:10")).isEqualTo(1);
    assertThat(mill.published("keys", "wide")).containsExactly("09:55");
    assertThat(mill.report("keys", "wide", "09:55")).containsExactly("x 2");
    mill.drop("b", at("10:12", "y"), at("10:17", "z"));
    assertThat(tick(mill, "10:20")).isZero();
    mill.drop("c", at("10:22", "w"));
    assertThat(tick(mill, "10:25")).isEqualTo(1);
    assertThat(mill.report("keys", "wide", "10:10")).containsExactly("w 1", "x 2", "y 1", "z 1");
    assertThat(mill.entry("keys", "wide", "10:10").from()).contains(moment("10:00"));
    assertThat(mill.entry("keys", "wide", "10:10").buckets()).isEqualTo(5);
    assertThat(tick(mill, "10:25")).as("once").isZero();
  }

  @Test
  void aLateRecordRestatesWhatIsMadeFromItsBucket() throws IOException {
    Mill mill = turned();
    assertThat(mill.published("keys", "wide")).containsExactly("09:55", "10:10");
    mill.drop("late", at("10:07", "late"));
    assertThat(tick(mill, "10:30")).isEqualTo(2);
    assertThat(mill.report("keys", "wide", "09:55")).contains("late 1");
    mill.drop("later", at("10:22", "later"));
    assertThat(tick(mill, "10:30")).isEqualTo(1);
    assertThat(mill.revision("keys", "wide", "09:55")).isEqualTo(2);
    assertThat(mill.revision("keys", "wide", "10:10")).isEqualTo(3);
    assertThat(tick(mill, "10:40")).as("the next quarter").isEqualTo(1);
    assertThat(mill.report("keys", "wide", "10:25"))
        .containsExactly("later 1", "v 1", "w 1", "y 1", "z 1");
  }

  @Test
  void theDryRunCountsTheSameReports() throws IOException {
    Mill mill = turned();
    mill.drop("late", at("10:07", "late"));
    assertThat(mill.plan("10:40"))
        .contains("publish job keys, window wide: 3 reports, the last of bucket 20240301T1025Z");
    assertThat(tick(mill, "10:40")).isEqualTo(3);
  }

  @Test
  void itIsNotOldBeforeTheNextIsDue() throws IOException {
    Mill mill = turned();
    List<Freshness> fresh =
        Freshness.of(mill.pipeline(), Optional.of(mill.state()), moment("10:40"));
    assertThat(fresh).hasSize(1);
    assertThat(fresh.get(0).newest()).contains(moment("10:15"));
    assertThat(fresh.get(0).age()).as("due at 10:40").contains(Duration.ofMinutes(5));
  }

  @Test
  void itIsExplainedByAllThatItIsMadeFrom() throws IOException {
    Mill mill = turned();
    ReportEntry report = mill.entry("keys", "wide", "10:10");
    List<String> buckets = new ArrayList<>();
    Explanation.KeyListener listener =
        new Explanation.KeyListener() {
          @Override
          public void report(Explanation.Published published) {
            assertThat(published.window().from()).contains(moment("10:00"));
          }

          @Override
          public void span(Explanation.Span span) {
            if (span instanceof Explanation.Bucket bucket) {
              buckets.add(bucket.bucket().substring(9, 13));
            }
          }

          @Override
          public void total(Explanation.Total total) {
            assertThat(total.computed()).contains(List.of("2"));
          }
        };
    PipelineJob job = mill.pipeline().jobs().get(0);
    Explanation.RowVerdict verdict =
        new Explanation(
                mill.state(),
                mill.pipeline(),
                report,
                Jobs.create(job.spec(), PublicationTest.class.getClassLoader()))
            .tell(List.of(ByteString.of("x")), listener);
    assertThat(verdict).isEqualTo(Explanation.RowVerdict.AGREES);
    assertThat(buckets).containsExactly("0955", "1000", "1010", "1015", "1020");
  }

  @Test
  void itIsProvedAndKeepsTheRunsItIsMadeFrom() throws IOException {
    Mill mill = mill(PIPELINE + "retention: { runs: 1h }\n");
    for (int hour = 10; hour < 13; hour++) {
      List<String> lines = new ArrayList<>();
      for (int minute = 2; minute < 60; minute += 5) {
        lines.add(at("%02d:%02d".formatted(hour, minute), "k" + minute % 3));
      }
      mill.drop("hour " + hour, lines.toArray(String[]::new));
      tick(mill, (hour + 1) + ":00");
    }
    assertThat(mill.published("keys", "wide")).as("the last one waits").hasSize(11);
    assertThat(problems(mill)).isEmpty();
    Instant oldest = mill.state().snapshot().facts().expired().runs().orElseThrow();
    Instant coarse = mill.state().snapshot().facts().job("keys").coarse().orElseThrow();
    assertThat(Duration.between(coarse, oldest)).isGreaterThanOrEqualTo(Duration.ofMinutes(30));
    mill.drop("late", at("12:37", "late"));
    assertThat(tick(mill, "13:00")).as("its quarter and the one before").isEqualTo(2);
    assertThat(problems(mill)).isEmpty();
  }

  private List<String> problems(Mill mill) throws IOException {
    List<String> problems = new ArrayList<>();
    Findings findings =
        new Findings() {
          @Override
          public void problem(String line) {
            problems.add(line);
          }

          @Override
          public void progress(String what) {}
        };
    var configuration = Settings.configuration();
    try (Store store = mill.store()) {
      new Verification(
              new VerifyEnvironment(
                  "pipeline.yaml",
                  mill.pipeline(),
                  Settings.read(configuration),
                  store,
                  configuration,
                  Files.createDirectories(home.resolve("scratch"))),
              findings)
          .run(Scope.ALL, VerifyDepth.RECOMPUTE);
    }
    return problems;
  }
}
