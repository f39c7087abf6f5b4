package millrace.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import millrace.aggregate.ByteString;
import millrace.pipeline.OutputSpec;
import millrace.sink.Fence;
import millrace.sink.ReportUpdate;
import millrace.sink.ReportUpdate.PublishedReport;
import millrace.sink.RowReader;
import millrace.sink.Sink;
import millrace.state.SinkProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sinks are told every revision and every withdrawal, each for itself. */
final class SinksTest {
  private static final String PIPELINE =
      Mill.CSV
          + """
          buckets: { every: 5m }
          jobs:
            keys: { count: key, windows: { all: cumulative, five: tumbling 5m } }
            sums: { sum: amount, key: key, windows: { all: cumulative } }
          """;

  @TempDir Path home;

  /** Remembers what it was told, a line each; fails as long as it is away. */
  private static final class Remembering implements Sink {
    private final List<String> told = new ArrayList<>();
    private Optional<String> away = Optional.empty();
    private Optional<String> refused = Optional.empty();
    private boolean dies;
    private int calls;

    @Override
    public void deliver(List<ReportUpdate> updates, Fence fence) throws IOException {
      calls++;
      if (dies) {
        throw new InternalError("the process is gone");
      }
      if (away.isPresent()) {
        throw new IOException(away.get());
      }
      List<String> lines = new ArrayList<>();
      for (ReportUpdate update : updates) {
        lines.add(line(update));
      }
      if (refused.isPresent() && lines.stream().anyMatch(it -> it.startsWith(refused.get()))) {
        throw new IOException("refused: " + refused.get());
      }
      fence.check();
      told.addAll(lines);
    }

    private static String line(ReportUpdate update) throws IOException {
      String which =
          "%s/%s/%s"
              .formatted(update.report().job(), update.report().window(), update.report().bucket());
      if (!(update instanceof PublishedReport report)) {
        return which + " withdrawn";
      }
      List<String> rows = new ArrayList<>();
      try (RowReader reader = report.content().rows()) {
        for (Optional<List<ByteString>> row = reader.next(); row.isPresent(); row = reader.next()) {
          rows.add(
              String.join(
                  "=",
                  row.get().stream()
                      .map(it -> new String(it.toBytes(), StandardCharsets.UTF_8))
                      .toList()));
        }
      }
      return "%s revision %d: %s".formatted(which, report.facts().revision(), rows);
    }

    @Override
    public void close() {}
  }

  /** A row that says 1 of x. */
  private static String at(String time) {
    return Mill.moment(time) + ",x,1";
  }

  /** A record every five minutes from a minute on, and a tick at the end of each bucket. */
  private static void turnUntilTwenty(Mill mill, int firstMinute) throws IOException {
    for (int minute = firstMinute; minute < 20; minute += 5) {
      mill.drop("f" + minute, at("10:%02d".formatted(minute)));
      mill.tick("10:%02d".formatted(minute + 4));
    }
  }

  /** A file with a record in each of 300 buckets arrives; returns the end of the last. */
  private static Instant dropThreeHundredBuckets(Mill mill) throws IOException {
    String[] rows =
        IntStream.range(0, 300)
            .mapToObj(i -> Mill.moment("10:01").plus(Duration.ofMinutes(5L * i)) + ",x,1")
            .toArray(String[]::new);
    mill.drop("a", rows);
    return Mill.moment("10:00").plus(Duration.ofHours(25));
  }

  private static OpenSink named(String name, Sink sink, String... jobs) {
    return new OpenSink(new OutputSpec(name, "remembering", Map.of(), List.of(jobs)), sink);
  }

  private static SinkProgress progress(Mill mill, String sink) throws IOException {
    return Optional.ofNullable(mill.state().facts().sinks().get(sink)).orElseThrow();
  }

  @Test
  void aSinkIsToldEachRevisionOfTheJobsItTakes() throws IOException {
    Remembering sink = new Remembering();
    Mill mill = Mill.of(home, PIPELINE).sinks(named("lake", sink, "keys"));
    mill.drop("a", at("10:01"));
    mill.tick("10:05");
    assertThat(sink.told)
        .containsExactly(
            "keys/all/20240301T1000Z revision 1: [x=1]",
            "keys/five/20240301T1000Z revision 1: [x=1]");
    sink.told.clear();
    mill.drop("late", at("10:02"));
    mill.tick("10:06");
    assertThat(sink.told)
        .containsExactly(
            "keys/all/20240301T1000Z revision 2: [x=2]",
            "keys/five/20240301T1000Z revision 2: [x=2]");
    assertThat(progress(mill, "lake").isComplete()).isTrue();
    int calls = sink.calls;
    mill.tick("10:07");
    assertThat(sink.calls).as("nothing new, nothing told").isEqualTo(calls);
  }

