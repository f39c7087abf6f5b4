package millrace.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MinTest implements AggregateLaws<Exact, Optional<Exact>> {
  @Override
  public Aggregate<Exact, Optional<Exact>, List<Cell>> aggregate() {
    return new Min();
  }

  @Override
  public Exact randomEvent(Random random) {
    return Numbers.any(random);
  }

  @Test
  void isTheLeast() {
    Optional<Exact> three = aggregate().prepare(Exact.of(3));
    Optional<Exact> minusTwo = aggregate().prepare(Exact.of(-2));
    assertThat(aggregate().present(aggregate().combine(three, minusTwo)))
        .containsExactly(new Cell.Number(Exact.of(-2)));
  }
}
