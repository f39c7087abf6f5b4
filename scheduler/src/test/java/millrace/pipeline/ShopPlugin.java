package millrace.pipeline;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import millrace.input.InputKind;
import millrace.input.Landing;
import millrace.input.LandingPlace;
import millrace.job.JobDeclaration;
import millrace.job.JobKind;
import millrace.job.JobSpec;
import millrace.option.Options;
import millrace.plugin.Formats;
import millrace.plugin.Plugin;
import millrace.plugin.Plugins;
import millrace.record.FormatKind;
import millrace.record.FormatSpec;
import millrace.record.RecordFormat;
import millrace.sink.Fence;
import millrace.sink.ReportUpdate;
import millrace.sink.Sink;
import millrace.sink.SinkKind;
import org.apache.hadoop.conf.Configuration;

/** A plug-in with one of each; a loader of a test's own finds it. */
public final class ShopPlugin implements Plugin {
  /** For {@link java.util.ServiceLoader}. */
  public ShopPlugin() {}

  /** A loader that finds it; {@code directory} becomes part of its class path. */
  public static URLClassLoader loader(Path directory) throws IOException {
    Path services = directory.resolve("META-INF/services/" + Plugin.class.getName());
    Files.createDirectories(directory.resolve("META-INF/services"));
    Files.writeString(services, ShopPlugin.class.getName());
    return new URLClassLoader(
        new URL[] {directory.toUri().toURL()}, ShopPlugin.class.getClassLoader());
  }

  /** A jar that brings it, in {@code directory}; its classes are on the class path. */
  public static Path jar(Path directory) throws IOException {
    Path jar = directory.resolve("shop.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("META-INF/services/" + Plugin.class.getName()));
      out.write(ShopPlugin.class.getName().getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  @Override
  public List<JobKind> jobKinds() {
    return List.of(new Words());
  }

  @Override
  public List<FormatKind> formatKinds() {
    return List.of(new Prose());
  }

  @Override
  public List<InputKind> inputKinds() {
    return List.of(new Quay());
  }

  @Override
  public List<SinkKind> sinkKinds() {
    return List.of(new Lake());
  }

  /** Counts the words of a field: {@code words: line, by: unicode}. */
  private static final class Words implements JobKind {
    @Override
    public String name() {
      return "words";
    }

    @Override
    public List<String> keys() {
      return List.of("by");
    }

    @Override
    public Optional<JobSpec> read(JobDeclaration declared) {
      String tokens = declared.text("by", "a way to split").orElse("whitespace");
      return declared
          .field("words")
          .map(
              field ->
                  new JobSpec(
                      declared.name(),
                      "millrace.jobs.wordcount.WordCount",
                      Map.of("field", field, "tokens", tokens)));
    }

    @Override
    public Optional<String> keyOf(String option) {
      return Optional.of(option.equals("tokens") ? "by" : "words");
    }
  }

  /** Text by another name, with an option. */
  private static final class Prose implements FormatKind {
    @Override
    public String name() {
      return "prose";
    }

    @Override
    public RecordFormat create(Options options) {
      options.whole("width");
      options.refuseOthers();
      return Formats.of(new FormatSpec("text", Map.of()), ShopPlugin.class.getClassLoader());
    }
  }

  /** One of many directories, by its number: {@code quay: { harbour: DIR, number: 3 }}. */
  private static final class Quay implements InputKind {
    @Override
    public String name() {
      return "quay";
    }

    @Override
    public LandingPlace create(Options options) {
      String harbour = options.requiredText("harbour");
      long number = options.whole("number").orElse(1);
      if (options.text("fog").isPresent()) {
        throw new IllegalStateException("lost");
      }
      if (options.text("storm").isPresent()) {
        throw new IllegalArgumentException("too high a sea");
      }
      options.refuseOthers();
      return new QuayPlace(new org.apache.hadoop.fs.Path(harbour, "quay-" + number));
    }
  }

  private record QuayPlace(org.apache.hadoop.fs.Path directory) implements LandingPlace {
    @Override
    public Landing open(Configuration configuration) throws IOException {
      Options there = Options.of(Map.of("path", directory.toString()));
      return Plugins.of(configuration.getClassLoader())
          .inputs()
          .get(InputKind.DIRECTORY)
          .create(there)
          .open(configuration);
    }

    @Override
    public List<org.apache.hadoop.fs.Path> directories() {
      return List.of(directory);
    }
  }

  /** Takes everything and keeps nothing. */
  private static final class Lake implements SinkKind {
    @Override
    public String name() {
      return "lake";
    }

    @Override
    public Sink create(Options options, Configuration configuration) {
      options.requiredText("path");
      Options login = options.map("login");
      login.whole("port");
      login.refuseOthers();
      if (options.text("cold").isPresent()) {
        throw new IllegalStateException("frozen");
      }
      if (options.text("dry").isPresent()) {
        throw new IllegalArgumentException("no water");
      }
      options.refuseOthers();
      return new Nowhere();
    }
  }

  private static final class Nowhere implements Sink {
    @Override
    public void deliver(List<ReportUpdate> updates, Fence fence) throws IOException {
      fence.check();
    }

    @Override
    public void close() {}
  }
}