  @Test
  void aSinkThatIsAwayHoldsUpNobodyAndCatchesUpWithTheNewestRevision() throws IOException {
    Remembering lake = new Remembering();
    Remembering other = new Remembering();
    Mill mill = Mill.of(home, PIPELINE).sinks(named("lake", lake, "keys"), named("other", other));
    lake.away = Optional.of("no route to host");
    mill.drop("a", at("10:01"));
    assertThat(mill.tick("10:05").outcome()).isEqualTo(Tick.TickOutcome.FAILED);
    mill.drop("late", at("10:02"));
    assertThat(mill.tick("10:06").outcome()).isEqualTo(Tick.TickOutcome.FAILED);
    assertThat(mill.report("keys", "all", "20240301T1000Z")).containsExactly("x 2");
    assertThat(other.told).contains("sums/all/20240301T1000Z revision 2: [x=2]");
    assertThat(progress(mill, "other").isComplete()).isTrue();
    assertThat(progress(mill, "lake").waiting()).isEqualTo(2);
    assertThat(progress(mill, "lake").problem().orElseThrow().message())
        .isEqualTo("no route to host");
    int calls = lake.calls;
    assertThat(mill.tick("10:07").outcome()).isEqualTo(Tick.TickOutcome.FAILED);
    assertThat(lake.calls).as("all, then each of the two").isEqualTo(calls + 3);

    lake.away = Optional.empty();
    assertThat(mill.tick("10:08").outcome()).isEqualTo(Tick.TickOutcome.DONE);
    assertThat(lake.told)
        .containsExactly(
            "keys/all/20240301T1000Z revision 2: [x=2]",
            "keys/five/20240301T1000Z revision 2: [x=2]");
    assertThat(progress(mill, "lake").isComplete()).isTrue();
    assertThat(progress(mill, "lake").problem()).isEmpty();
    mill.mustBeClean();
  }

  @Test
  void whatAProcessDidNotComeToTellIsToldByTheNext() throws IOException {
    Remembering sink = new Remembering();
    Mill mill = Mill.of(home, PIPELINE).sinks(named("lake", sink, "sums"));
    mill.drop("a", at("10:01"));
    sink.dies = true;
    assertThatThrownBy(() -> mill.tick("10:05")).isInstanceOf(InternalError.class);
    assertThat(sink.told).isEmpty();
    sink.dies = false;
    mill.tick("10:05");
    assertThat(sink.told).containsExactly("sums/all/20240301T1000Z revision 1: [x=1]");
  }

  @Test
  void aSinkThatIsNewIsToldWhatWasPublishedBefore() throws IOException {
    Mill mill = Mill.of(home, PIPELINE);
    mill.drop("a", at("10:01"));
    mill.tick("10:05");
    Remembering sink = new Remembering();
    mill.sinks(named("lake", sink, "sums"));
    mill.drop("b", at("10:06"));
    mill.tick("10:10");
    assertThat(sink.told)
        .contains(
            "sums/all/20240301T1000Z revision 1: [x=1]",
            "sums/all/20240301T1005Z revision 1: [x=2]");
    assertThat(progress(mill, "lake").isComplete()).isTrue();
    int calls = sink.calls;
    mill.tick("10:11");
    assertThat(sink.calls).isEqualTo(calls);
  }

  @Test
  void aSinkThatIsDeclaredOtherwiseIsToldEverythingAndWhatWasNotedForIt() throws IOException {
    Remembering sink = new Remembering();
    Mill mill =
        Mill.of(home, PIPELINE + "retention: { reports: 10m }\n").sinks(named("lake", sink));
    mill.drop("a", at("10:01"));
    mill.tick("10:05");
    assertThat(sink.told).contains("sums/all/20240301T1000Z revision 1: [x=1]");
    sink.away = Optional.of("no route to host");
    turnUntilTwenty(mill, 6);
    sink.told.clear();
    sink.away = Optional.empty();
    mill.sinks(named("lake", sink, "sums"));
    assertThat(mill.tick("10:21").outcome()).isEqualTo(Tick.TickOutcome.DONE);
    assertThat(sink.told)
        .contains("sums/all/20240301T1000Z withdrawn", "sums/all/20240301T1015Z revision 1: [x=4]")
        .allMatch(it -> it.startsWith("sums/") || it.endsWith(" withdrawn"));
    assertThat(progress(mill, "lake").isComplete()).isTrue();
    assertThat(mill.state().undelivered().size()).isZero();
  }

