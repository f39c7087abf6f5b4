package millrace.plugin;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import millrace.option.InvalidOption;
import millrace.option.Nearest;
import millrace.option.Options;
import millrace.record.FormatKind;
import millrace.record.FormatSpec;
import millrace.record.RecordFormat;

/** The formats by name: those of the plug-ins, and those of the user's own classes. */
public final class Formats {
  private Formats() {}

  /** The names of the formats that {@code loader} finds, those that are built in first. */
  public static List<String> names(ClassLoader loader) {
    return Plugins.of(loader).formats().names();
  }

  /**
   * The format that {@code spec} names, configured.
   *
   * @param loader finds plug-ins, and a class of the user's own
   * @throws InvalidOption if it refuses an option
   * @throws IllegalArgumentException if there is no such format, or it cannot be made; the message
   *     names what is allowed and, where one is near, what was meant
   */
  public static RecordFormat of(FormatSpec spec, ClassLoader loader) {
    FormatKind kind =
        Plugins.of(loader)
            .formats()
            .find(spec.name())
            .orElseGet(() -> ofClass(spec.name(), loader));
    try {
      return kind.create(Options.of(spec.options()));
    } catch (InvalidOption e) {
      throw e.of("format " + spec.name());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("format " + spec.name() + ": " + e.getMessage(), e);
    }
  }

  private static FormatKind ofClass(String name, ClassLoader loader) {
    RecordFormat made = instance(name, loader);
    return FormatKind.of(name, () -> made);
  }

  private static RecordFormat instance(String name, ClassLoader loader) {
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
      var allowed = new ArrayList<>(names(loader));
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
