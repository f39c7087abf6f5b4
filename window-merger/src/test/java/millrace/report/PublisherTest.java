package millrace.report;

import static millrace.report.StateFixture.JOB;
import static millrace.report.StateFixture.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import millrace.run.Tally;
import millrace.state.ReportEntry;
import millrace.store.MemoryStore;
import millrace.time.Grid;
import millrace.window.Publication;
import org.junit.jupiter.api.Test;

/** Reports are made from the runs of the buckets that their publication names. */
class PublisherTest {
  private final StateFixture shelf;

  PublisherTest() throws IOException {
    shelf = new StateFixture(new MemoryStore());
    shelf.fold("10:00", "hat", "coat", "hat").fold("10:05", "hat").fold("10:15", "scarf", "coat");
  }

  /** Hours that begin at the full hour and are told of at every bucket of them. */
  private record HourSoFar() implements Publication {
    @Override
    public Instant endAfter(Instant time) {
      return new Grid(StateFixture.EVERY).cellOf(time).end();
    }

    @Override
    public Optional<Instant> startOf(Instant end) {
      return Optional.of(new Grid(Duration.ofHours(1)).floor(end.minus(StateFixture.EVERY)));
    }

    @Override
    public Optional<Duration> reach() {
      return Optional.of(Duration.ofHours(1));
    }
  }

  /** Quarters of an hour, told of with a bucket more on either side. */
  private record QuarterWithNeighbours() implements Publication {
    private static final Duration SIZE = Duration.ofMinutes(15);

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
      return Optional.of(end.minus(SIZE).minus(StateFixture.EVERY));
    }

    @Override
    public Duration delay() {
      return StateFixture.EVERY;
    }

    @Override
    public Optional<Duration> reach() {
      return Optional.of(SIZE.plus(StateFixture.EVERY).plus(delay()));
    }
  }

  private ReportSeries series(String window, Publication publication) {
    return new ReportSeries(JOB, shelf.words(), OptionalInt.empty(), window, publication);
  }

  @Test
  void aReportHoldsTheBucketsOfItsWindow() throws IOException {
    shelf.publish(shelf.series("ten", "tumbling 10m"), "10:10", "10:20").commit();
    assertThat(shelf.rows("ten", "10:10")).containsExactly("coat 1", "hat 3");
    assertThat(shelf.rows("ten", "10:20")).containsExactly("coat 1", "scarf 1");
    ReportEntry report = shelf.report("ten", "10:10");
    assertThat(report.from()).contains(at("10:00"));
    assertThat(report.to()).isEqualTo(at("10:10"));
    assertThat(report.revision()).isEqualTo(1);
    assertThat(report.rows()).isEqualTo(2);
    assertThat(report.buckets()).isEqualTo(2);
    assertThat(report.tally()).isEqualTo(new Tally(4, 4, 0, 0, 0, 0));
    assertThat(report.engines()).isEqualTo(Map.of("inline", 2));
    assertThat(report.missing()).isEmpty();
    assertThat(report.since()).isEmpty();
    assertThat(report.changed()).isEmpty();
    assertThat(report.snapshot()).isEqualTo(1);
  }

  @Test
  void aCumulativeReportHoldsAllThatWasHoweverManyAreMadeAtOnce() throws IOException {
    ReportSeries all = shelf.series("all", "cumulative");
    shelf.publish(all, "10:05", "10:10", "10:20").commit();
    assertThat(shelf.rows("all", "10:05")).containsExactly("coat 1", "hat 2");
    assertThat(shelf.rows("all", "10:10")).containsExactly("coat 1", "hat 3");
    assertThat(shelf.rows("all", "10:20")).containsExactly("coat 2", "hat 3", "scarf 1");
    assertThat(shelf.report("all", "10:20").from()).isEmpty();
    assertThat(shelf.report("all", "10:20").buckets()).isEqualTo(3);

    ReportEntry together = shelf.report("all", "10:20");
    shelf.publish(shelf.series("alone", "cumulative"), "10:20").commit();
    ReportEntry alone = shelf.report("alone", "10:20");
    assertThat(alone.parts().get(0).sha256()).isEqualTo(together.parts().get(0).sha256());
    assertThat(alone.tally()).isEqualTo(together.tally());
    assertThat(alone.engines()).isEqualTo(together.engines());
  }

  @Test
  void aReportThatBeginsWhereTheOneBeforeBeginsIsMadeOnIt() throws IOException {
    shelf.fold("11:00", "glove").fold("11:05", "glove");
    shelf
        .publish(series("hour", new HourSoFar()), "10:05", "10:10", "10:20", "11:05", "11:10")
        .commit();
    assertThat(shelf.rows("hour", "10:20")).containsExactly("coat 2", "hat 3", "scarf 1");
    assertThat(shelf.rows("hour", "11:05")).containsExactly("glove 1");
    assertThat(shelf.rows("hour", "11:10")).containsExactly("glove 2");
    assertThat(shelf.report("hour", "11:10").buckets()).isEqualTo(2);
  }

  @Test
  void aReportMayBeMadeFromMoreThanItTellsOf() throws IOException {
    shelf.fold("09:50", "old").fold("09:55", "glove");
    shelf.publish(series("quarter", new QuarterWithNeighbours()), "10:15").commit();
    assertThat(shelf.rows("quarter", "10:15"))
        .containsExactly("coat 2", "glove 1", "hat 3", "scarf 1");
    ReportEntry report = shelf.report("quarter", "10:15");
    assertThat(report.from()).contains(at("10:00"));
    assertThat(report.to()).isEqualTo(at("10:15"));
    assertThat(report.buckets()).isEqualTo(4);
  }

  @Test
  void fewReportsOfRanksAndManyAreTheSame() throws IOException {
    String[] ends = {
      "10:05", "10:10", "10:15", "10:20", "10:25", "10:30", "10:35", "10:40", "10:45"
    };
    shelf.publish(shelf.top(1, "many", "sliding 45m"), ends);
    for (String end : ends) {
      shelf.publish(shelf.top(1, "few", "sliding 45m"), end);
    }
    shelf.commit();
    for (String end : ends) {
      assertThat(shelf.rows("many", end)).as(end).isEqualTo(shelf.rows("few", end)).hasSize(1);
    }
    assertThat(shelf.rows("many", "10:05")).containsExactly("hat 2");
    assertThat(shelf.report("many", "10:05").top()).contains(1);
  }

  @Test
  void runsAreReadWhereverTheyHaveBeenMergedTo() throws IOException {
    shelf.fold("10:25", "glove").compact();
    assertThat(shelf.draft().job(JOB).roots()).hasSize(2);
    shelf.publish(shelf.series("ten", "tumbling 10m"), "10:10");
    shelf.publish(shelf.series("all", "cumulative"), "10:30").commit();
    assertThat(shelf.rows("ten", "10:10")).containsExactly("coat 1", "hat 3");
    assertThat(shelf.rows("all", "10:30")).containsExactly("coat 2", "glove 1", "hat 3", "scarf 1");
  }

  @Test
  void aPassIsToldBeforeItIsMade() throws IOException {
    shelf.publish(shelf.series("all", "cumulative"), "10:05", "10:10");
    assertThat(shelf.said()).containsExactly("job words, window all: publishing 2 reports");
  }
}
