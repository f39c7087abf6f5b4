package millrace.jobs.field;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.aggregate.Exact;
import millrace.aggregate.Keys;
import millrace.aggregate.Slice;
import millrace.job.Emitter;
import millrace.job.Event;
import millrace.job.Job;
import millrace.option.Options;

/**
 * Counts records, or computes with a field of them, by key. Options:
 *
 * <ul>
 *   <li>{@code op}: {@code count}, {@code sum}, {@code min}, {@code max} or {@code mean};
 *   <li>{@code key}: the field, or list of fields, whose values are the key; what is counted, when
 *       {@code op} is {@code count};
 *   <li>{@code value}: the field that is computed with; not for {@code count};
 *   <li>{@code where}: for each field named, the value or list of values that are meant, to the
 *       byte.
 * </ul>
 *
 * <p>A record that {@code where} does not mean is filtered; one all of whose key fields are empty
 * is keyless; one whose value is empty or no number is rejected.
 */
public final class FieldJob implements Job<Exact, Object> {
  private Operation operation = Operation.COUNT;
  private List<String> key = List.of();
  private String value = "";
  private Map<String, Set<Slice>> where = Map.of();
  private List<Slice> keyFields = List.of();
  private final Keys.Joiner joiner = new Keys.Joiner();

  /** A job without options yet. */
  public FieldJob() {}

  @Override
  public void configure(Options options) {
    operation =
        options
            .choice("op", Operation.class)
            .orElseThrow(() -> options.invalid("op", "option op is missing"));
    key = options.texts("key");
    if (key.isEmpty()) {
      throw options.invalid("key", "option key is missing");
    }
    if (new HashSet<>(key).size() < key.size()) {
      throw options.invalid("key", "option key: a field is named twice: " + key);
    }
    if (operation != Operation.COUNT) {
      value = options.requiredText("value");
    }
    where = where(options.map("where"));
    options.refuseOthers();
    keyFields = new ArrayList<>(key.stream().map(field -> new Slice()).toList());
  }

  private static Map<String, Set<Slice>> where(Options options) {
    Map<String, Set<Slice>> where = new LinkedHashMap<>();
    for (String field : options.names()) {
      Set<Slice> meant = new HashSet<>();
      for (String text : options.texts(field)) {
        meant.add(Slice.of(text));
      }
      if (meant.isEmpty()) {
        throw options.invalid(field, "option where." + field + ": names no value");
      }
      where.put(field, meant);
    }
    return where;
  }

  /** The aggregate of the operation. */
  @Override
  @SuppressWarnings(
      "unchecked") // each operation's states are only ever given back to its own aggregate
  public Aggregate<Exact, Object, List<Cell>> aggregate() {
    return (Aggregate<Exact, Object, List<Cell>>) operation.aggregate();
  }

  @Override
  public void map(Event event, Emitter<? super Exact> out) {
    for (Map.Entry<String, Set<Slice>> condition : where.entrySet()) {
      if (!condition.getValue().contains(event.field(condition.getKey()))) {
        out.filtered();
        return;
      }
    }
    boolean keyless = true;
    for (int i = 0; i < key.size(); i++) {
      Slice field = event.field(key.get(i));
      keyFields.get(i).set(field);
      keyless &= field.isEmpty();
    }
    if (keyless) {
      return;
    }
    if (operation == Operation.COUNT) {
      out.emit(joiner.join(keyFields), Exact.ZERO);
      return;
    }
    Slice text = event.field(value);
    if (isBlank(text)) {
      out.rejected("empty value of " + value);
      return;
    }
    try {
      out.emit(joiner.join(keyFields), Exact.parse(text));
    } catch (Exact.NotANumber e) {
      out.rejected(value + ": " + e.getMessage());
    }
  }

  private static boolean isBlank(Slice text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.at(i) != ' ' && text.at(i) != '\t') {
        return false;
      }
    }
    return true;
  }

  @Override
  public List<String> keyColumns() {
    return key;
  }

  /** {@code count}, or the operation and its field: {@code sum_bytes}. */
  @Override
  public List<String> valueColumns() {
    String name = operation.name().toLowerCase(Locale.ROOT);
    return List.of(operation == Operation.COUNT ? name : name + "_" + value);
  }

  @Override
  public List<String> fields() {
    return Stream.of(
            key, operation == Operation.COUNT ? List.<String>of() : List.of(value), where.keySet())
        .flatMap(names -> names.stream())
        .distinct()
        .toList();
  }
}
