package millrace.aggregate;

/**
 * One value of a presented row: a number or text. Numbers come before text; equal kinds compare by
 * value.
 */
public sealed interface Cell extends Comparable<Cell> {
  /** The bytes a report prints. */
  ByteString text();

  /** An exact number. */
  @SuppressWarnings("JavaLangClash") // never written without Cell before it
  record Number(Exact value) implements Cell {
    @Override
    public ByteString text() {
      return ByteString.of(value.toString());
    }

    @Override
    public int compareTo(Cell other) {
      return other instanceof Number that ? value.compareTo(that.value) : -1;
    }
  }

  /** Any bytes. */
  record Text(ByteString text) implements Cell {
    @Override
    public int compareTo(Cell other) {
      return other instanceof Text that ? text.compareTo(that.text) : 1;
    }
  }
}
