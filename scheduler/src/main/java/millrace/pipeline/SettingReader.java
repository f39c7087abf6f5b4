package millrace.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import millrace.option.Nearest;
import org.apache.hadoop.conf.Configuration;

/**
 * Reads the values of settings and collects what is wrong with them. A value comes from the
 * configuration, or else from {@code millrace-default.xml}; there is no other default. Something
 * harmless stands in for a wrong value, so that the rest can be checked too.
 */
final class SettingReader {
  static final long UNLIMITED = Long.MAX_VALUE;
  static final long KILOBYTE = 1 << 10;
  static final long MEGABYTE = 1 << 20;
  static final long GIGABYTE = 1 << 30;

  private static final String PREFIX = "millrace.";

  private final Configuration configuration;
  private final Map<String, String> defaults = new TreeMap<>();

  /** What is wrong, by key. */
  private final Map<String, String> problems = new HashMap<>();

  SettingReader(Configuration configuration) {
    this.configuration = configuration;
    Configuration alone = new Configuration(false);
    alone.addResource(SettingDefaults.FILE);
    alone.forEach(it -> defaults.put(it.getKey(), it.getValue()));
  }

  /** Where the value of a key was set. */
  static String source(Configuration configuration, String key) {
    return Stream.ofNullable(configuration.getPropertySources(key))
        .flatMap(Stream::of)
        .reduce((earlier, later) -> later)
        .map(source -> source.equals("from command line") ? "-D" : source)
        .orElse(SettingDefaults.FILE);
  }

  /**
   * What {@code parse} makes of the value; {@code otherwise} when it is wrong, which is then noted.
   */
  <T> T value(String key, String expected, Function<String, Optional<T>> parse, T otherwise) {
    String text = configuration.get(key, Optional.ofNullable(defaults.get(key)).orElse("")).trim();
    Optional<T> parsed = text.isEmpty() ? Optional.empty() : parse.apply(text);
    if (parsed.isEmpty()) {
      problems.put(
          key,
          "setting %s: found \"%s\" (from %s), expected %s"
              .formatted(key, text, source(configuration, key), expected));
    }
    return parsed.orElse(otherwise);
  }

  /** One of the values of an enum, written in small letters. */
  <E extends Enum<E>> E choice(String key, Class<E> type) {
    Map<String, E> choices = new LinkedHashMap<>();
    for (E choice : type.getEnumConstants()) {
      choices.put(choice.name().toLowerCase(Locale.ROOT), choice);
    }
    return value(
        key,
        Section.anyOf(List.copyOf(choices.keySet())),
        text -> Optional.ofNullable(choices.get(text)),
        type.getEnumConstants()[0]);
  }

  /** A number of bytes, like {@code 64m}. */
  long bytes(String key, long least, long most) {
    String limits =
        most == UNLIMITED
            ? "at least " + ByteSize.format(least)
            : "from " + ByteSize.format(least) + " to " + ByteSize.format(most);
    return value(
        key,
        "a number of bytes like 64m or 1g, " + limits,
        text -> within(least, most, () -> ByteSize.parse(text)),
        least);
  }

  /** A whole number. */
  int number(String key, int least, int most) {
    return Math.toIntExact(
        value(
            key,
            "a whole number from " + least + " to " + most,
            text -> within(least, most, () -> Long.parseLong(text)),
            (long) least));
  }

  /** A number of threads; zero stands for as many as there are processors. */
  int processors(String key) {
    int threads = number(key, 0, 1024);
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }

  /** A span of time, zero included. */
  Duration duration(String key) {
    return value(key, Section.DURATION, Section::parseDuration, Duration.ZERO);
  }

  private static Optional<Long> within(long least, long most, LongSupplier number) {
    try {
      return Optional.of(number.getAsLong()).filter(it -> it >= least && it <= most);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Throws when anything was wrong: a value that was read, or a key nobody knows.
   *
   * @throws InvalidConfiguration with all that is wrong, in the order of {@code
   *     millrace-default.xml}
   */
  void check() {
    List<String> wrong = new ArrayList<>();
    if (!problems.isEmpty()) {
      List<String> order = SettingDefaults.all().stream().map(SettingDefaults::key).toList();
      problems.keySet().stream()
          .sorted(Comparator.comparingInt(order::indexOf))
          .map(problems::get)
          .forEach(wrong::add);
    }
    List<String> known = List.copyOf(defaults.keySet());
    for (Map.Entry<String, String> entry : configuration) {
      String key = entry.getKey();
      if (key.startsWith(PREFIX) && !known.contains(key)) {
        wrong.add(
            "setting %s: unknown (from %s)%s"
                .formatted(
                    key,
                    source(configuration, key),
                    Nearest.of(key, known)
                        .map(nearest -> ", did you mean " + nearest + "?")
                        .orElse(", see `millrace config` for those there are")));
      }
    }
    if (!wrong.isEmpty()) {
      throw new InvalidConfiguration(wrong);
    }
  }
}
