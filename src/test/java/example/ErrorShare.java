package example;

import java.nio.charset.StandardCharsets;
import java.util.List;
import millrace.aggregate.Aggregate;
import millrace.aggregate.ByteString;
import millrace.aggregate.Cell;
import millrace.aggregate.Codec;
import millrace.aggregate.Exact;
import millrace.aggregate.Slice;
import millrace.job.Emitter;
import millrace.job.Event;
import millrace.job.Job;
import millrace.option.Options;

/** Which share of the requests for a path failed, in percent. */
public final class ErrorShare implements Job<Boolean, ErrorShare.State> {
  private String failed = "5";

  /** What is kept for a path. */
  public record State(long failed, long requests) {}

  /** Option {@code failed}: how the status of a failed request begins. */
  @Override
  public void configure(Options options) {
    failed = options.text("failed").orElse(failed);
    options.refuseOthers();
  }

  @Override
  public void map(Event event, Emitter<? super Boolean> out) {
    out.emit(event.field("path"), event.field("status").toString().startsWith(failed));
  }

  @Override
  public Aggregate<Boolean, State, List<Cell>> aggregate() {
    return new Share();
  }

  @Override
  public List<String> keyColumns() {
    return List.of("path");
  }

  @Override
  public List<String> valueColumns() {
    return List.of("percent", "failed", "requests");
  }

  @Override
  public List<String> fields() {
    return List.of("path", "status");
  }

  private static final class Share implements Aggregate<Boolean, State, List<Cell>> {
    @Override
    public String id() {
      return "error-share/1"; // stored with every run: changed when a state gets another meaning
    }

    @Override
    public State empty() {
      return new State(0, 0);
    }

    @Override
    public State prepare(Boolean failed) {
      return new State(failed ? 1 : 0, 1);
    }

    @Override
    public State combine(State left, State right) {
      return new State(left.failed + right.failed, left.requests + right.requests);
    }

    @Override
    public List<Cell> present(State state) {
      return List.of(
          state.requests == 0
              ? new Cell.Text(ByteString.EMPTY)
              : new Cell.Number(Exact.of(100 * state.failed).dividedBy(state.requests)),
          new Cell.Number(Exact.of(state.failed)),
          new Cell.Number(Exact.of(state.requests)));
    }

    @Override
    public Codec<State> codec() {
      return new Text();
    }
  }

  /** Equal states must have equal bytes; text can be read with millrace cat. */
  private static final class Text implements Codec<State> {
    @Override
    public byte[] encode(State state) {
      return (state.failed + " " + state.requests).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public State decode(Slice bytes) {
      String[] numbers = bytes.toString().split(" ", 2);
      return new State(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
    }
  }
}
