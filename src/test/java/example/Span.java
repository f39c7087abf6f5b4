package example;

import java.nio.ByteBuffer;
import java.util.List;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.aggregate.Codec;
import millrace.aggregate.Exact;
import millrace.aggregate.Slice;
import millrace.job.Emitter;
import millrace.job.Event;
import millrace.job.Job;

/** The least and the greatest number that was said about each name. */
public final class Span implements Job<Long, Span.Ends> {
  /** Both ends; of nothing, the greatest is less than the least. */
  public record Ends(long least, long greatest) {}

  @Override
  public void map(Event event, Emitter<? super Long> out) {
    out.emit(event.field("name"), Long.parseLong(event.field("number").toString()));
  }

  @Override
  public Aggregate<Long, Ends, List<Cell>> aggregate() {
    return new OfEnds();
  }

  @Override
  public List<String> valueColumns() {
    return List.of("least", "greatest");
  }

  private static final class OfEnds implements Aggregate<Long, Ends, List<Cell>>, Codec<Ends> {
    @Override
    public String id() {
      return "span/1";
    }

    @Override
    public Ends empty() {
      return new Ends(Long.MAX_VALUE, Long.MIN_VALUE);
    }

    @Override
    public Ends prepare(Long number) {
      return new Ends(number, number);
    }

    @Override
    public Ends combine(Ends left, Ends right) {
      return new Ends(
          Math.min(left.least(), right.least()), Math.max(left.greatest(), right.greatest()));
    }

    @Override
    public List<Cell> present(Ends ends) {
      return List.of(
          new Cell.Number(Exact.of(ends.least())), new Cell.Number(Exact.of(ends.greatest())));
    }

    @Override
    public Codec<Ends> codec() {
      return this;
    }

    @Override
    public byte[] encode(Ends ends) {
      return ByteBuffer.allocate(16).putLong(ends.least()).putLong(ends.greatest()).array();
    }

    @Override
    public Ends decode(Slice bytes) {
      ByteBuffer both = ByteBuffer.wrap(bytes.toBytes());
      return new Ends(both.getLong(), both.getLong());
    }
  }
}
