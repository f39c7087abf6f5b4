package millrace.aggregate;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A number that may be absent, as a state: its plain digits, or no bytes at all. */
final class OptionalExact implements Codec<Optional<Exact>> {
  static final Codec<Optional<Exact>> CODEC = new OptionalExact();

  private OptionalExact() {}

  @Override
  public byte[] encode(Optional<Exact> state) {
    return state.map(Exact::toString).orElse("").getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public Optional<Exact> decode(Slice bytes) {
    return bytes.isEmpty() ? Optional.empty() : Optional.of(Exact.ofCanonical(bytes));
  }

  @Override
  public int weight(Optional<Exact> state) {
    return 16 + state.map(Exact::weight).orElse(0);
  }
}
