package millrace.fold;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import millrace.aggregate.Aggregate;
import millrace.aggregate.ByteString;
import millrace.aggregate.Cell;
import millrace.aggregate.Exact;
import millrace.aggregate.Max;
import millrace.aggregate.Mean;
import millrace.aggregate.Min;
import millrace.aggregate.Numbers;
import millrace.aggregate.Seeds;
import millrace.aggregate.Slice;
import millrace.aggregate.Sum;
import millrace.fold.FoldPiece.Timeliness;
import millrace.job.Emitter;
import millrace.job.Event;
import millrace.job.Job;
import millrace.run.Cursor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class StateBuilderTest {
  private static final int KEYS = 40;
  private static final Event NOTHING = Event.of(field -> new Slice(), Instant.EPOCH, "landing");

  static Stream<Aggregate<Exact, ?, List<Cell>>> aggregates() {
    return Stream.of(new Sum(), new Min(), new Max(), new Mean());
  }

  /** Says one number after another, of keys of two lengths. */
  private static final class Saying<S> implements Job<Exact, S> {
    private final Aggregate<Exact, S, List<Cell>> aggregate;
    private String key = "";
    private Exact number = Exact.ZERO;

    Saying(Aggregate<Exact, S, List<Cell>> aggregate) {
      this.aggregate = aggregate;
    }

    @Override
    public Aggregate<Exact, S, List<Cell>> aggregate() {
      return aggregate;
    }

    @Override
    public void map(Event event, Emitter<? super Exact> out) {
      out.emit(Slice.of(key), number);
    }
  }

  /** One that folds, and beside it what must come of it. */
  private static final class Ledger<S> {
    private final Saying<S> job;
    private final StateBuilder<Exact, S> folder;
    private final Map<String, S> expected = new TreeMap<>();

    Ledger(Aggregate<Exact, S, List<Cell>> aggregate) {
      this.job = new Saying<>(aggregate);
      this.folder = StateBuilder.of(job);
    }

    void say(String key, Exact number) {
      job.key = key;
      job.number = number;
      folder.fold(NOTHING, Timeliness.IN_TIME, 0);
      expected.merge(key, job.aggregate.prepare(number), job.aggregate::combine);
    }

    void take(Ledger<S> other) {
      folder.take(other.folder);
      other.expected.forEach((key, state) -> expected.merge(key, state, job.aggregate::combine));
      other.expected.clear();
    }

    /** What is held is what it must be; it is let go. */
    void settleUp() throws IOException {
      Map<String, String> found = new TreeMap<>();
      try (Cursor cursor = folder.drain()) {
        while (cursor.next()) {
          found.put(cursor.key().toString(), cursor.state().toString());
        }
      }
      Map<String, String> texts = new TreeMap<>();
      expected.forEach(
          (key, state) ->
              texts.put(key, new Slice(job.aggregate.codec().encode(state)).toString()));
      assertThat(found).isEqualTo(texts);
      expected.clear();
    }
  }

  private static String randomKey(Random random) {
    int key = random.nextInt(KEYS);
    return key % 2 == 0 ? "k" + key : "a longer key " + key;
  }

  private static <S> void keepsBooks(
      Aggregate<Exact, S, List<Cell>> aggregate, Function<Random, Exact> numbers)
      throws IOException {
    Random random = Seeds.random();
    Ledger<S> one = new Ledger<>(aggregate);
    Ledger<S> other = new Ledger<>(aggregate);
    for (int i = 0; i < 20_000; i++) {
      (random.nextBoolean() ? one : other).say(randomKey(random), numbers.apply(random));
      switch (random.nextInt(500)) {
        case 0 -> one.take(other);
        case 1 -> other.settleUp();
        default -> {}
      }
    }
    one.settleUp();
    other.settleUp();
  }

  @ParameterizedTest
  @MethodSource("aggregates")
  void statesAreThoseOfTheAggregate(Aggregate<Exact, ?, List<Cell>> aggregate) throws IOException {
    keepsBooks(aggregate, random -> Exact.of(random.nextInt(1 << 16) - 100));
  }

  @ParameterizedTest
  @MethodSource("aggregates")
  void statesThatFitIntoNoNumberAreKeptAllTheSame(Aggregate<Exact, ?, List<Cell>> aggregate)
      throws IOException {
    keepsBooks(
        aggregate,
        random -> random.nextInt(9) == 0 ? Numbers.any(random) : Exact.of(random.nextInt()));
  }

  /** What goes to and fro between whole numbers and fractions must not take room each time. */
  @Test
  void aSumThatIsNowAndThenWholeTakesNoMoreMemoryInTheEnd() throws IOException, Exact.NotANumber {
    Ledger<?> ledger = new Ledger<>(new Sum());
    List<Exact> halves = List.of(Exact.parse(Slice.of("0.5")), Exact.parse(Slice.of("-0.5")));
    List<Long> memory = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      ledger.say("k", halves.get(i % 2));
      ledger.folder.settle();
      memory.add(ledger.folder.memory());
    }
    assertThat(memory.get(9_999)).isEqualTo(memory.get(1));
    ledger.settleUp();
  }

  @Test
  void aStateThatIsANumberTakesNoMemoryBesideItsKey() {
    Ledger<?> count = new Ledger<>(new Sum());
    for (int i = 0; i < 1000; i++) {
      count.say("k" + i, Exact.of(i));
    }
    count.folder.settle();
    KeyTable keysAlone = new KeyTable();
    for (int i = 0; i < 1000; i++) {
      keysAlone.slotOf(ByteString.of("k" + i).view());
    }
    assertThat(count.folder.memory()).isEqualTo(keysAlone.memory());
  }
}
