package millrace.aggregate;

import java.util.List;

/** Counts as {@link Count} does, and offers nothing that an aggregate need not offer. */
public class PlainCount<E> implements Aggregate<E, Long, List<Cell>> {
  private final Count<E> count = new Count<>();

  @Override
  public String id() {
    return count.id();
  }

  @Override
  public Long empty() {
    return count.empty();
  }

  @Override
  public Long prepare(E event) {
    return count.prepare(event);
  }

  @Override
  public Long combine(Long left, Long right) {
    return count.combine(left, right);
  }

  @Override
  public List<Cell> present(Long state) {
    return count.present(state);
  }

  @Override
  public Codec<Long> codec() {
    return count.codec();
  }
}
