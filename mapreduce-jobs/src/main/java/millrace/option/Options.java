package millrace.option;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The options of a job, a format, an input or a sink as the pipeline file gives them, read with
 * their types. Every name that is asked for is allowed; {@link #refuseOthers} refuses what is left.
 * All errors are {@link InvalidOption}s that name the option, what was found and what is allowed.
 */
public final class Options {
  private final String path;
  private final Map<String, ?> values;
  private final Set<String> allowed = new TreeSet<>();

  private Options(String path, Map<String, ?> values) {
    this.path = path;
    this.values = values;
  }

  /** Options with these values: text, numbers, booleans, lists and maps. */
  public static Options of(Map<String, ?> values) {
    return new Options("", Map.copyOf(values));
  }

  /** The value as it stands: a text, a number, a boolean, a list or a map. */
  public Optional<Object> value(String name) {
    allowed.add(name);
    return Optional.ofNullable(values.get(name));
  }

  /** One text; a number or boolean counts as the text it is written as. */
  public Optional<String> text(String name) {
    return value(name).map(value -> scalar(name, value));
  }

  /** One text, which must be there. */
  public String requiredText(String name) {
    return text(name).orElseThrow(() -> missing(name));
  }

  /** A text or a list of them; empty when absent. */
  public List<String> texts(String name) {
    return value(name).map(value -> scalars(name, value)).orElse(List.of());
  }

  /** A whole number. */
  public OptionalLong whole(String name) {
    Optional<String> text = text(name);
    try {
      return text.isEmpty()
          ? OptionalLong.empty()
          : OptionalLong.of(Long.parseLong(text.get().strip()));
    } catch (NumberFormatException e) {
      throw refused(name, text.orElse(""), "a whole number");
    }
  }

  /** One of the constants of {@code type}, written in lower case with dashes for underscores. */
  public <E extends Enum<E>> Optional<E> choice(String name, Class<E> type) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Map<String, E> choices = new LinkedHashMap<>();
    for (E constant : type.getEnumConstants()) {
      choices.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
    }
    E chosen = choices.get(text.get());
    if (chosen == null) {
      throw invalid(
          name, Nearest.unknown("value of option " + path + name, text.get(), choices.keySet()));
    }
    return Optional.of(chosen);
  }

  /**
   * A map of further options, in the order of their names; empty when absent. Whoever reads it
   * refuses others of its own.
   */
  public Options map(String name) {
    Map<?, ?> map =
        value(name)
            .map(
                value -> {
                  if (value instanceof Map<?, ?> found) {
                    return found;
                  }
                  throw refused(name, value, "a map");
                })
            .orElse(Map.of());
    Map<String, Object> inner =
        map.entrySet().stream()
            .collect(Collectors.toMap(e -> String.valueOf(e.getKey()), Map.Entry::getValue));
    return new Options(path + name + ".", inner);
  }

  /** The names that have a value, sorted. */
  public List<String> names() {
    return values.keySet().stream().sorted().toList();
  }

  /** Refuses every option that nobody asked for. */
  public void refuseOthers() {
    for (String name : names()) {
      if (!allowed.contains(name)) {
        throw invalid(
            name,
            Nearest.unknown(
                "option", path + name, allowed.stream().map(other -> path + other).toList()));
      }
    }
  }

  private String scalar(String name, Object value) {
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      return String.valueOf(value);
    }
    throw refused(name, value, "a text");
  }

  private List<String> scalars(String name, Object value) {
    Stream<?> found =
        value instanceof Collection<?> list
            ? new ArrayList<Object>(list).stream()
            : Stream.of(value);
    return found.map(one -> scalar(name, one)).toList();
  }

  private InvalidOption missing(String name) {
    String guess =
        Nearest.of(name, names()).map(found -> "; is " + found + " meant for it?").orElse("");
    return invalid(name, "option " + path + name + " is missing" + guess);
  }

  private InvalidOption refused(String name, Object found, String expected) {
    return invalid(name, "option " + path + name + ": found " + found + ", expected " + expected);
  }

  /** What is wrong with the option of this name, for those who check more than its type. */
  public InvalidOption invalid(String name, String problem) {
    return new InvalidOption(path + name, problem);
  }
}
