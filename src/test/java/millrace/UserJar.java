package millrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/** The jar of somebody who wrote a job of his own, compiled here: no class of it is known. */
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
    Path java = directory.resolve(name + ".java");
    Files.writeString(
        java, SOURCE.replace("NAME", name).replace("FIELD", field).replace("BODY", body));
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
                directory.toString(),
                java.toString());
    assertThat(failed).as(said.toString(StandardCharsets.UTF_8)).isZero();
    Path jar = directory.resolve(name + ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry(name + ".class"));
      out.write(Files.readAllBytes(directory.resolve(name + ".class")));
      out.closeEntry();
    }
    return jar;
  }
}