  @Test
  void aSinkIsToldWhatRetentionTakesAway() throws IOException {
    Remembering sink = new Remembering();
    Mill mill =
        Mill.of(home, PIPELINE + "retention: { reports: 10m }\n")
            .sinks(named("lake", sink, "sums"));
    turnUntilTwenty(mill, 1);
    assertThat(sink.told)
        .contains("sums/all/20240301T1000Z withdrawn", "sums/all/20240301T1015Z revision 1: [x=4]");
  }

  @Test
  void aSinkThatIsNotDeclaredAnyMoreLeavesNothingBehind() throws IOException {
    Remembering sink = new Remembering();
    sink.away = Optional.of("gone");
    Mill mill = Mill.of(home, PIPELINE).sinks(named("lake", sink));
    mill.drop("a", at("10:01"));
    mill.tick("10:05");
    assertThat(mill.state().undelivered().size()).isEqualTo(3);
    mill.sinks();
    assertThat(mill.tick("10:06").outcome()).isEqualTo(Tick.TickOutcome.DONE);
    assertThat(mill.state().facts().sinks()).isEmpty();
    assertThat(mill.state().undelivered().size()).isZero();
  }

  @Test
  void aSinkThatComesBackBeforeItIsForgottenIsNew() throws IOException {
    Remembering sink = new Remembering();
    sink.away = Optional.of("gone");
    Mill mill = Mill.of(home, PIPELINE).sinks(named("lake", sink));
    Instant end = dropThreeHundredBuckets(mill);
    mill.tick(end.toString());
    assertThat(progress(mill, "lake").waiting()).isEqualTo(900);
    mill.sinks();
    mill.tick(end.plusSeconds(1).toString());
    assertThat(mill.state().undelivered().size()).as("more than one part").isEqualTo(400);
    sink.away = Optional.empty();
    mill.sinks(named("lake", sink));
    mill.tick(end.plusSeconds(2).toString());
    assertThat(Set.copyOf(sink.told)).as("every report").hasSize(900);
    assertThat(progress(mill, "lake").isComplete()).isTrue();
    assertThat(mill.state().undelivered().size()).isZero();
  }

  @Test
  void aDryRunTellsNobodyAnything() throws IOException {
    Remembering sink = new Remembering();
    Mill mill = Mill.of(home, PIPELINE).sinks(named("lake", sink));
    turnUntilTwenty(mill, 1);
    int calls = sink.calls;
    Mill shorter =
        Mill.of(home, PIPELINE + "retention: { reports: 10m }\n").sinks(named("lake", sink));
    assertThat(shorter.plan("10:21")).anyMatch(it -> it.startsWith("delete the report "));
    assertThat(sink.calls).isEqualTo(calls);
  }

  @Test
  void whatABackfillWithAnOlderPipelineFilePublishesIsNotedForTheOthers() throws IOException {
    Remembering lake = new Remembering();
    Remembering sea = new Remembering();
    Mill mill =
        Mill.of(home, PIPELINE).sinks(named("lake", lake, "sums"), named("sea", sea, "sums"));
    mill.drop("a", at("10:01"));
    mill.tick("10:05");
    mill.sinks(named("sea", sea, "keys", "sums"));
    mill.backfill("10:00", "10:05", "sums");
    assertThat(progress(mill, "lake").waiting()).as("of one it does not know").isEqualTo(1);
    assertThat(progress(mill, "sea").waiting()).as("of one declared otherwise").isEqualTo(1);
    lake.told.clear();
    mill.sinks(named("lake", lake, "sums"));
    mill.tick("10:06");
    assertThat(lake.told).hasSize(1);
    assertThat(progress(mill, "lake").isComplete()).isTrue();
  }

  @Test
  void whateverAPluginThrowsTheOthersAreTold() throws IOException {
    Remembering other = new Remembering();
    Sink broken =
        new Sink() {
          @Override
          public void deliver(List<ReportUpdate> updates, Fence fence) {
            throw new ServiceConfigurationError("no driver");
          }

          @Override
          public void close() {}
        };
    Mill mill = Mill.of(home, PIPELINE).sinks(named("broken", broken), named("other", other));
    mill.drop("a", at("10:01"));
    assertThat(mill.tick("10:05").outcome()).isEqualTo(Tick.TickOutcome.FAILED);
    assertThat(other.told).hasSize(3);
    assertThat(progress(mill, "broken").problem().orElseThrow().message())
        .contains("ServiceConfigurationError: no driver");
  }

