package millrace.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MeanTest implements AggregateLaws<Exact, Mean.MeanState> {
  @Override
  public Aggregate<Exact, Mean.MeanState, List<Cell>> aggregate() {
    return new Mean();
  }

  @Override
  public Exact randomEvent(Random random) {
    return Numbers.any(random);
  }

  private String meanOf(long... numbers) {
    Mean.MeanState state = aggregate().empty();
    for (long number : numbers) {
      state = aggregate().combine(state, aggregate().prepare(Exact.of(number)));
    }
    return aggregate().present(state).get(0).text().toString();
  }

  @Test
  void isRoundedHalfEvenToSixDigits() {
    assertThat(meanOf(1, 2)).isEqualTo("1.5");
    assertThat(meanOf(1, 1, 0)).isEqualTo("0.666667");
    assertThat(meanOf(4, 2)).isEqualTo("3");
    assertThat(aggregate().present(new Mean.MeanState(2_000_000, Exact.of(1))).get(0).text())
        .hasToString("0");
    assertThat(aggregate().present(new Mean.MeanState(2_000_000, Exact.of(3))).get(0).text())
        .hasToString("0.000002");
  }

  @Test
  void meanOfNothingIsAbsent() {
    assertThat(meanOf()).isEmpty();
  }

  @Test
  void isWrittenAsCountAndSum() {
    assertThat(aggregate().codec().encode(new Mean.MeanState(3, Exact.of(-7))))
        .asString()
        .isEqualTo("3 -7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "3", "3 ", " 3", "3  1", "3 1e2", "3 1.0", "-3 1", "0 1", "3 1 1", "3 .", "3 1-"
      })
  void isReadInNoOtherWriting(String text) {
    assertThatThrownBy(() -> aggregate().codec().decode(Slice.of(text)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
