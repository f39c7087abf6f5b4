package millrace.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import millrace.time.DurationText;
import millrace.time.Grid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LevelsTest {
  @ParameterizedTest
  @CsvSource({
    "5m, 5m 15m 1h 4h 1d 4d 16d 64d",
    "1s, 1s 5s 15s 1m 5m 15m 1h 4h 1d 4d",
    "10s, 10s 1m 5m 15m 1h 4h 1d 4d",
    "1m, 1m 5m 15m 1h 4h 1d 4d",
    "30m, 30m 4h 1d 4d",
    "1h, 1h 4h 1d 4d 16d",
    "6h, 6h 1d 4d 16d",
    "12h, 12h 4d 16d",
    "1d, 1d 4d 16d 64d",
    "2d, 2d 8d 32d",
    "7d, 7d 28d 112d",
    "31d, 31d 124d",
    "2m, 2m 6m 1h 4h 1d",
    "27s, 27s 1m48s 7m12s 28m48s 2h24m 1d 4d"
  })
  void climbFromTheBucket(String every, String levels) {
    List<Grid> grids = Levels.of(DurationText.parse(every)).grids();
    assertThat(
            grids.stream()
                .map(grid -> DurationText.format(grid.step()))
                .collect(Collectors.joining(" ")))
        .startsWith(levels + " ");
  }

  @Test
  void nestAndStayNarrowForEveryBucketThereCanBe() {
    for (int seconds = 1; seconds <= 31 * 86_400; seconds++) {
      if (86_400 % seconds != 0 && seconds % 86_400 != 0) {
        continue;
      }
      List<Grid> grids = Levels.of(Duration.ofSeconds(seconds)).grids();
      assertThat(grids.get(grids.size() - 1).step()).isGreaterThan(Duration.ofDays(200_000));
      for (int i = 1; i < grids.size(); i++) {
        assertThat(grids.get(i - 1).divides(grids.get(i))).isTrue();
        assertThat(grids.get(i).step().dividedBy(grids.get(i - 1).step())).isBetween(3L, 12L);
      }
    }
  }
}
