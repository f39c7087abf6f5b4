package millrace.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNameTimeTest {
  @ParameterizedTest
  @CsvSource({
    "(?<time>\\d{8}), yyyyMMdd, access-20240301.log.gz, 2024-03-01T00:00:00Z",
    "(?<time>\\d{8})\\.gz$, yyyyMMdd, 20230101/access.log-20240301.gz, 2024-03-01T00:00:00Z",
    "(?<time>\\d{4}/\\d\\d/\\d\\d), yyyy/MM/dd, host/2024/03/01/x.csv, 2024-03-01T00:00:00Z",
    "^(?<time>[^.]+)\\.csv, iso, 2024-03-01T10:05:00Z.csv, 2024-03-01T10:05:00Z",
    "'(?x) - (?<time> \\d+ ) # the second', epoch-seconds, log-1709287500, 2024-03-01T10:05:00Z"
  })
  void theTimeStandsInTheName(String pattern, String format, String path, String instant)
      throws BadTime {
    assertThat(FileNameTime.of(pattern, format, ZoneOffset.UTC).timeOf(path)).isEqualTo(instant);
  }

  @Test
  void theZoneIsForTimesThatCarryNone() throws BadTime {
    var time = FileNameTime.of("(?<time>\\d{10})", "yyyyMMddHH", ZoneId.of("Asia/Kathmandu"));
    assertThat(time.timeOf("2024030110")).isEqualTo("2024-03-01T04:15:00Z");
  }

  @Test
  void aNameWithoutATimeIsBad() {
    var time = FileNameTime.of("-(?<time>\\d{8})?\\.log", "yyyyMMdd", ZoneOffset.UTC);
    assertThatThrownBy(() -> time.timeOf("a\nb.log"))
        .isInstanceOf(BadTime.class)
        .hasMessage(
            "the file name holds no time: \"a\\u000ab.log\" does not match -(?<time>\\d{8})?\\.log");
    assertThatThrownBy(() -> time.timeOf("a-.log")).hasMessageContaining("the group time of");
    assertThatThrownBy(() -> time.timeOf("a-20241301.log")).hasMessageContaining("MonthOfYear");
  }

  @Test
  void aPatternNeedsTheGroupNamedTime() {
    assertThatThrownBy(() -> FileNameTime.of("(?<day>\\d{8})", "yyyyMMdd", ZoneOffset.UTC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the regular expression has no group named time, written (?<time>...): (?<day>\\d{8})");
    assertThatThrownBy(() -> FileNameTime.of("(?<time>\\d{8}", "yyyyMMdd", ZoneOffset.UTC))
        .hasMessageStartingWith("not a regular expression: (?<time>\\d{8}: Unclosed group");
    assertThatThrownBy(() -> FileNameTime.of("(?<time>\\d{8})", "HH", ZoneOffset.UTC))
        .hasMessageStartingWith("not a time format: HH");
  }
}
