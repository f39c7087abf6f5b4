package millrace.aggregate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The laws every aggregate must keep, so that states may be merged early, late, in any order and
 * grouping: for tests. A law that is broken is an {@link AssertionError} that shows the states.
 *
 * @param <S> the state
 */
public final class Laws<S> {
  /** How often each law is tried. */
  public static final int CASES = 300;

  private final Supplier<? extends Aggregate<?, S, ?>> aggregates;
  private final Function<Random, S> states;

  /**
   * The laws for an aggregate.
   *
   * @param aggregates makes it anew
   * @param states makes some state; the odd ones as often as the plain ones
   */
  public Laws(Supplier<? extends Aggregate<?, S, ?>> aggregates, Function<Random, S> states) {
    this.aggregates = aggregates;
    this.states = states;
  }

  /**
   * The laws for an aggregate of which some events are known.
   *
   * @param events makes some event
   */
  public static <E, S> Laws<S> of(
      Supplier<? extends Aggregate<E, S, ?>> aggregates, Function<Random, E> events) {
    Aggregate<E, S, ?> aggregate = aggregates.get();
    return new Laws<>(
        aggregates,
        random -> {
          S state = aggregate.empty();
          for (int left = random.nextInt(5); left > 0; left--) {
            state = aggregate.combine(state, aggregate.prepare(events.apply(random)));
          }
          return state;
        });
  }

  /** All of them. */
  public void hold(Random random) {
    theIdNamesAggregateAndVersion();
    groupingDoesNotMatter(random);
    orderDoesNotMatter(random);
    emptyChangesNothing(random);
    whatIsWrittenIsReadAgain(random);
    equalStatesHaveEqualBytes(random);
    statesAreNotEqualWhenTheirBytesAreNot(random);
    combiningLeavesItsOperandsAlone(random);
    presentingIsAFunctionOfTheState(random);
    ranksStayWithinTheirBound(random);
    packedStatesMeanTheSame(random);
  }

  /** {@code (a + b) + c = a + (b + c)}. */
  public void groupingDoesNotMatter(Random random) {
    Aggregate<?, S, ?> aggregate = aggregates.get();
    for (int i = 0; i < CASES; i++) {
      S a = states.apply(random);
      S b = states.apply(random);
      S c = states.apply(random);
      equal(
          aggregate.combine(aggregate.combine(a, b), c),
          aggregate.combine(a, aggregate.combine(b, c)),
          "(a + b) + c = a + (b + c)",
          a,
          b,
          c);
    }
  }

  /** {@code a + b = b + a}. */
  public void orderDoesNotMatter(Random random) {
    Aggregate<?, S, ?> aggregate = aggregates.get();
    for (int i = 0; i < CASES; i++) {
      S a = states.apply(random);
      S b = states.apply(random);
      equal(aggregate.combine(a, b), aggregate.combine(b, a), "a + b = b + a", a, b);
    }
  }

  /** {@code a + empty = a = empty + a}. */
  public void emptyChangesNothing(Random random) {
    Aggregate<?, S, ?> aggregate = aggregates.get();
    for (int i = 0; i < CASES; i++) {
      S a = states.apply(random);
      equal(aggregate.combine(a, aggregate.empty()), a, "a + empty = a", a);
      equal(aggregate.combine(aggregate.empty(), a), a, "empty + a = a", a);
    }
  }

  /** {@code decode(encode(a)) = a}, also from the middle of other bytes. */
  public void whatIsWrittenIsReadAgain(Random random) {
    Codec<S> codec = aggregates.get().codec();
    for (int i = 0; i < CASES; i++) {
      S a = states.apply(random);
      byte[] bytes = codec.encode(a);
      byte[] amongOthers = new byte[bytes.length + 5];
      System.arraycopy(bytes, 0, amongOthers, 3, bytes.length);
      equal(
          codec.decode(new Slice().set(amongOthers, 3, bytes.length)),
          a,
          "decode(encode(a)) = a, with its bytes",
          a,
          new Slice(bytes));
      if (codec.weight(a) <= 0) {
        throw new AssertionError(
            "weight of a state in memory: %d for %s".formatted(codec.weight(a), a));
      }
    }
  }

  /** Equal states have equal bytes and hash codes, however they came about. */
  public void equalStatesHaveEqualBytes(Random random) {
    Aggregate<?, S, ?> aggregate = aggregates.get();
    Codec<S> codec = aggregate.codec();
    for (int i = 0; i < CASES; i++) {
      List<S> some = new ArrayList<>();
      for (int n = 1 + random.nextInt(6); n > 0; n--) {
        some.add(states.apply(random));
      }
      S forwards = aggregate.empty();
      S backwards = aggregate.empty();
      for (S state : some) {
        forwards = aggregate.combine(forwards, state);
        backwards = aggregate.combine(codec.decode(new Slice(codec.encode(state))), backwards);
      }
      sameBytes(codec.encode(forwards), codec.encode(backwards), "bytes of the sum of " + some);
      equal(forwards.hashCode(), backwards.hashCode(), "hash codes of equal states", some);
    }
  }

