package millrace.plugins.jsonlines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import millrace.option.InvalidOption;
import millrace.option.Options;
import millrace.plugin.Plugins;
import millrace.sink.Sink;
import millrace.sink.SinkKind;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JsonLinesKindTest {
  @TempDir Path directory;

  private static Sink create(Map<String, Object> options) {
    SinkKind kind = Plugins.of(JsonLinesKindTest.class.getClassLoader()).sinks().get("json-lines");
    return kind.create(Options.of(options), new Configuration(false));
  }

  private static void refused(Map<String, Object> options, String option, String message) {
    assertThatThrownBy(() -> create(options))
        .isInstanceOfSatisfying(InvalidOption.class, e -> assertThat(e.option()).isEqualTo(option))
        .hasMessage(message);
  }

  @Test
  void makingItTouchesNothing() throws IOException {
    Path place = directory.resolve("lake");
    try (Sink sink = create(Map.of("path", place.toString()))) {
      assertThat(sink.directories()).hasToString("[" + place + "]");
      assertThat(place).doesNotExist();
      sink.deliver(List.of(Reports.revision(1, 2)), () -> {});
      assertThat(place).isDirectory();
    }
    create(Map.of("path", "hdfs://nowhere.invalid/lake")).close();
  }

  @Test
  void itsOptionsAreChecked() {
    refused(Map.of(), "path", "option path is missing");
    refused(Map.of("pth", "y"), "path", "option path is missing; is pth meant for it?");
    refused(
        Map.of("path", "x", "pth", "y"),
        "pth",
        "unknown option: pth (did you mean path? allowed: path)");
    refused(Map.of("path", "a:b"), "path", "option path: found \"a:b\", expected a Hadoop path");
    refused(Map.of("path", ""), "path", "option path: found \"\", expected a Hadoop path");
    refused(Map.of("path", " "), "path", "option path: found \" \", expected a Hadoop path");
    refused(
        Map.of("path", "s3a://bucket/lake"),
        "path",
        "option path: found s3a://, expected a local disk or hdfs://, where a file takes the place of another in one step");
  }

  @Test
  void aFileSystemThatIsOnlyKnownLaterIsRefusedThen() throws IOException {
    Configuration configuration = new Configuration(false);
    configuration.set("fs.defaultFS", "viewfs://cluster/");
    configuration.set("fs.AbstractFileSystem.viewfs.impl", "org.apache.hadoop.fs.viewfs.ViewFs");
    configuration.set("fs.viewfs.mounttable.cluster.link./lake", directory.toUri().toString());
    configuration.set("fs.AbstractFileSystem.file.impl", "org.apache.hadoop.fs.local.LocalFs");
    try (Sink sink =
        new JsonLinesKind().create(Options.of(Map.of("path", "/lake")), configuration)) {
      assertThatThrownBy(() -> sink.deliver(List.of(Reports.revision(1, 2)), () -> {}))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("found viewfs://");
    }
  }
}
