package millrace.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "1023, 1023, 1023",
    "1024, 1024, 1k",
    "64m, 67108864, 64m",
    "1536K, 1572864, 1536k",
    "1G, 1073741824, 1g",
    "8191t, 9006099743113216, 8191t"
  })
  void isReadAndWrittenBack(String text, long bytes, String shortest) {
    assertThat(ByteSize.parse(text)).isEqualTo(bytes);
    assertThat(ByteSize.format(bytes)).isEqualTo(shortest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "m", "-1", "1.5g", "64mb", "64 m", "8388608t", "9999999999999999"})
  void refusesWhatIsNoSize(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ByteSize.parse(text));
  }
}