  @Test
  void aReportThatASinkRefusesKeepsUpNoOther() throws IOException {
    Remembering sink = new Remembering();
    Mill mill = Mill.of(home, PIPELINE);
    mill.drop("a", at("10:01"), at("10:06"), at("10:11"));
    mill.tick("10:15");
    sink.refused = Optional.of("sums/all/20240301T1005Z");
    mill.sinks(named("lake", sink));
    assertThat(mill.tick("10:16").outcome()).isEqualTo(Tick.TickOutcome.FAILED);
    assertThat(sink.told).hasSize(8).noneMatch(it -> it.startsWith(sink.refused.orElseThrow()));
    assertThat(progress(mill, "lake").waiting()).isEqualTo(1);
    sink.refused = Optional.empty();
    mill.tick("10:17");
    assertThat(sink.told).hasSize(9);
    assertThat(progress(mill, "lake").isComplete()).isTrue();
  }

  @Test
  void whatIsWithdrawnIsToldToASinkThatDoesNotTakeItsJobAnyMore() throws IOException {
    Remembering sink = new Remembering();
    String retention = "retention: { reports: 10m }\n";
    Mill mill = Mill.of(home, PIPELINE + retention).sinks(named("lake", sink));
    mill.drop("a", at("10:01"));
    mill.tick("10:05");
    mill.sinks(named("lake", sink, "sums"));
    turnUntilTwenty(mill, 6);
    assertThat(sink.told).contains("keys/all/20240301T1000Z withdrawn");
  }

  @Test
  void catchingUpEndsWithItsTimeAndGoesOnAtTheNextTick() throws IOException {
    Mill mill = Mill.of(home, PIPELINE).set("millrace.output.time", "0s");
    Instant end = dropThreeHundredBuckets(mill);
    mill.tick(end.toString());
    Remembering lake = new Remembering();
    Remembering sea = new Remembering();
    mill.sinks(named("lake", lake), named("sea", sea));
    mill.tick(end.plusSeconds(1).toString());
    assertThat(lake.told).hasSize(500);
    assertThat(sea.told).hasSize(500);
    mill.tick(end.plusSeconds(2).toString());
    assertThat(lake.told).hasSize(900);
    assertThat(progress(mill, "lake").isComplete()).isTrue();
  }

  @Test
  void aSinkThatDoesNotComeBackIsAway() throws Exception {
    CountDownLatch forever = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(2);
    AtomicInteger calls = new AtomicInteger();
    Sink hanging =
        new Sink() {
          @Override
          public void deliver(List<ReportUpdate> updates, Fence fence) throws IOException {
            calls.incrementAndGet();
            try {
              forever.await();
            } catch (InterruptedException e) {
              interrupted.countDown();
              throw new InterruptedIOException();
            }
          }

          @Override
          public void close() {}
        };
    Remembering other = new Remembering();
    Mill mill =
        Mill.of(home, PIPELINE)
            .set("millrace.output.wait", "3s")
            .sinks(named("hanging", hanging), named("other", other));
    mill.drop("a", at("10:01"));
    assertThat(mill.tick("10:05").outcome()).isEqualTo(Tick.TickOutcome.FAILED);
    assertThat(other.told).hasSize(3);
    assertThat(progress(mill, "hanging").problem().orElseThrow().message())
        .isEqualTo("it took longer than 3s (millrace.output.wait)");
    mill.tick("10:06");
    assertThat(calls).as("once a tick, for it would hold up each call").hasValue(2);
    interrupted.await();
  }

  @Test
  void whatIsNotedAndPartOfTheHistoryIsToldOnce() throws IOException {
    Remembering sink = new Remembering();
    sink.away = Optional.of("no route to host");
    Mill mill = Mill.of(home, PIPELINE).sinks(named("lake", sink));
    mill.drop("a", at("10:01"));
    mill.tick("10:05");
    mill.sinks(named("lake", sink, "keys", "sums"));
    int calls = sink.calls;
    mill.tick("10:06");
    assertThat(sink.calls).as("all three, then each of them").isEqualTo(calls + 4);
    sink.away = Optional.empty();
    mill.tick("10:07");
    assertThat(sink.told).hasSize(3);
    assertThat(progress(mill, "lake").isComplete()).isTrue();
  }
}
