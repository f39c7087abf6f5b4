package millrace.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BucketNameTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void secondsAreWrittenWhereBucketsAreShorterThanAMinute() {
    Instant start = Instant.parse("2024-03-01T10:05:30Z");
    assertThat(BucketName.of(start, Duration.ofSeconds(30))).isEqualTo("20240301T100530Z");
    assertThat(BucketName.of(Instant.parse("2024-03-01T10:05:00Z"), Duration.ofMinutes(5)))
        .isEqualTo("20240301T1005Z");
    assertThat(BucketName.of(start, Duration.ofSeconds(90))).isEqualTo("20240301T100530Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:00Z",
        "1969-12-31T23:59:00Z",
        "2024-02-29T00:00:00Z"
      })
  void everyYearReadsBack(String time) {
    Instant start = Instant.parse(time);
    assertThat(BucketName.parse(BucketName.of(start, MINUTE))).isEqualTo(start);
    assertThat(BucketName.parse(BucketName.of(start.plusSeconds(59), SECOND)))
        .isEqualTo(start.plusSeconds(59));
    assertThat(BucketName.of(start, MINUTE)).hasSize("20240301T1005Z".length());
  }

  @Test
  void namesSortLikeTimes() {
    var random = new Random(3);
    long first = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond() / 60;
    long last = Instant.parse("9999-12-31T23:59:00Z").getEpochSecond() / 60;
    for (int i = 0; i < 1000; i++) {
      Instant left = Instant.ofEpochSecond(60 * random.nextLong(first, last));
      Instant right = Instant.ofEpochSecond(60 * random.nextLong(first, last));
      assertThat(
              Integer.signum(BucketName.of(left, MINUTE).compareTo(BucketName.of(right, MINUTE))))
          .isEqualTo(left.compareTo(right));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "20240301",
        "20240301T1005",
        "20240301T10:05Z",
        "20240230T1005Z",
        "20240301T2400Z",
        "2024-03-01T10:05:00Z",
        "20240301T100560Z",
        "+120240301T1005Z",
        "20240301T1005Z/..",
        "00000101T0000Z"
      })
  void whatIsNoBucketNameIsRefusedWithAnExample(String name) {
    assertThatThrownBy(() -> BucketName.parse(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a bucket name: " + name + " (expected one like 20240301T1005Z)");
  }
}
