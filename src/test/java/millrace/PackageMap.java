package millrace;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which packages there are, and which of them each one uses. A package is called by its name
 * without {@code millrace.}.
 *
 * @param modules the packages of each module, and what each of them uses
 */
record PackageMap(Map<String, Map<String, Set<String>>> modules) {
  private static final String ROOT = "millrace.";
  private static final int WIDTH = 100;
  private static final int INDENT = 20;

  /**
   * What a table says: a line in brackets names a module, any other a package, a colon, and the
   * packages it uses.
   */
  static PackageMap parse(String table) {
    Map<String, Map<String, Set<String>>> modules = new TreeMap<>();
    Map<String, Set<String>> packages = new TreeMap<>();
    String last = "";
    for (String line : table.lines().filter(it -> !it.isBlank()).toList()) {
      if (line.startsWith("[")) {
        packages = new TreeMap<>();
        modules.put(line.substring(1, line.length() - 1), packages);
      } else {
        boolean goesOn = line.startsWith(" ");
        last = goesOn ? last : line.substring(0, line.indexOf(':'));
        String uses = goesOn ? line : line.substring(line.indexOf(':') + 1);
        Set<String> all = packages.computeIfAbsent(last, any -> new TreeSet<>());
        all.addAll(words(uses));
      }
    }
    return new PackageMap(modules);
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
  }

  /** What the classes really use. */
  static PackageMap measured(MainSources sources, JavaClasses classes) {
    Map<String, Map<String, Set<String>>> modules = new TreeMap<>();
    Map<String, Set<String>> uses = new TreeMap<>();
    sources
        .packages()
        .forEach(
            (module, packages) -> {
              Map<String, Set<String>> own = new TreeMap<>();
              packages.keySet().forEach(name -> own.put(shortName(name), new TreeSet<>()));
              modules.put(module, own);
              uses.putAll(own);
            });
    for (JavaClass user : classes) {
      Set<String> used =
          Optional.ofNullable(uses.get(shortName(user.getPackageName()))).orElseThrow();
      for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
        String target = target(dependency);
        if (uses.containsKey(target) && !target.equals(shortName(user.getPackageName()))) {
          used.add(target);
        }
      }
    }
    return new PackageMap(modules);
  }

  private static String target(Dependency dependency) {
    return shortName(dependency.getTargetClass().getBaseComponentType().getPackageName());
  }

  /** One place where a package uses another. */
  static String example(JavaClasses classes, String user, String used) {
    return classes.stream()
        .filter(it -> shortName(it.getPackageName()).equals(user))
        .flatMap(it -> it.getDirectDependenciesFromSelf().stream())
        .filter(dependency -> target(dependency).equals(used))
        .map(Dependency::getDescription)
        .sorted()
        .findFirst()
        .orElse("nowhere");
  }

  private static String shortName(String name) {
    return name.startsWith(ROOT) ? name.substring(ROOT.length()) : "of others: " + name;
  }

  /** The packages of a module; none if there is no such module. */
  Collection<String> packagesOf(String module) {
    return Optional.ofNullable(modules.get(module)).map(Map::keySet).orElseGet(TreeSet::new);
  }

  /** What each package uses. */
  Map<String, Set<String>> uses() {
    Map<String, Set<String>> uses = new TreeMap<>();
    modules.values().forEach(uses::putAll);
    return uses;
  }

  /**
   * The map as text: a module stands above those it uses, and so does a package in its module.
   *
   * @param purposes of the packages, by their names
   * @throws IllegalArgumentException if packages or modules use each other
   */
  String drawn(Map<String, String> purposes) {
    Map<String, Integer> heights = heights(uses());
    List<String> lines = new ArrayList<>();
    for (String module : fromTheTop(heights(modulesUsed()))) {
      lines.add(module);
      Map<String, Integer> own = new TreeMap<>(heights);
      own.keySet().retainAll(packagesOf(module));
      List<String> packages = fromTheTop(own);
      for (String name : packages) {
        lines.addAll(entry(name, Optional.ofNullable(purposes.get(name)).orElseThrow(), heights));
      }
      lines.add("");
    }
    return String.join("\n", lines.subList(0, lines.size() - 1)) + "\n";
  }

  private List<String> entry(String name, String purpose, Map<String, Integer> heights) {
    Map<String, Integer> used = new TreeMap<>(heights);
    used.keySet().retainAll(Optional.ofNullable(uses().get(name)).orElseThrow());
    List<String> lines = new ArrayList<>(wrapped(purpose));
    if (!used.isEmpty()) {
      lines.addAll(wrapped("-> " + String.join(", ", fromTheTop(used))));
    }
    String indent = " ".repeat(INDENT);
    List<String> entry = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String before = i == 0 ? ("  " + name + indent).substring(0, INDENT) : indent;
      entry.add(before + lines.get(i));
    }
    return entry;
  }

  private static List<String> wrapped(String text) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String word : words(text)) {
      if (line.length() + 1 + word.length() > WIDTH - INDENT) {
        lines.add(line);
        line = word;
      } else {
        line = line.isEmpty() ? word : line + " " + word;
      }
    }
    lines.add(line);
    return lines;
  }

  private Map<String, Set<String>> modulesUsed() {
    Map<String, String> moduleOf = new TreeMap<>();
    modules.forEach(
        (module, packages) -> packages.keySet().forEach(name -> moduleOf.put(name, module)));
    Map<String, Set<String>> used = new TreeMap<>();
    modules.forEach(
        (module, packages) ->
            used.put(
                module,
                packages.values().stream()
                    .flatMap(Collection::stream)
                    .map(name -> Optional.ofNullable(moduleOf.get(name)).orElseThrow())
                    .filter(it -> !it.equals(module))
                    .collect(Collectors.toCollection(TreeSet::new))));
    return used;
  }

  private static List<String> fromTheTop(Map<String, Integer> heights) {
    return heights.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** How high each stands: 0 if it uses nothing, else above all it uses. */
  private static Map<String, Integer> heights(Map<String, Set<String>> uses) {
    Map<String, Integer> heights = new TreeMap<>();
    for (int height = 0; heights.size() < uses.size(); height++) {
      List<String> next =
          uses.keySet().stream()
              .filter(name -> !heights.containsKey(name))
              .filter(
                  name ->
                      Optional.ofNullable(uses.get(name))
                          .filter(heights.keySet()::containsAll)
                          .isPresent())
              .toList();
      if (next.isEmpty()) {
        Set<String> rest = new TreeSet<>(uses.keySet());
        rest.removeAll(heights.keySet());
        throw new IllegalArgumentException(
            "use each other, or what they use is not there: " + rest);
      }
      for (String name : next) {
        heights.put(name, height);
      }
    }
    return heights;
  }
}
