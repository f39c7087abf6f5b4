package millrace.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The laws every aggregate must keep, so that states may be merged early, late, in any order and
 * grouping. The test of an aggregate implements this, names the aggregate and how to make a random
 * event, and inherits the checks.
 *
 * @param <E> what one record says about a key
 * @param <S> the state
 */
public interface AggregateLaws<E, S> {
  /** How often each law is tried. */
  int CASES = 300;

  /** The aggregate under test, made anew. */
  Aggregate<E, S, ?> aggregate();

  /** Some event; the odd ones as often as the plain ones. */
  E randomEvent(Random random);

  /** The state of a few random events, of one, or of none. */
  default S randomState(Random random) {
    Aggregate<E, S, ?> aggregate = aggregate();
    S state = aggregate.empty();
    for (int events = random.nextInt(5); events > 0; events--) {
      state = aggregate.combine(state, aggregate.prepare(randomEvent(random)));
    }
    return state;
  }

  @Test
  default void groupingDoesNotMatter() {
    Aggregate<E, S, ?> aggregate = aggregate();
    Random random = Seeds.random();
    for (int i = 0; i < CASES; i++) {
      S a = randomState(random);
      S b = randomState(random);
      S c = randomState(random);
      assertThat(aggregate.combine(aggregate.combine(a, b), c))
          .as("(a + b) + c = a + (b + c) for a=%s b=%s c=%s", a, b, c)
          .isEqualTo(aggregate.combine(a, aggregate.combine(b, c)));
    }
  }

  @Test
  default void orderDoesNotMatter() {
    Aggregate<E, S, ?> aggregate = aggregate();
    Random random = Seeds.random();
    for (int i = 0; i < CASES; i++) {
      S a = randomState(random);
      S b = randomState(random);
      assertThat(aggregate.combine(a, b))
          .as("a + b = b + a for a=%s b=%s", a, b)
          .isEqualTo(aggregate.combine(b, a));
    }
  }

  @Test
  default void emptyChangesNothing() {
    Aggregate<E, S, ?> aggregate = aggregate();
    Random random = Seeds.random();
    for (int i = 0; i < CASES; i++) {
      S a = randomState(random);
      assertThat(aggregate.combine(a, aggregate.empty())).as("a + empty = a").isEqualTo(a);
      assertThat(aggregate.combine(aggregate.empty(), a)).as("empty + a = a").isEqualTo(a);
    }
  }

  @Test
  default void whatIsWrittenIsReadAgain() {
    Aggregate<E, S, ?> aggregate = aggregate();
    Codec<S> codec = aggregate.codec();
    Random random = Seeds.random();
    for (int i = 0; i < CASES; i++) {
      S a = randomState(random);
      byte[] bytes = codec.encode(a);
      byte[] amongOthers = new byte[bytes.length + 5];
      System.arraycopy(bytes, 0, amongOthers, 3, bytes.length);
      assertThat(codec.decode(new Slice().set(amongOthers, 3, bytes.length)))
          .as("decode(encode(a)) = a for a=%s, written as %s", a, new Slice(bytes))
          .isEqualTo(a);
      assertThat(codec.weight(a)).as("weight of a state in memory").isPositive();
    }
  }

  @Test
  default void equalStatesHaveEqualBytes() {
    Aggregate<E, S, ?> aggregate = aggregate();
    Codec<S> codec = aggregate.codec();
    Random random = Seeds.random();
    for (int i = 0; i < CASES; i++) {
      List<S> states = new ArrayList<>();
      for (int n = 1 + random.nextInt(6); n > 0; n--) {
        states.add(randomState(random));
      }
      S forwards = aggregate.empty();
      S backwards = aggregate.empty();
      for (S state : states) {
        forwards = aggregate.combine(forwards, state);
        backwards = aggregate.combine(codec.decode(new Slice(codec.encode(state))), backwards);
      }
      assertThat(codec.encode(forwards))
          .as("bytes of the sum of %s", states)
          .isEqualTo(codec.encode(backwards));
      assertThat(forwards.hashCode())
          .as("hash codes of equal states")
          .isEqualTo(backwards.hashCode());
    }
  }

  @Test
  default void statesAreNotEqualWhenTheirBytesAreNot() {
    Codec<S> codec = aggregate().codec();
    Random random = Seeds.random();
    for (int i = 0; i < CASES; i++) {
      S a = randomState(random);
      S b = randomState(random);
      assertThat(a.equals(b))
          .as("equality of %s and %s", a, b)
          .isEqualTo(new Slice(codec.encode(a)).equals(new Slice(codec.encode(b))));
    }
  }

  @Test
  default void combiningLeavesItsOperandsAlone() {
    Aggregate<E, S, ?> aggregate = aggregate();
    Codec<S> codec = aggregate.codec();
    Random random = Seeds.random();
    byte[] empty = codec.encode(aggregate.empty());
    for (int i = 0; i < CASES; i++) {
      S a = randomState(random);
      S b = randomState(random);
      byte[] bytesOfA = codec.encode(a);
      byte[] bytesOfB = codec.encode(b);
      S sum = aggregate.combine(a, b);
      byte[] bytesOfSum = codec.encode(sum);
      S more = aggregate.combine(sum, aggregate.combine(b, a));
      aggregate.present(more);
      assertThat(codec.encode(a)).as("left operand, afterwards").isEqualTo(bytesOfA);
      assertThat(codec.encode(b)).as("right operand, afterwards").isEqualTo(bytesOfB);
      assertThat(codec.encode(sum)).as("sum, after it was combined").isEqualTo(bytesOfSum);
      assertThat(codec.encode(aggregate.empty()))
          .as("the empty state, afterwards")
          .isEqualTo(empty);
    }
  }

  @Test
  default void preparingIsAFunctionOfTheEvent() {
    Random random = Seeds.random();
    for (int i = 0; i < CASES; i++) {
      E event = randomEvent(random);
      assertThat(aggregate().prepare(event)).isEqualTo(aggregate().prepare(event));
    }
  }

  @Test
  default void presentingIsAFunctionOfTheState() {
    Random random = Seeds.random();
    for (int i = 0; i < CASES; i++) {
      S state = randomState(random);
      assertThat((Object) aggregate().present(state)).isEqualTo(aggregate().present(state));
    }
  }

  @Test
  default void theIdNamesAggregateAndVersion() {
    assertThat(aggregate().id()).matches("[a-z0-9.-]+/[0-9]+").isEqualTo(aggregate().id());
  }
}
