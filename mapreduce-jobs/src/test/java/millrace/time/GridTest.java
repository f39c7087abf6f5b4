package millrace.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GridTest {
  private static final Grid FIVE_MINUTES = grid("5m");
  private static final Grid WEEK = grid("7d");

  private static Grid grid(String step) {
    return new Grid(DurationText.parse(step));
  }

  private static Instant at(String time) {
    return Instant.parse(time);
  }

  @Test
  void aBoundBelongsToTheCellItBegins() {
    assertThat(FIVE_MINUTES.cellOf(at("2024-03-01T10:05:00Z")))
        .isEqualTo(new TimeRange(at("2024-03-01T10:05:00Z"), at("2024-03-01T10:10:00Z")));
    assertThat(FIVE_MINUTES.cellOf(at("2024-03-01T10:09:59.999999999Z")).start())
        .isEqualTo("2024-03-01T10:05:00Z");
    assertThat(FIVE_MINUTES.isBound(at("2024-03-01T10:05:00Z"))).isTrue();
    assertThat(FIVE_MINUTES.isBound(at("2024-03-01T10:05:00.000000001Z"))).isFalse();
  }

  @Test
  void theCeilingOfABoundIsItself() {
    assertThat(FIVE_MINUTES.ceiling(at("2024-03-01T10:05:00Z"))).isEqualTo("2024-03-01T10:05:00Z");
    assertThat(FIVE_MINUTES.ceiling(at("2024-03-01T10:05:00.000000001Z")))
        .isEqualTo("2024-03-01T10:10:00Z");
  }

  @Test
  void timesBefore1970AreRoundedDownToo() {
    assertThat(FIVE_MINUTES.floor(at("1969-12-31T23:59:59.5Z"))).isEqualTo("1969-12-31T23:55:00Z");
    assertThat(FIVE_MINUTES.ceiling(at("1969-12-31T23:59:59.5Z")))
        .isEqualTo("1970-01-01T00:00:00Z");
    assertThat(WEEK.floor(at("1970-01-01T00:00:00Z"))).isEqualTo("1969-12-29T00:00:00Z");
    assertThat(WEEK.floor(at("0001-01-01T00:00:00Z"))).isEqualTo("0001-01-01T00:00:00Z");
  }

  @Test
  void weeksBeginOnMonday() {
    var random = new Random(7);
    for (int i = 0; i < 1000; i++) {
      Instant time = Instant.ofEpochSecond(random.nextLong(-5_000_000_000L, 5_000_000_000L));
      for (String weeks : new String[] {"7d", "14d", "4w"}) {
        Instant start = grid(weeks).floor(time);
        assertThat(start.atOffset(ZoneOffset.UTC).getDayOfWeek()).isEqualTo(DayOfWeek.MONDAY);
        assertThat(start.atOffset(ZoneOffset.UTC).toLocalTime()).isEqualTo("00:00");
      }
    }
  }

  @Test
  void otherSpansOfDaysAreCountedFrom1970() {
    assertThat(grid("3d").floor(at("1970-01-05T12:00:00Z"))).isEqualTo("1970-01-04T00:00:00Z");
    assertThat(grid("31d").floor(at("1970-02-01T00:00:00Z"))).isEqualTo("1970-02-01T00:00:00Z");
  }

  @Test
  void aCellHoldsItsTimeWhateverTheStep() {
    var random = new Random(11);
    for (int i = 0; i < 10_000; i++) {
      var grid = new Grid(Duration.ofSeconds(random.nextLong(1, 1L << random.nextInt(1, 23))));
      Instant time =
          Instant.ofEpochSecond(
              random.nextLong(-1L << 35, 1L << 35), random.nextInt(1_000_000_000));
      TimeRange cell = grid.cellOf(time);
      assertThat(cell.contains(time)).isTrue();
      assertThat(cell.length()).isEqualTo(grid.step());
      assertThat(grid.isBound(cell.start()) && grid.isBound(cell.end())).isTrue();
      assertThat(grid.cellOf(cell.end()).start()).isEqualTo(cell.end());
    }
  }

  @Test
  void fiveMinutesDivideAnHourAndAWeekButThreeDaysDoNotDivideAWeek() {
    assertThat(FIVE_MINUTES.divides(grid("1h"))).isTrue();
    assertThat(FIVE_MINUTES.divides(WEEK)).isTrue();
    assertThat(grid("1d").divides(WEEK)).isTrue();
    assertThat(WEEK.divides(grid("14d"))).isTrue();
    assertThat(FIVE_MINUTES.divides(grid("7m"))).isFalse();
    assertThat(grid("3d").divides(WEEK)).isFalse();
    assertThat(grid("1h").divides(FIVE_MINUTES)).isFalse();
  }

  @Test
  void aGridThatDividesAnotherHasAllItsBounds() {
    String[] steps = {
      "1s", "7s", "5m", "7m", "1h", "1d", "2d", "3d", "4d", "7d", "14d", "21d", "28d", "31d"
    };
    for (String fine : steps) {
      for (String coarse : steps) {
        boolean all = true;
        Instant bound = grid(coarse).floor(Instant.EPOCH);
        for (int i = 0; i < 50; i++) {
          all &= grid(fine).isBound(bound);
          bound = bound.plus(grid(coarse).step());
        }
        assertThat(grid(fine).divides(grid(coarse)))
            .as("%s divides %s", fine, coarse)
            .isEqualTo(all);
      }
    }
  }

  @Test
  void thereIsNoStepOfZeroOrOfHalfASecond() {
    assertThatThrownBy(() -> new Grid(Duration.ZERO)).hasMessageContaining("PT0S");
    assertThatThrownBy(() -> new Grid(Duration.ofMillis(1500)))
        .hasMessageContaining("whole seconds");
    assertThatThrownBy(() -> new Grid(Duration.ofSeconds(-5))).hasMessageContaining("at least one");
  }

  @Test
  void cellsAreNamedByTheirStart() {
    Grid grid = FIVE_MINUTES;
    Instant start = Instant.parse("2024-03-01T10:05:00Z");
    assertThat(grid.name(start)).isEqualTo("20240301T1005Z");
    assertThat(grid.name(grid.next(start))).isEqualTo("20240301T1010Z");
    assertThat(grid.name(grid.previous(start))).isEqualTo("20240301T1000Z");
    assertThat(grid.cells(start, grid.next(grid.next(start)))).isEqualTo(2);
    assertThat(grid("30s").name(start)).isEqualTo("20240301T100500Z");
  }
}
