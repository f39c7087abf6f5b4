package millrace.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import millrace.record.FormatKind;
import millrace.record.FormatSpec;
import millrace.record.RecordFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PluginsTest {
  private static final String SERVICE = "META-INF/services/millrace.plugin.Plugin";
  private static final ClassLoader OURS = PluginsTest.class.getClassLoader();

  @TempDir Path directory;

  /** Brings a format that is text by another name. */
  public static class Prose implements Plugin {
    @Override
    public List<FormatKind> formatKinds() {
      return List.of(FormatKind.of("prose", PluginsTest::text));
    }
  }

  /** Brings what is there already. */
  public static final class Rival extends Prose {}

  /** Cannot be made. */
  public static final class Stillborn extends Prose {
    public Stillborn() {
      throw new IllegalStateException("no licence");
    }
  }

  /** Needs a class that is not there. */
  public static final class Needy implements Plugin {
    @Override
    public List<FormatKind> formatKinds() {
      throw new NoClassDefFoundError("com/example/Driver");
    }
  }

  private static RecordFormat text() {
    return Formats.of(new FormatSpec("text", Map.of()), OURS);
  }

  private static String services(Class<?>... providers) {
    return Stream.of(providers).map(Class::getName).collect(Collectors.joining("\n"));
  }

  private Path jar(String services) throws IOException {
    Path jar = directory.resolve("more.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry(SERVICE));
      out.write(services.getBytes(StandardCharsets.UTF_8));
      out.closeEntry();
    }
    return jar;
  }

  private URLClassLoader loader(String services) throws IOException {
    return new URLClassLoader(new URL[] {jar(services).toUri().toURL()}, OURS);
  }

  private void refused(String services, String... parts) throws IOException {
    try (URLClassLoader loader = loader(services)) {
      assertThatThrownBy(() -> Plugins.of(loader))
          .isInstanceOf(UnusablePlugin.class)
          .satisfies(refusal -> assertThat(refusal.getMessage()).contains(parts));
    }
  }

  @Test
  void whatIsBuiltInComesTheSameWay() {
    Plugins builtIn = Plugins.of(OURS);
    assertThat(builtIn.jobs().names())
        .containsExactly("count", "sum", "min", "max", "mean", "class");
    assertThat(builtIn.formats().names())
        .containsExactly("text", "csv", "tsv", "json", "access-log");
  }

  @Test
  void aJarBringsWhatOnlyItsLoaderFinds() throws IOException {
    try (URLClassLoader loader = loader(services(Prose.class))) {
      assertThat(Plugins.of(loader).formats().names()).endsWith("access-log", "prose");
      assertThat(Formats.of(new FormatSpec("prose", Map.of()), loader).fields())
          .contains(List.of("line"));
    }
    assertThat(Plugins.of(OURS).formats().find("prose")).isEmpty();
  }

  @Test
  void aLoaderIsSearchedOnce() throws IOException {
    assertThat(Plugins.of(OURS)).isSameAs(Plugins.of(OURS));
    try (URLClassLoader loader = loader("")) {
      assertThat(Plugins.of(loader)).isSameAs(Plugins.of(loader)).isNotSameAs(Plugins.of(OURS));
    }
  }

  @Test
  void anUnknownNameIsRefusedWithTheNearestAndWhereJarsBelong() {
    assertThatThrownBy(() -> Plugins.of(OURS).formats().get("cvs"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "unknown format: cvs (did you mean csv? allowed: access-log, csv, json, text, tsv);"
                + " the jar of a plug-in must lie in plugins/ beside bin/, or where MILLRACE_PLUGINS_DIR points, or be named with -libjars");
  }

  @Test
  void twoOfOneNameAreRefused() throws IOException {
    refused(
        services(Prose.class, Rival.class),
        "two plug-ins bring a format named prose: millrace.plugin.PluginsTest$Prose in /",
        " and millrace.plugin.PluginsTest$Rival in /");
  }

  @Test
  void aPluginThatCannotBeLoadedIsNamedWithItsJar() throws IOException {
    String jar = directory.resolve("more.jar").toString();
    refused(
        services(Stillborn.class),
        "plug-in millrace.plugin.PluginsTest$Stillborn in " + jar + " cannot be used",
        "java.lang.IllegalStateException: no licence");
    refused(
        "com.example.Gone # was here",
        "plug-in com.example.Gone in " + jar + " cannot be used: java.lang.ClassNotFoundException");
    refused(
        services(PluginsTest.class),
        "plug-in millrace.plugin.PluginsTest in " + jar + " cannot be used",
        "ClassCastException");
    refused("not a name", "not a name", jar);
  }

  @Test
  void aPluginThatCannotSayWhatItBringsIsNamed() throws IOException {
    refused(
        services(Needy.class),
        "plug-in millrace.plugin.PluginsTest$Needy in ",
        "cannot be used: java.lang.NoClassDefFoundError: com/example/Driver",
        "are the jars that it needs on the class path?");
  }
}
