package millrace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import millrace.cli.Mill;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A line of 100 MB, with {@code -Pmatrix} of 1 GB, is one bad record, and takes no more memory than
 * the longest good one may.
 */
class LongLineIT {
  private static final int MEGABYTES = Integer.getInteger("millrace.every", 16) == 1 ? 1024 : 100;

  /** A file of a gigabyte is cut by a job, whose sort buffer alone has a hundred megabytes. */
  private static final int HEAP_MB = MEGABYTES > 100 ? 256 : 96;

  @Test
  void goesToQuarantineWholeAndTheLinesAroundItCount(@TempDir(factory = InMemory.class) Path home)
      throws Exception {
    Mill mill =
        new Mill(home)
            .declare(
                """
                pipeline: long
                landing: { path: landing, settle: 0s, format: csv, time: { by: event, field: time, format: iso } }
                buckets: { every: 5m }
                jobs: { keys: { count: key, windows: { all: cumulative } } }
                """);
    Path plain = mill.landing().resolve("long.csv");
    try (OutputStream out = Files.newOutputStream(plain)) {
      write(out);
    }
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(mill.landing().resolve("packed.csv.gz")))) {
      write(out);
    }
    Mill.Ran ran =
        Program.standalone("-Xmx" + HEAP_MB + "m")
            .run(Program.words(mill, "tick", "--now", "20240301T1010Z"));
    assertThat(ran)
        .isEqualTo(
            new Mill.Ran(
                0,
                "",
                """
                landing long.csv: 1 of 3 records quarantined, see quarantine/
                landing packed.csv.gz: 1 of 3 records quarantined, see quarantine/
                """));
    assertThat(mill.report("keys", "all")).isEqualTo("a\t2\nb\t2\n");
    assertThat(mill.status().get("records").toString())
        .isEqualTo("{\"records\":6,\"cut\":4,\"quarantined\":2,\"lateRefused\":0}");
    try (var files = Files.walk(mill.root().resolve("long/quarantine"))) {
      assertThat(files.filter(path -> path.toString().endsWith(".raw")))
          .as("the line itself lies there, to the byte")
          .hasSize(2)
          .allSatisfy(
              path -> assertThat(Files.size(path)).isEqualTo(((long) MEGABYTES << 20) + 21));
    }
  }

  private static void write(OutputStream out) throws IOException {
    out.write("time,key\n2024-03-01T10:01:00Z,a\n2024-03-01T10:02:00Z,".getBytes(UTF_8));
    byte[] megabyte = new byte[1 << 20];
    Arrays.fill(megabyte, (byte) 'x');
    for (int i = 0; i < MEGABYTES; i++) {
      out.write(megabyte);
    }
    out.write("\n2024-03-01T10:03:00Z,b\n".getBytes(UTF_8));
  }
}
