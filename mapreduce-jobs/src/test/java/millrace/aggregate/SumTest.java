package millrace.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SumTest implements AggregateLaws<Exact, Optional<Exact>> {
  @Override
  public Aggregate<Exact, Optional<Exact>, List<Cell>> aggregate() {
    return new Sum();
  }

  @Override
  public Exact randomEvent(Random random) {
    return Numbers.any(random);
  }

  @Test
  void isExactWhereDoublesAreNot() throws Exact.NotANumber {
    Optional<Exact> sum = Optional.empty();
    for (int i = 0; i < 10; i++) {
      sum = aggregate().combine(sum, aggregate().prepare(Exact.parse(Slice.of("0.1"))));
    }
    assertThat(aggregate().codec().encode(sum)).asString().isEqualTo("1");
  }

  @Test
  void ofNothingIsAbsentAndOfZeroIsNot() {
    Optional<Exact> zero = aggregate().prepare(Exact.ZERO);
    assertThat(zero).isNotEqualTo(aggregate().empty());
    assertThat(aggregate().codec().encode(aggregate().empty())).isEmpty();
    assertThat(aggregate().present(zero)).containsExactly(new Cell.Number(Exact.ZERO));
    assertThat(aggregate().present(aggregate().empty()))
        .containsExactly(new Cell.Text(ByteString.EMPTY));
  }
}
