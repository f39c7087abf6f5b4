package millrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** The jar of somebody who wrote a job or a plug-in, compiled here: no class of it is known. */
final class UserJar {
  private static final String SOURCE =
      """
      import java.util.List;
      import millrace.aggregate.Aggregate;
      import millrace.aggregate.Cell;
      import millrace.aggregate.Count;
      import millrace.aggregate.Slice;
      import millrace.job.Emitter;
      import millrace.job.Event;
      import millrace.job.Job;

      public final class NAME implements Job<Slice, Long> {
        public Aggregate<Slice, Long, List<Cell>> aggregate() {
          return new Count<>();
        }

        public void map(Event event, Emitter<? super Slice> out) {
          Slice FIELD = event.field("FIELD");
          BODY
        }
      }
      """;

  private UserJar() {}

  /**
   * A jar with one job that counts.
   *
   * @param name of its class, in no package
   * @param field of the record that it reads
   * @param body of its {@code map}, which knows the field by its name, and {@code out}
   */
  static Path of(Path directory, String name, String field, String body) throws IOException {
    String source = SOURCE.replace("NAME", name).replace("FIELD", field).replace("BODY", body);
    return compiled(directory, name, source, Map.of());
  }

  /**
   * A jar with a plug-in.
   *
   * @param name of its class, in no package
   */
  static Path plugin(Path directory, String name, String source) throws IOException {
    return compiled(
        directory, name, source, Map.of("META-INF/services/millrace.plugin.Plugin", name));
  }

  private static Path compiled(
      Path directory, String name, String source, Map<String, String> others) throws IOException {
    Path java = Files.writeString(directory.resolve(name + ".java"), source);
    Path classes = Files.createDirectories(directory.resolve(name));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                said,
                "-proc:none",
                "--release",
                "17",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "-d",
                classes.toString(),
                java.toString());
    assertThat(failed).as(said.toString(StandardCharsets.UTF_8)).isZero();
    Path jar = directory.resolve(name + ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.list(classes)) {
      for (Path file : files.toList()) {
        entry(out, String.valueOf(file.getFileName()), Files.readAllBytes(file));
      }
      for (Map.Entry<String, String> other : others.entrySet()) {
        entry(out, other.getKey(), other.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar;
  }

  private static void entry(JarOutputStream out, String name, byte[] bytes) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(bytes);
    out.closeEntry();
  }
}
