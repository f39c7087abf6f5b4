package millrace.plugin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import millrace.option.Nearest;

/**
 * All that the plug-ins bring of one sort, by name, what is built in first.
 *
 * @param <K> the sort: {@link millrace.job.JobKind}, {@link millrace.record.FormatKind} and so on
 */
public final class Kinds<K> {
  /** What an operator does so that a plug-in is found. */
  public static final String HINT =
      "the jar of a plug-in must lie in plugins/ beside bin/, or where MILLRACE_PLUGINS_DIR points, or be named with -libjars";

  private final String sort;
  private final Map<String, K> byName = new LinkedHashMap<>();

  /**
   * What {@code plugins} bring.
   *
   * @param sort what one is called in errors, as {@code format}
   * @throws UnusablePlugin if two have one name, or a plug-in fails to say what it brings
   */
  Kinds(
      List<Plugin> plugins,
      String sort,
      Function<Plugin, List<K>> brought,
      Function<K, String> nameOf) {
    this.sort = sort;
    Map<String, Plugin> from = new LinkedHashMap<>();
    for (Plugin plugin : plugins) {
      for (Map.Entry<String, K> kind : of(plugin, brought, nameOf)) {
        Optional<Plugin> other = Optional.ofNullable(from.putIfAbsent(kind.getKey(), plugin));
        if (other.isPresent()) {
          throw new UnusablePlugin(
              "two plug-ins bring a %s named %s: %s and %s. Take one of them off the class path."
                  .formatted(
                      sort, kind.getKey(), PluginPlace.of(other.get()), PluginPlace.of(plugin)));
        }
        byName.put(kind.getKey(), kind.getValue());
      }
    }
  }

  private static <K> List<Map.Entry<String, K>> of(
      Plugin plugin, Function<Plugin, List<K>> brought, Function<K, String> nameOf) {
    List<Map.Entry<String, K>> kinds = new ArrayList<>();
    try {
      for (K kind : brought.apply(plugin)) {
        kinds.add(Map.entry(nameOf.apply(kind), kind));
      }
    } catch (RuntimeException | LinkageError e) {
      throw PluginPlace.unusable(PluginPlace.of(plugin), e);
    }
    return kinds;
  }

  /** The names, in the order of the plug-ins. */
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }

  /** All of them, in the order of the plug-ins. */
  public Collection<K> all() {
    return List.copyOf(byName.values());
  }

  /** The one of this name. */
  public Optional<K> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * The one of this name.
   *
   * @throws IllegalArgumentException if there is none; the message names those that there are
   */
  public K get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    Nearest.unknown(sort, name, byName.keySet()) + "; " + HINT));
  }
}
