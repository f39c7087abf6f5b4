package millrace.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The laws every aggregate must keep, as tests. The test of an aggregate implements this, names the
 * aggregate and how to make a random event, and inherits the checks of {@link Laws}.
 *
 * @param <E> what one record says about a key
 * @param <S> the state
 */
public interface AggregateLaws<E, S> {
  /** The aggregate under test, made anew. */
  Aggregate<E, S, ?> aggregate();

  /** Some event; the odd ones as often as the plain ones. */
  E randomEvent(Random random);

  private Laws<S> laws() {
    return Laws.of(this::aggregate, this::randomEvent);
  }

  @Test
  default void groupingDoesNotMatter() {
    laws().groupingDoesNotMatter(Seeds.random());
  }

  @Test
  default void orderDoesNotMatter() {
    laws().orderDoesNotMatter(Seeds.random());
  }

  @Test
  default void emptyChangesNothing() {
    laws().emptyChangesNothing(Seeds.random());
  }

  @Test
  default void whatIsWrittenIsReadAgain() {
    laws().whatIsWrittenIsReadAgain(Seeds.random());
  }

  @Test
  default void equalStatesHaveEqualBytes() {
    laws().equalStatesHaveEqualBytes(Seeds.random());
  }

  @Test
  default void statesAreNotEqualWhenTheirBytesAreNot() {
    laws().statesAreNotEqualWhenTheirBytesAreNot(Seeds.random());
  }

  @Test
  default void combiningLeavesItsOperandsAlone() {
    laws().combiningLeavesItsOperandsAlone(Seeds.random());
  }

  @Test
  default void preparingIsAFunctionOfTheEvent() {
    Random random = Seeds.random();
    for (int i = 0; i < Laws.CASES; i++) {
      E event = randomEvent(random);
      assertThat(aggregate().prepare(event)).isEqualTo(aggregate().prepare(event));
    }
  }

  @Test
  default void presentingIsAFunctionOfTheState() {
    laws().presentingIsAFunctionOfTheState(Seeds.random());
  }

  @Test
  default void ranksStayWithinTheirBound() {
    laws().ranksStayWithinTheirBound(Seeds.random());
  }

  @Test
  default void packedStatesMeanTheSame() {
    laws().packedStatesMeanTheSame(Seeds.random());
  }

  @Test
  default void packedEventsMeanTheSame() {
    Random random = Seeds.random();
    for (int i = 0; i < Laws.CASES; i++) {
      Laws.packedEventMeansTheSame(aggregate(), randomEvent(random));
    }
  }

  @Test
  default void theIdNamesAggregateAndVersion() {
    laws().theIdNamesAggregateAndVersion();
  }
}
