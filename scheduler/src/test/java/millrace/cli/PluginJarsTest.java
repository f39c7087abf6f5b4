package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import millrace.pipeline.InvalidConfiguration;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PluginJarsTest {
  private final Configuration configuration = new Configuration(false);
  private final ClassLoader before = configuration.getClassLoader();

  @TempDir Path directory;

  @BeforeEach
  void twoJarsAndAnotherFile() throws IOException {
    for (String name : List.of("b.jar", "a.jar")) {
      new JarOutputStream(Files.newOutputStream(directory.resolve(name)), new Manifest()).close();
    }
    Files.writeString(directory.resolve("readme.txt"), "");
  }

  @AfterEach
  void close() throws IOException {
    if (configuration.getClassLoader() instanceof URLClassLoader loader && loader != before) {
      loader.close();
    }
  }

  @Test
  void theyAreUsedAsIfTheyWereNamedWithLibjars() throws IOException {
    configuration.set("tmpjars", "file:///mine.jar");
    PluginJars.in(directory).addTo(configuration);
    URL first = directory.resolve("a.jar").toUri().toURL();
    URL second = directory.resolve("b.jar").toUri().toURL();
    assertThat(configuration.getClassLoader())
        .isInstanceOfSatisfying(
            URLClassLoader.class,
            loader -> {
              assertThat(loader.getURLs()).containsExactly(first, second);
              assertThat(loader.getParent()).isSameAs(before);
            });
    assertThat(configuration.getTrimmedStrings("tmpjars"))
        .containsExactly(
            "file:///mine.jar",
            directory.resolve("a.jar").toUri().toString(),
            directory.resolve("b.jar").toUri().toString());
  }

  @Test
  void whatJavaFindsAlreadyNeedsNoOtherLoaderButGoesToTheClusterToo() throws IOException {
    Path known =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> entry.endsWith(".jar"))
            .map(Path::of)
            .findFirst()
            .orElseThrow();
    new PluginJars(List.of(known)).addTo(configuration);
    assertThat(configuration.getClassLoader()).isSameAs(before);
    assertThat(configuration.getTrimmedStrings("tmpjars"))
        .containsExactly(known.toUri().toString());
  }

  @Test
  void anEmptyDirectoryChangesNothing() throws IOException {
    Path empty = Files.createDirectory(directory.resolve("empty"));
    PluginJars.in(empty).addTo(configuration);
    assertThat(configuration.getClassLoader()).isSameAs(before);
    assertThat(configuration.get("tmpjars")).isNull();
  }

  @Test
  void aJarThatArrivedInPartIsRefused() throws IOException {
    Path jar = directory.resolve("b.jar");
    byte[] whole = Files.readAllBytes(jar);
    Files.write(jar, Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> PluginJars.in(directory))
        .isInstanceOf(InvalidConfiguration.class)
        .hasMessageMatching(
            "MILLRACE_PLUGINS_DIR: %s is not a whole jar \\(.+\\). Copy it again, or remove it."
                .formatted(jar));
  }

  @Test
  void aDirectoryThatIsNotThereIsRefused() {
    Path gone = directory.resolve("gone");
    assertThatThrownBy(() -> PluginJars.in(gone))
        .isInstanceOf(InvalidConfiguration.class)
        .hasMessage(
            "MILLRACE_PLUGINS_DIR: no such file: %s; expected a directory of jars".formatted(gone));
  }
}
