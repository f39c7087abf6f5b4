package millrace;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.core.importer.Locations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the modules are made of: the sources that are no tests, and the classes made from them. */
final class MainSources {
  static final Path CHECKOUT = Path.of(System.getProperty("millrace.checkout", ".."));

  private static final Pattern CLASS_FILE =
      Pattern.compile(".*/(millrace/[\\w/-]+)(?:\\$.*)?\\.class");

  private final Map<String, Map<String, Path>> packages = new TreeMap<>();
  private final Set<String> files = new HashSet<>();

  /** The sources of the checkout. */
  MainSources() throws IOException {
    for (String module : modules()) {
      Path root = CHECKOUT.resolve(module).resolve("src/main/java");
      Map<String, Path> described = new TreeMap<>();
      try (Stream<Path> tree = Files.walk(root)) {
        for (Path file : tree.filter(it -> it.toString().endsWith(".java")).toList()) {
          String name = root.relativize(file).toString().replace('\\', '/');
          files.add(name.replaceFirst("\\.java$", ""));
          String directory = name.replaceFirst("/[^/]*$", "");
          described.put(directory.replace('/', '.'), file.resolveSibling("package-info.java"));
        }
      }
      packages.put(module, described);
    }
  }

  private static List<String> modules() throws IOException {
    try (Stream<Path> plugins = Files.list(CHECKOUT.resolve("plugins"))) {
      return Stream.concat(
              Stream.of("mapreduce-jobs", "window-merger", "scheduler", "src/testkit"),
              plugins.map(plugin -> "plugins/" + plugin.getFileName()))
          .filter(module -> Files.isDirectory(CHECKOUT.resolve(module).resolve("src/main/java")))
          .toList();
    }
  }

  /** The packages of each module, each with the file that says what it is for. */
  Map<String, Map<String, Path>> packages() {
    return packages;
  }

  /** The classes made from these sources. Plug-ins are on no class path: they lie where built. */
  JavaClasses classes() {
    Set<Location> locations = new HashSet<>(Locations.ofPackage("millrace"));
    for (String module : packages.keySet()) {
      Path built = CHECKOUT.resolve(module).resolve("target/classes");
      if (module.startsWith("plugins/") && Files.isDirectory(built)) {
        locations.add(Location.of(built.toUri()));
      }
    }
    return new ClassFileImporter().withImportOption(this::hold).importLocations(locations);
  }

  private boolean hold(Location location) {
    Matcher file = CLASS_FILE.matcher(location.asURI().toString());
    return file.matches() && files.contains(file.group(1));
  }

  /** The first sentence of a file that describes a package, as plain text. */
  static String purpose(Path description) {
    String text;
    try {
      text = Files.readString(description);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String comment =
        text.substring(text.indexOf("/**") + 3, text.indexOf("*/"))
            .replaceAll("(?m)^ *\\*", "")
            .replaceAll("\\{@code\\s+([^}]*)}", "$1")
            .replaceAll("\\{@link\\s+(?:[\\w.]+\\.)?(\\w+)}", "$1")
            .replaceAll("\\s+", " ")
            .strip();
    return comment.replaceFirst("(?<=\\.) .*", "");
  }
}
