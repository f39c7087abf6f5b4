package millrace.aggregate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The kit itself: what is no algebra is found out. */
final class AggregateLawsTest {
  @Test
  void anAverageOfAveragesFailsAtOnce() {
    var laws = new OfAveragesLaws();
    assertThatThrownBy(laws::groupingDoesNotMatter).isInstanceOf(AssertionError.class);
    assertThatThrownBy(laws::emptyChangesNothing).isInstanceOf(AssertionError.class);
  }

  @Test
  void concatenationFailsByItsOrder() {
    var laws = new ConcatenationLaws();
    laws.groupingDoesNotMatter();
    laws.emptyChangesNothing();
    assertThatThrownBy(laws::orderDoesNotMatter).isInstanceOf(AssertionError.class);
  }

  private static final class OfAveragesLaws implements AggregateLaws<Exact, Exact> {
    @Override
    public Aggregate<Exact, Exact, ?> aggregate() {
      return new AverageOfAverages();
    }

    @Override
    public Exact randomEvent(Random random) {
      return Exact.of(random.nextInt(1000));
    }
  }

  private static final class AverageOfAverages implements Aggregate<Exact, Exact, List<Cell>> {
    @Override
    public String id() {
      return "average-of-averages/1";
    }

    @Override
    public Exact empty() {
      return Exact.ZERO;
    }

    @Override
    public Exact prepare(Exact event) {
      return event;
    }

    @Override
    public Exact combine(Exact left, Exact right) {
      return left.plus(right).dividedBy(2);
    }

    @Override
    public List<Cell> present(Exact state) {
      return List.of(new Cell.Number(state));
    }

    @Override
    public Codec<Exact> codec() {
      return new Codec<>() {
        @Override
        public byte[] encode(Exact state) {
          return ByteString.of(state.toString()).toBytes();
        }

        @Override
        public Exact decode(Slice bytes) {
          return Exact.ofCanonical(bytes);
        }
      };
    }
  }

  private static final class ConcatenationLaws implements AggregateLaws<ByteString, ByteString> {
    @Override
    public Aggregate<ByteString, ByteString, ?> aggregate() {
      return new Concatenation();
    }

    @Override
    public ByteString randomEvent(Random random) {
      return ByteString.of(Integer.toString(random.nextInt(100)));
    }
  }

  private static final class Concatenation
      implements Aggregate<ByteString, ByteString, ByteString> {
    @Override
    public String id() {
      return "concatenation/1";
    }

    @Override
    public ByteString empty() {
      return ByteString.EMPTY;
    }

    @Override
    public ByteString prepare(ByteString event) {
      return event;
    }

    @Override
    public ByteString combine(ByteString left, ByteString right) {
      return ByteString.of(left.toString() + right);
    }

    @Override
    public ByteString present(ByteString state) {
      return state;
    }

    @Override
    public Codec<ByteString> codec() {
      return new Codec<>() {
        @Override
        public byte[] encode(ByteString state) {
          return state.toBytes();
        }

        @Override
        public ByteString decode(Slice bytes) {
          return ByteString.copyOf(bytes);
        }
      };
    }
  }
}
