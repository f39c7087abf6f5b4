package millrace.pipeline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.option.InvalidOption;
import millrace.option.Options;

/**
 * The options that a class of the user's gets: booleans, texts (numbers as they are written), lists
 * and maps.
 */
final class OptionValues {
  private OptionValues() {}

  /** The options at {@code key}; none if there is nothing, or nothing right. */
  static Map<String, Object> of(Section section, String key) {
    Map<String, Object> options = new LinkedHashMap<>();
    section
        .section(key, "a mapping of option names to values")
        .ifPresent(
            it -> {
              for (Node.KeyedNode entry : it.entries()) {
                Optional<Object> value = value(entry.value());
                value.ifPresent(given -> options.put(entry.key(), given));
                if (value.isEmpty()) {
                  it.expected(entry.key(), "a value");
                }
              }
            });
    return options;
  }

  /** Makes something of options. */
  interface Maker {
    void make(Options options) throws IOException;
  }

  /**
   * Makes something once of the options at the key {@code kind}, so that its kind can refuse what
   * it does not accept. What it refuses is noted at the option that is wrong.
   */
  static void tryOut(Section section, String kind, Map<String, Object> options, Maker maker) {
    try {
      maker.make(Options.of(options));
    } catch (InvalidOption e) {
      section.refuseAt(kind + "." + e.option(), String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException | IOException e) {
      section.refuse(kind, String.valueOf(e.getMessage()));
    } catch (RuntimeException | LinkageError e) {
      section.refuse(kind, "failed while it read its options: " + e);
    }
  }

  private static Optional<Object> value(Node node) {
    if (node instanceof Node.Scalar scalar) {
      return scalar.isNothing() ? Optional.empty() : Optional.of(scalar(scalar));
    }
    if (node instanceof Node.Items items) {
      List<Object> values = new ArrayList<>();
      for (Node each : items.nodes()) {
        Optional<Object> value = value(each);
        if (value.isEmpty()) {
          return Optional.empty();
        }
        values.add(value.get());
      }
      return Optional.of(values);
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (Node.KeyedNode each : ((Node.Mapping) node).entries()) {
      Optional<Object> value = value(each.value());
      if (value.isEmpty() || values.put(each.key(), value.get()) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }

  private static Object scalar(Node.Scalar scalar) {
    boolean truth = scalar.text().equals("true") || scalar.text().equals("false");
    return scalar.plain() && truth ? Boolean.valueOf(scalar.text()) : scalar.text();
  }
}
