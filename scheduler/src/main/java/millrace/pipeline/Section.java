package millrace.pipeline;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import millrace.option.Nearest;
import millrace.time.DurationText;
import org.apache.hadoop.fs.Path;

/**
 * A mapping of the pipeline file whose keys are asked for by name. What is wrong is noted, and
 * something harmless is returned in its place so that the rest can be checked too.
 */
final class Section {
  /** What jobs, windows and outputs may be called. */
  static final String NAME = "[a-z0-9][a-z0-9_-]{0,63}";

  static final String NAME_EXPECTED =
      "a name of a-z, 0-9, - and _ that begins with a letter or digit, at most 64 characters";

  static final String DURATION = "a duration like 10s, 5m, 1h";

  private final Node.Mapping node;
  private final int line;
  private final String path;
  private final Problems problems;

  private Section(Node.Mapping node, int line, String path, Problems problems) {
    this.node = node;
    this.line = line;
    this.path = path;
    this.problems = problems;
    Map<String, Integer> seen = new HashMap<>();
    for (Node.KeyedNode entry : node.entries()) {
      Integer before = seen.putIfAbsent(entry.key(), entry.line());
      if (before != null) {
        problems.key(entry.line(), full(entry.key()), "given twice, first on line " + before);
      }
    }
  }

  /** The root of a file. */
  static Section root(Node.Mapping node, Problems problems) {
    return new Section(node, 1, "", problems);
  }

  /** The whole name of its own key; empty for the root. */
  String path() {
    return path;
  }

  /** The whole name of a key in here. */
  String full(String key) {
    String name = key.matches("[A-Za-z0-9_-]+") ? key : '"' + key + '"';
    return path.isEmpty() ? name : path + "." + name;
  }

  /** The line of the key, or of the section that does not have it. */
  int line(String key) {
    return entry(key).map(Node.KeyedNode::line).orElse(line);
  }

  List<Node.KeyedNode> entries() {
    return node.entries();
  }

  /** The names of its keys, each once; those that are no such name are noted. */
  Set<String> names(String pattern, String expected) {
    Set<String> names = new LinkedHashSet<>();
    for (Node.KeyedNode entry : entries()) {
      names.add(entry.key());
    }
    for (String name : names) {
      if (!name.matches(pattern)) {
        refuse(name, "not a name, expected " + expected);
      }
    }
    return names;
  }

  boolean has(String key) {
    return entry(key).isPresent();
  }

  Optional<Node> find(String key) {
    return entry(key).map(Node.KeyedNode::value);
  }

  private Optional<Node.KeyedNode> entry(String key) {
    return node.entries().stream().filter(entry -> entry.key().equals(key)).findFirst();
  }

  /** Notes what is wrong with all of this. */
  void refuseWhole(String problem) {
    problems.key(line, path, problem);
  }

  /** Notes what is wrong with the value of {@code key}. */
  void refuse(String key, String problem) {
    problems.key(line(key), full(key), problem);
  }

  /** Notes that something else was expected of {@code key} than what is there. */
  void expected(String key, String expected) {
    String found = find(key).map(value -> "found " + value.found()).orElse("missing");
    refuse(key, found + ", expected " + expected);
  }

  /**
   * Notes what is wrong with the value that a path leads to from here: keys with dots between them,
   * as {@code where.status}. What is not there is noted at the last key on the way that is.
   *
   * @return whether at least the first key is there; nothing is noted otherwise
   */
  boolean refuseAt(String keys, String problem) {
    for (Node.KeyedNode entry : node.entries()) {
      if (keys.equals(entry.key())) {
        refuse(entry.key(), problem);
        return true;
      }
      if (keys.startsWith(entry.key() + ".")) {
        String rest = keys.substring(entry.key().length() + 1);
        boolean isInside =
            entry.value() instanceof Node.Mapping inner
                && new Section(inner, entry.line(), full(entry.key()), problems)
                    .refuseAt(rest, problem);
        if (!isInside) {
          refuse(entry.key(), problem);
        }
        return true;
      }
    }
    return false;
  }

  /** Notes that the key is not used here, if it is there. */
  void unused(String key, String because) {
    if (has(key)) {
      refuse(key, because);
    }
  }

  /** Notes every key that is not in {@code known}, with the nearest one that is. */
  void allow(List<String> known) {
    allow(known, "");
  }

  /**
   * Notes every key that is not in {@code known}, with the nearest one that is.
   *
   * @param otherwise what is said further of a key that is near to none
   */
  void allow(List<String> known, String otherwise) {
    for (Node.KeyedNode entry : node.entries()) {
      if (!known.contains(entry.key())) {
        boolean isNear = Nearest.of(entry.key(), known).isPresent();
        problems.key(
            entry.line(),
            full(entry.key()),
            "unknown" + suggestion(entry.key(), known) + (isNear ? "" : otherwise));
      }
    }
  }

  /** {@code , did you mean NEAREST?}, or what there is when nothing is near. */
  static String suggestion(String word, List<String> known) {
    return Nearest.of(word, known)
        .map(nearest -> ", did you mean " + nearest + "?")
        .orElse(", expected " + anyOf(known));
  }

