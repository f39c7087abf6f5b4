package millrace.jobs.field;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import millrace.job.JobDeclaration;
import millrace.job.JobKind;
import millrace.job.JobSpec;

/**
 * A job that counts records, or computes with a field of them, by key: {@code count: path} and
 * {@code sum: bytes, key: client}, both with {@code where}.
 */
public final class FieldKind implements JobKind {
  private static final String KEY = "key";
  private static final String WHERE = "where";

  private final Operation operation;

  private FieldKind(Operation operation) {
    this.operation = operation;
  }

  /** One for each operation: count, sum, min, max and mean. */
  public static List<JobKind> all() {
    return Stream.of(Operation.values()).<JobKind>map(FieldKind::new).toList();
  }

  @Override
  public String name() {
    return operation.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public List<String> keys() {
    return List.of(KEY, WHERE);
  }

  @Override
  public Optional<JobSpec> read(JobDeclaration declared) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("op", name());
    boolean isComplete = true;
    if (operation == Operation.COUNT) {
      if (declared.has(KEY)) {
        declared.refuse(KEY, "not used with count, whose fields are the key");
      }
    } else {
      Optional<String> value = declared.field(name());
      value.ifPresent(field -> options.put("value", field));
      isComplete = value.isPresent();
    }
    List<String> key = declared.fields(keyFields());
    options.put("key", key);
    if (declared.has(WHERE)) {
      options.put("where", declared.conditions(WHERE));
    }
    return isComplete && !key.isEmpty()
        ? Optional.of(new JobSpec(declared.name(), FieldJob.class.getName(), options))
        : Optional.empty();
  }

  /** The key that names the fields of the key. */
  private String keyFields() {
    return operation == Operation.COUNT ? name() : KEY;
  }

  @Override
  public Optional<String> keyOf(String option) {
    return switch (option) {
      case "op", "value" -> Optional.of(name());
      case "key" -> Optional.of(keyFields());
      default -> Optional.of(option);
    };
  }
}
