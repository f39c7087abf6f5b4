package millrace.plugin;

import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.WeakHashMap;
import millrace.input.InputKind;
import millrace.job.JobKind;
import millrace.record.FormatKind;
import millrace.sink.SinkKind;

/**
 * All that the plug-ins bring which a class loader finds, and what is built in.
 *
 * @param jobs kinds of jobs, by the key that makes a job one of them
 * @param formats formats
 * @param inputs kinds of inputs
 * @param sinks kinds of sinks
 */
public record Plugins(
    Kinds<JobKind> jobs,
    Kinds<FormatKind> formats,
    Kinds<InputKind> inputs,
    Kinds<SinkKind> sinks) {
  private static final Map<ClassLoader, SoftReference<Plugins>> FOUND = new WeakHashMap<>();

  /**
   * What {@code loader} finds; looked for once.
   *
   * @throws UnusablePlugin if a plug-in cannot be loaded, or two bring something of one name
   */
  public static Plugins of(ClassLoader loader) {
    synchronized (FOUND) {
      Optional<Plugins> known = Optional.ofNullable(FOUND.get(loader)).map(SoftReference::get);
      if (known.isPresent()) {
        return known.get();
      }
      Plugins found = of(load(loader));
      FOUND.put(loader, new SoftReference<>(found));
      return found;
    }
  }

  private static Plugins of(List<Plugin> plugins) {
    return new Plugins(
        new Kinds<>(plugins, "kind of job", Plugin::jobKinds, JobKind::name),
        new Kinds<>(plugins, "format", Plugin::formatKinds, FormatKind::name),
        new Kinds<>(plugins, "kind of input", Plugin::inputKinds, InputKind::name),
        new Kinds<>(plugins, "kind of output", Plugin::sinkKinds, SinkKind::name));
  }

  private static List<Plugin> load(ClassLoader loader) {
    List<Plugin> plugins = new ArrayList<>();
    try {
      ServiceLoader.load(Plugin.class, loader).forEach(plugins::add);
    } catch (ServiceConfigurationError | LinkageError e) {
      throw PluginPlace.culprit(loader, e);
    }
    return plugins;
  }
}
