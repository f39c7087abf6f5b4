package millrace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;
import java.util.zip.GZIPOutputStream;
import millrace.cli.Mill;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Input that is far larger than the heap, in each way it can be: more distinct keys than fit, one
 * key that is nearly all records, and a thousand times what its compressed file has. Overlong lines
 * are {@link LongLineIT}'s.
 */
class BoundedMemoryIT {
  private static final boolean FULL = Integer.getInteger("millrace.every", 16) == 1;
  private static final int RECORDS = FULL ? 10_000_000 : 200_000;
  private static final int BOMB_RECORDS = RECORDS / 100;
  private static final String BOMB_KEY = "b".repeat(10_000);
  private static final int HEAP_MB = FULL ? 256 : 48;

  @Test
  void distinctKeysSkewedKeysAndAGzBombAreCountedExactly(
      @TempDir(factory = InMemory.class) Path home) throws Exception {
    Mill mill =
        new Mill(home)
            .declare(
                """
                pipeline: p
                landing: { path: "LANDING", settle: 0s, format: csv, header: false, columns: [time, kind, key], time: { by: event, field: time, format: iso } }
                buckets: { every: 5m }
                jobs:
                  distinct: { count: key, where: { kind: distinct }, windows: { all: cumulative } }
                  skewed: { count: key, where: { kind: skewed }, windows: { all: cumulative } }
                  bomb: { count: key, where: { kind: bomb }, windows: { all: cumulative } }
                """);
    mill.declare(Files.readString(mill.pipeline()).replace("LANDING", "file://" + mill.landing()));
    if (!FULL) { // the default budgets are for a heap of 256 MB
      mill.with("millrace.fold.memory.bytes", "4m").with("millrace.cut.buffer.bytes", "4m");
    }
    write(
        mill.landing().resolve("distinct.csv"),
        RECORDS,
        i -> "distinct,key-" + Integer.reverse(i) + "-" + i);
    write(
        mill.landing().resolve("skewed.csv"),
        RECORDS,
        i -> i % 100 == 0 ? "skewed,rare-" + i / 100 % 10 : "skewed,hot");
    write(mill.landing().resolve("bomb.csv.gz"), BOMB_RECORDS, i -> "bomb," + BOMB_KEY);
    long packed = Files.size(mill.landing().resolve("bomb.csv.gz"));

    long start = System.nanoTime();
    Mill.Ran ran =
        Program.standalone("-Xmx" + HEAP_MB + "m")
            .run(Program.words(mill, "tick", "--now", "20240301T1010Z"));
    assertThat(ran).isEqualTo(new Mill.Ran(0, "", ""));
    long unpacked = (long) BOMB_RECORDS * BOMB_KEY.length();
    System.out.printf(
        "bounded memory: %1$d distinct keys, %1$d records of which 99%% have one key, %2$d MB out of"
            + " a gz of 1 : %3$d, in a heap of %4$d MB: %5$d ms%n",
        RECORDS,
        unpacked >> 20,
        unpacked / packed,
        HEAP_MB,
        (System.nanoTime() - start) / 1_000_000);

    assertThat(mill.status().get("records").toString())
        .isEqualTo(
            "{\"records\":%1$d,\"cut\":%1$d,\"quarantined\":0,\"lateRefused\":0}"
                .formatted(2L * RECORDS + BOMB_RECORDS));
    for (JsonNode job : mill.status().get("jobs")) {
      assertThat(job.at("/tally/folded").asLong())
          .as("%s", job)
          .isEqualTo(job.get("job").asText().equals("bomb") ? BOMB_RECORDS : RECORDS);
    }
    assertThat(mill.status().at("/jobs/0/windows/all/rows").asLong()).isEqualTo(RECORDS);
    assertThat(mill.report("distinct", "all", "--top", "1")).endsWith("\t1\n");
    StringBuilder skewed = new StringBuilder("hot\t" + RECORDS / 100 * 99 + "\n");
    for (int i = 0; i < 10; i++) {
      skewed.append("rare-").append(i).append('\t').append(RECORDS / 1000).append('\n');
    }
    assertThat(mill.report("skewed", "all")).isEqualTo(skewed.toString());
    assertThat(mill.report("bomb", "all")).isEqualTo(BOMB_KEY + "\t" + BOMB_RECORDS + "\n");
  }

  private static void write(Path file, int records, IntFunction<String> record) throws IOException {
    try (OutputStream bytes = Files.newOutputStream(file);
        OutputStream out =
            new BufferedOutputStream(
                file.toString().endsWith(".gz") ? new GZIPOutputStream(bytes) : bytes, 1 << 16)) {
      for (int i = 0; i < records; i++) {
        out.write(("2024-03-01T10:01:00Z," + record.apply(i) + "\n").getBytes(UTF_8));
      }
    }
  }
}