  /** {@code a, b or c}. */
  static String anyOf(List<String> words) {
    int last = words.size() - 1;
    return last < 1
        ? String.join("", words)
        : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }

  /** The section at {@code key}. */
  Optional<Section> section(String key, String expected) {
    Optional<Node> value = find(key);
    if (value.isPresent() && value.get() instanceof Node.Mapping mapping) {
      return Optional.of(new Section(mapping, line(key), full(key), problems));
    }
    if (value.isPresent()) {
      expected(key, expected);
    }
    return Optional.empty();
  }

  /**
   * What {@code parse} makes of the text at {@code key}; empty when it is not there or not right.
   */
  <T> Optional<T> value(String key, String expected, Function<String, Optional<T>> parse) {
    Optional<Node> value = find(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Optional<T> parsed =
        value.get() instanceof Node.Scalar scalar && !scalar.isNothing()
            ? parse.apply(scalar.text())
            : Optional.empty();
    if (parsed.isEmpty()) {
      expected(key, expected);
    }
    return parsed;
  }

  /** Text that is not empty. */
  Optional<String> text(String key, String expected) {
    return value(key, expected, text -> Optional.of(text).filter(it -> !it.isBlank()));
  }

  /** A span of time, zero included. */
  Optional<Duration> duration(String key) {
    return value(key, DURATION, Section::parseDuration);
  }

  static Optional<Duration> parseDuration(String text) {
    try {
      return Optional.of(DurationText.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The text itself, if Hadoop accepts it as a path. */
  static Optional<String> parsePath(String text) {
    try {
      return text.isBlank() || new Path(text).toString().isEmpty()
          ? Optional.empty()
          : Optional.of(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** One of the values of an enum, written in small letters. */
  <E extends Enum<E>> E choice(String key, E otherwise) {
    List<E> values = List.of(otherwise.getDeclaringClass().getEnumConstants());
    List<String> names =
        values.stream().map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
    return value(
            key,
            anyOf(names),
            text ->
                names.contains(text)
                    ? Optional.of(values.get(names.indexOf(text)))
                    : Optional.empty())
        .orElse(otherwise);
  }

  /** {@code true} or {@code false}, without quotes. */
  Optional<Boolean> truth(String key) {
    if (find(key).isPresent() && find(key).get() instanceof Node.Scalar scalar && !scalar.plain()) {
      expected(key, "true or false, without quotes");
      return Optional.empty();
    }
    return value(
        key,
        "true or false",
        text -> Stream.of(true, false).filter(it -> text.equals(String.valueOf(it))).findFirst());
  }

  /** A time zone; UTC when it is not there. */
  ZoneId zone(String key) {
    Optional<Node> value = find(key);
    if (value.isPresent() && value.get() instanceof Node.Scalar scalar && !scalar.isNothing()) {
      try {
        return ZoneId.of(scalar.text());
      } catch (DateTimeException e) {
        String nearest =
            Nearest.of(scalar.text(), ZoneId.getAvailableZoneIds().stream().sorted().toList())
                .map(name -> "; did you mean " + name + "?")
                .orElse("");
        expected(key, "a time zone like UTC, Europe/Berlin, +05:45" + nearest);
        return ZoneOffset.UTC;
      }
    }
    if (value.isPresent()) {
      expected(key, "a time zone like UTC, Europe/Berlin, +05:45");
    }
    return ZoneId.of("UTC");
  }

  /** Names: one, or a list of different ones; empty when nothing right is there. */
  Optional<List<String>> oneOrMore(String key, String expected) {
    List<Node> nodes = nodes(key);
    if (nodes.isEmpty() || !nodes.stream().allMatch(Section::isName)) {
      expected(key, expected);
      return Optional.empty();
    }
    List<String> names = nodes.stream().map(node -> ((Node.Scalar) node).text()).toList();
    Optional<String> twice =
        names.stream().filter(name -> names.indexOf(name) != names.lastIndexOf(name)).findFirst();
    if (twice.isPresent()) {
      refuse(key, "found \"" + twice.get() + "\" twice, expected each once");
      return Optional.empty();
    }
    return Optional.of(names);
  }

  /** One text or a list of them, as a condition has them; empty text is allowed in quotes. */
  List<String> values(String key) {
    List<Node> nodes = nodes(key);
    if (nodes.isEmpty() || !nodes.stream().allMatch(Section::isText)) {
      expected(key, "a value, or several like [500, 503]");
      return List.of();
    }
    return nodes.stream().map(node -> ((Node.Scalar) node).text()).distinct().toList();
  }

  private List<Node> nodes(String key) {
    return find(key).stream()
        .flatMap(
            node -> node instanceof Node.Items items ? items.nodes().stream() : Stream.of(node))
        .toList();
  }

  private static boolean isText(Node node) {
    return node instanceof Node.Scalar scalar && !scalar.isNothing();
  }

  private static boolean isName(Node node) {
    return node instanceof Node.Scalar scalar && !scalar.isNothing() && !scalar.text().isEmpty();
  }
}
