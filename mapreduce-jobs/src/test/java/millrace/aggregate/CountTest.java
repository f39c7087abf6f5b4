package millrace.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CountTest implements AggregateLaws<String, Long> {
  @Override
  public Aggregate<String, Long, List<Cell>> aggregate() {
    return new Count<>();
  }

  @Override
  public String randomEvent(Random random) {
    return "something";
  }

  @Test
  void isWrittenAsDigits() {
    assertThat(aggregate().codec().encode(42L)).asString().isEqualTo("42");
    assertThat(aggregate().codec().decode(Slice.of(Long.toString(Long.MAX_VALUE))))
        .isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-1", "+1", "01", "1 ", "1.0", "9223372036854775808", "99999999999999999999"})
  void isReadInNoOtherWriting(String text) {
    assertThatThrownBy(() -> aggregate().codec().decode(Slice.of(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a count: " + text);
  }
}