  /** States are equal just when their bytes are. */
  public void statesAreNotEqualWhenTheirBytesAreNot(Random random) {
    Codec<S> codec = aggregates.get().codec();
    for (int i = 0; i < CASES; i++) {
      S a = states.apply(random);
      S b = states.apply(random);
      equal(
          a.equals(b),
          Arrays.equals(codec.encode(a), codec.encode(b)),
          "equality of states, and that of their bytes",
          a,
          b);
    }
  }

  /** States are immutable. */
  public void combiningLeavesItsOperandsAlone(Random random) {
    Aggregate<?, S, ?> aggregate = aggregates.get();
    Codec<S> codec = aggregate.codec();
    byte[] empty = codec.encode(aggregate.empty());
    for (int i = 0; i < CASES; i++) {
      S a = states.apply(random);
      S b = states.apply(random);
      byte[] bytesOfA = codec.encode(a);
      byte[] bytesOfB = codec.encode(b);
      S sum = aggregate.combine(a, b);
      byte[] bytesOfSum = codec.encode(sum);
      S more = aggregate.combine(sum, aggregate.combine(b, a));
      Objects.requireNonNull(aggregate.present(more), "what a state presents");
      sameBytes(codec.encode(a), bytesOfA, "left operand, afterwards");
      sameBytes(codec.encode(b), bytesOfB, "right operand, afterwards");
      sameBytes(codec.encode(sum), bytesOfSum, "sum, after it was combined");
      sameBytes(codec.encode(aggregate.empty()), empty, "the empty state, afterwards");
    }
  }

  /** The same state presents the same answer. */
  public void presentingIsAFunctionOfTheState(Random random) {
    for (int i = 0; i < CASES; i++) {
      S state = states.apply(random);
      equal(
          Collections.singleton(aggregates.get().present(state)),
          Collections.singleton(aggregates.get().present(state)),
          "what a state presents, twice",
          state);
    }
  }

  /** What {@link Aggregate#rankBound} promises, where it does. */
  public void ranksStayWithinTheirBound(Random random) {
    Aggregate<?, S, ?> aggregate = aggregates.get();
    if (aggregate.rankBound().isEmpty()) {
      return;
    }
    RankBound bound = aggregate.rankBound().get();
    for (int i = 0; i < CASES; i++) {
      S a = states.apply(random);
      S b = states.apply(random);
      S both = aggregate.combine(a, b);
      if (!List.of(a, b, both).contains(aggregate.empty())) {
        Exact most = bound.of(rank(a), rank(b));
        if (rank(both).compareTo(most) > 0) {
          throw new AssertionError(
              "rank of a + b is bounded by %s, of %s and %s: found %s, at most %s expected"
                  .formatted(bound, a, b, rank(both), most));
        }
      }
    }
  }

  private Exact rank(S state) {
    if (aggregates.get().present(state) instanceof List<?> cells
        && !cells.isEmpty()
        && cells.get(0) instanceof Cell.Number number) {
      return number.value();
    }
    throw new AssertionError(
        "an aggregate that bounds its ranks presents a number first: found %s of %s"
            .formatted(aggregates.get().present(state), state));
  }

  /** An aggregate of {@link Packed} states says the same with numbers as with objects. */
  @SuppressWarnings("unchecked") // what packs states of an aggregate packs these
  public void packedStatesMeanTheSame(Random random) {
    if (!(aggregates.get() instanceof Packed<?, ?, ?>)) {
      return;
    }
    Packed<?, S, ?> packed = (Packed<?, S, ?>) aggregates.get();
    for (int i = 0; i < CASES; i++) {
      S a = states.apply(random);
      S b = states.apply(random);
      long left = packed.pack(a);
      long right = packed.pack(b);
      if (left >= Packed.LEAST) {
        equal(packed.unpack(left), a, "unpack(pack(a)) = a", a);
      }
      if (left >= Packed.LEAST && right >= Packed.LEAST) {
        long both = packed.both(left, right);
        if (both >= Packed.LEAST) {
          equal(packed.unpack(both), packed.combine(a, b), "unpack(both(a, b)) = a + b", a, b);
        }
      }
    }
  }

  /** The same of an event, for an aggregate that is {@link Packed}. */
  public static <E, S> void packedEventMeansTheSame(Aggregate<E, S, ?> aggregate, E event) {
    if (aggregate instanceof Packed<E, S, ?> packed && packed.one(event) >= Packed.LEAST) {
      equal(
          packed.unpack(packed.one(event)),
          packed.prepare(event),
          "unpack(one(e)) = prepare(e)",
          event);
    }
  }

  /** As {@code mean/1}. */
  public void theIdNamesAggregateAndVersion() {
    String id = aggregates.get().id();
    if (!id.matches("[a-z0-9.-]+/[0-9]+")) {
      throw new AssertionError(
          "id of the aggregate: found \"%s\", expected its name and version, as mean/1"
              .formatted(id));
    }
    equal(aggregates.get().id(), id, "id of the aggregate, asked again");
  }

  private static void equal(Object found, Object expected, String law, Object... states) {
    if (!found.equals(expected)) {
      throw new AssertionError(
          "%s, of %s: found %s, expected %s"
              .formatted(law, Arrays.toString(states), found, expected));
    }
  }

  private static void sameBytes(byte[] found, byte[] expected, String what) {
    if (!Arrays.equals(found, expected)) {
      throw new AssertionError(
          "%s: found %s, expected %s".formatted(what, new Slice(found), new Slice(expected)));
    }
  }
}
