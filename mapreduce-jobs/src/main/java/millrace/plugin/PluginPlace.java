package millrace.plugin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.CodeSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Says which plug-in of which jar is meant, when one cannot be used. */
final class PluginPlace {
  private static final String SERVICE = "META-INF/services/" + Plugin.class.getName();

  private PluginPlace() {}

  /** A plug-in and where it came from: {@code com.example.Lake in /opt/plugins/lake.jar}. */
  static String of(Plugin plugin) {
    Class<?> type = plugin.getClass();
    return type.getName()
        + Optional.ofNullable(type.getProtectionDomain().getCodeSource())
            .map(CodeSource::getLocation)
            .map(location -> " in " + location.getPath())
            .orElse("");
  }

  static UnusablePlugin unusable(String plugin, Throwable cause) {
    return new UnusablePlugin(
        "plug-in %s cannot be used: %s. Is it made for this version, and are the jars that it needs on the class path?"
            .formatted(plugin, cause),
        cause);
  }

  /**
   * Which plug-in made {@link java.util.ServiceLoader} give up, which does not tell its jar: each
   * is tried alone.
   */
  static UnusablePlugin culprit(ClassLoader loader, Error failure) {
    try {
      for (URL file : Collections.list(loader.getResources(SERVICE))) {
        for (String name : names(file)) {
          Optional<Throwable> problem = problem(name, loader);
          if (problem.isPresent()) {
            return unusable(name + " in " + jar(file), problem.get());
          }
        }
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
    return new UnusablePlugin("the plug-ins cannot be loaded: " + failure.getMessage(), failure);
  }

  private static List<String> names(URL file) throws IOException {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(file.openStream(), StandardCharsets.UTF_8))) {
      return in.lines()
          .map(line -> line.replaceFirst("#.*", "").strip())
          .filter(name -> !name.isEmpty())
          .toList();
    }
  }

  private static Optional<Throwable> problem(String name, ClassLoader loader) {
    try {
      Class.forName(name, true, loader).asSubclass(Plugin.class).getConstructor().newInstance();
      return Optional.empty();
    } catch (InvocationTargetException e) {
      return Optional.of(Optional.ofNullable(e.getCause()).orElse(e));
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return Optional.of(e);
    }
  }

  /** The path of the jar that a file of it is in. */
  private static String jar(URL file) {
    String place = file.getPath();
    int inside = place.indexOf("!/");
    return inside < 0
        ? place.substring(0, place.length() - SERVICE.length())
        : place.substring(place.indexOf(':') + 1, inside);
  }
}
