package millrace.schedule;

import static millrace.schedule.Mill.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import millrace.aggregate.ByteString;
import millrace.aggregate.Seeds;
import millrace.inspect.Explanation;
import millrace.job.Jobs;
import millrace.pipeline.PipelineJob;
import millrace.state.PipelineState;
import millrace.state.ReportEntry;
import millrace.store.Store;
import millrace.time.Grid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplanationTest {
  private static final String PIPELINE =
      Mill.CSV
          + """
          buckets: { every: 5m, lateness: 2m }
          jobs:
            amounts: { sum: amount, key: key, windows: { all: cumulative, hour: tumbling 1h, recent: sliding 15m } }
            best: { count: key, windows: { all: cumulative }, top: 2 }
          """;

  @TempDir Path home;

  /** What is told, as a test looks at it. */
  private static final class Told implements Explanation.KeyListener {
    private final List<Explanation.Published> reports = new ArrayList<>();
    private final List<Explanation.Span> spans = new ArrayList<>();
    private final List<Explanation.Total> totals = new ArrayList<>();

    @Override
    public void report(Explanation.Published report) {
      reports.add(report);
    }

    @Override
    public void span(Explanation.Span span) {
      spans.add(span);
    }

    @Override
    public void total(Explanation.Total total) {
      totals.add(total);
    }
  }

  private static Told tell(Mill mill, ReportEntry report, String key) throws IOException {
    PipelineState state = mill.state();
    PipelineJob job =
        mill.pipeline().jobs().stream()
            .filter(it -> it.name().equals(report.job()))
            .findFirst()
            .orElseThrow();
    Told told = new Told();
    new Explanation(
            state,
            mill.pipeline(),
            report,
            Jobs.create(job.spec(), ExplanationTest.class.getClassLoader()))
        .tell(List.of(ByteString.of(key)), told);
    assertThat(told.reports).hasSize(1);
    assertThat(told.totals).hasSize(1);
    return told;
  }

  private static List<ReportEntry> reports(Mill mill) throws IOException {
    List<ReportEntry> reports = new ArrayList<>();
    mill.state().reports().from("").forEachRemaining(it -> reports.add(it.getValue()));
    return reports;
  }

  @Test
  void everyRowOfEveryReportAddsUpAndEveryMomentOfItsWindowIsToldOnce() throws IOException {
    Random random = Seeds.random();
    Mill mill = Mill.of(home, PIPELINE);
    Instant start = Mill.moment("08:00");
    Duration slot = Duration.ofMinutes(25);
    for (int file = 0; file < 5; file++) {
      List<String> lines = new ArrayList<>();
      for (int row = 0; row < 12; row++) {
        // the older the pipeline, the more of what comes is late
        long minute = random.nextInt(25 * (file + 1));
        lines.add(
            at(
                start.plus(Duration.ofMinutes(minute)).toString(),
                "key" + random.nextInt(4),
                "" + (random.nextInt(100) - 20)));
      }
      mill.drop("" + file, lines.toArray(String[]::new));
      mill.tick(start.plus(slot.multipliedBy(file + 1L)).plusSeconds(120).toString());
    }
    List<ReportEntry> all = reports(mill);
    Collections.shuffle(all, random);
    for (ReportEntry report : all.subList(0, 25)) {
      Told told = tell(mill, report, "key" + random.nextInt(5));
      assertThat(told.totals.get(0).verdict())
          .as("%s: %s", report, told.totals)
          .isIn(Explanation.RowVerdict.AGREES, Explanation.RowVerdict.BELOW_THE_TOP);
      long buckets = 0;
      long records = 0;
      Instant position =
          report.from().orElse(mill.state().snapshot().facts().timeline().first().orElseThrow());
      for (Explanation.Span span : told.spans) {
        if (span instanceof Explanation.Bucket bucket) {
          assertThat(bucket.bucket()).isEqualTo(name(position));
          assertThat(bucket.contribution().states()).isEqualTo(Explanation.RunStates.ITS_RUNS);
          assertThat(bucket.fold().orElseThrow().tally().records()).isEqualTo(bucket.records());
          buckets++;
          records += bucket.records();
          position = position.plus(Duration.ofMinutes(5));
        } else if (span instanceof Explanation.Empty empty) {
          assertThat(empty.from()).isEqualTo(position);
          assertThat(Duration.ofMinutes(5).multipliedBy(empty.buckets()))
              .isEqualTo(Duration.between(empty.from(), empty.to()));
          position = empty.to();
        }
      }
      assertThat(position).isEqualTo(report.to());
      assertThat(buckets).isEqualTo(report.buckets());
      assertThat(records).isEqualTo(report.tally().records());
    }
  }

  private static String name(Instant bucket) {
    return new Grid(Duration.ofMinutes(5)).name(bucket);
  }

  @Test
  void whatWasFoldedAndNotPublishedYetIsNoDisagreement() throws IOException {
    Mill mill = Mill.of(home, PIPELINE);
    mill.drop("a", at("10:01", "x"), at("10:06", "x"));
    mill.tick("10:12");
    mill.drop("late", at("10:02", "x"));
    try (Store store = mill.store()) {
      assertThatThrownBy(() -> mill.tick(withoutRoomForReports(store), "10:12"))
          .hasMessageContaining("no room");
    }
    ReportEntry report = mill.state().reports().get("amounts/all/20240301T1005Z").orElseThrow();
    Told told = tell(mill, report, "x");
    assertThat(told.reports.get(0).gaps().refolded()).containsExactly("20240301T1000Z");
    assertThat(told.totals.get(0))
        .isEqualTo(
            new Explanation.Total(
                List.of(ByteString.of("x")),
                Optional.of(List.of("3")),
                Optional.of(List.of("2")),
                Explanation.RowVerdict.NOT_PUBLISHED_YET));

    mill.tick("10:12");
    report = mill.state().reports().get("amounts/all/20240301T1005Z").orElseThrow();
    told = tell(mill, report, "x");
    assertThat(told.reports.get(0).gaps().refolded()).isEmpty();
    assertThat(told.totals.get(0).verdict()).isEqualTo(Explanation.RowVerdict.AGREES);
  }

  /** A store in which no report can be made. */
  private static Store withoutRoomForReports(Store store) {
    return (Store)
        Proxy.newProxyInstance(
            ExplanationTest.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, words) -> {
              if (method.getName().equals("create")
                  && String.valueOf(words[0]).contains("/report-")) {
                throw new IOException("no room");
              }
              try {
                return method.invoke(store, words);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
