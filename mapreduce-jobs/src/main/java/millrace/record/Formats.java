package millrace.record;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The formats by name: the five that are built in, and those of the user's own classes. */
public final class Formats {
  private static final Map<String, Supplier<RecordFormat>> BUILT_IN =
      new TreeMap<>(
          Map.of(
              "text", TextFormat::new,
              "access-log", AccessLogFormat::new,
              "csv", () -> new SeparatedFormat((byte) ','),
              "tsv", () -> new SeparatedFormat((byte) '\t'),
              "json", JsonFormat::new));

  private Formats() {}

  /** The names of the formats that are built in, sorted. */
  public static List<String> names() {
    return List.copyOf(BUILT_IN.keySet());
  }

  /**
   * The format that {@code spec} names, configured.
   *
   * @param loader finds a class of the user's own
   * @throws IllegalArgumentException if there is no such format, or it refuses its options; the
   *     message names what is allowed and, where one is near, what was meant
   */
  public static RecordFormat of(FormatSpec spec, ClassLoader loader) {
    Supplier<RecordFormat> builtIn = BUILT_IN.get(spec.name());
    RecordFormat format = builtIn != null ? builtIn.get() : ofClass(spec.name(), loader);
    try {
      format.configure(spec.options());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("format " + spec.name() + ": " + e.getMessage(), e);
    }
    return format;
  }

  private static RecordFormat ofClass(String name, ClassLoader loader) {
    Class<?> type;
    try {
      type = Class.forName(name, true, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      if (name.indexOf('.') >= 0) {
        throw new IllegalArgumentException(
            "format "
                + name
                + ": the class cannot be loaded ("
                + e
                + "); is its jar named with -libjars?",
            e);
      }
      var allowed = new ArrayList<>(names());
      allowed.add("the name of a class that implements " + RecordFormat.class.getName());
      throw new IllegalArgumentException(Nearest.unknown("format", name, allowed), e);
    }
    if (!RecordFormat.class.isAssignableFrom(type)) {
      throw new IllegalArgumentException(
          "format " + name + ": the class does not implement " + RecordFormat.class.getName());
    }
    try {
      return (RecordFormat) type.getConstructor().newInstance();
    } catch (NoSuchMethodException | InstantiationException | IllegalAccessException e) {
      throw new IllegalArgumentException(
          "format "
              + name
              + ": the class must be public, not abstract, and have a public constructor without parameters",
          e);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          "format " + name + ": its constructor failed: " + e.getCause(), e);
    }
  }
}
