package millrace.cli;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipFile;
import millrace.pipeline.InvalidConfiguration;
import millrace.schedule.FailureLine;
import org.apache.hadoop.conf.Configuration;

/**
 * The jars of the plug-ins that are installed beside the program. They are used as those of {@code
 * -libjars}: a job on a cluster gets them too.
 *
 * @param jars in order of their names
 */
record PluginJars(List<Path> jars) {
  /** The variable that names their directory; {@code bin/millrace} sets it. */
  static final String VARIABLE = "MILLRACE_PLUGINS_DIR";

  /** Where Hadoop leaves the option {@code -libjars}. */
  private static final String LIBRARIES = "tmpjars";

  PluginJars {
    jars = List.copyOf(jars);
  }

  /** The directory that the environment names. */
  static Optional<Path> directory() {
    return Optional.ofNullable(System.getenv(VARIABLE)).filter(it -> !it.isBlank()).map(Path::of);
  }

  /**
   * Those in a directory.
   *
   * @throws InvalidConfiguration if it cannot be read, or a jar is damaged, which Java would pass
   *     over
   */
  static PluginJars in(Path directory) {
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.jar")) {
      files.forEach(jars::add);
    } catch (IOException | DirectoryIteratorException e) {
      throw new InvalidConfiguration(
          "%s: %s; expected a directory of jars".formatted(VARIABLE, FailureLine.of(e)), e);
    }
    Collections.sort(jars);
    jars.forEach(PluginJars::refuseDamaged);
    return new PluginJars(jars);
  }

  private static void refuseDamaged(Path jar) {
    try {
      new ZipFile(jar.toFile()).close();
    } catch (IOException e) {
      throw new InvalidConfiguration(
          "%s: %s is not a whole jar (%s). Copy it again, or remove it."
              .formatted(VARIABLE, jar, e.getMessage()),
          e);
    }
  }

  /** Adds them to what the class loader of {@code configuration} finds, and to what jobs get. */
  void addTo(Configuration configuration) throws MalformedURLException {
    // Not by the methods for several strings: Hadoop starts a process when it is first asked for
    // those.
    List<String> libraries = new ArrayList<>();
    String named = configuration.get(LIBRARIES);
    if (named != null && !named.isBlank()) {
      libraries.add(named);
    }
    List<URL> unknown = new ArrayList<>();
    Set<Path> known = classPath();
    for (Path jar : jars) {
      libraries.add(jar.toUri().toString());
      if (!known.contains(jar.toAbsolutePath())) {
        unknown.add(jar.toUri().toURL());
      }
    }
    if (!jars.isEmpty()) {
      configuration.set(LIBRARIES, String.join(",", libraries));
    }
    if (!unknown.isEmpty()) {
      configuration.setClassLoader(
          new URLClassLoader(unknown.toArray(URL[]::new), configuration.getClassLoader()));
    }
  }

  /**
   * The class path that Java was started with. It finds classes faster than another loader would.
   */
  private static Set<Path> classPath() {
    Set<Path> entries = new HashSet<>();
    String all = System.getProperty("java.class.path", "");
    for (String entry : all.split(File.pathSeparator, -1)) {
      entries.add(Path.of(entry).toAbsolutePath());
    }
    return entries;
  }
}
