package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A job sees the records of the inputs it reads, each read and dated as its input says. */
final class JobsOfInputsTest {
  private static final String PIPELINE =
      """
      pipeline: shop
      inputs:
        sales:
          path: "file://%s/sales"
          settle: 0s
          format: csv
          time: { by: event, field: time, format: iso }
        notes: { path: "file://%s/notes", settle: 0s }
      buckets: { every: 5m }
      jobs:
        items: { count: item, from: sales, windows: { all: cumulative } }
        sold: { class: millrace.job.TimeCounts, from: sales, windows: { all: cumulative } }
        both: { class: millrace.job.TimeCounts, from: [notes, sales], windows: { all: cumulative } }
        lines: { count: line, from: notes, windows: { all: cumulative } }
      """;

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.resolveSibling("."));
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"inline", "local"})
  void seesTheRecordsOfItsInputsOnly(String engine, @TempDir Path home) throws IOException {
    Mill mill =
        new Mill(home).declare(PIPELINE.formatted(home, home)).with("millrace.engine", engine);
    write(
        home.resolve("sales/1"), "time,item\n2024-03-01T10:02:00Z,hat\n2024-03-01T10:01:00Z,hat\n");
    write(home.resolve("notes/1"), "rain\nsun\n\n");
    assertThat(mill.tick("2024-03-01T10:04:00Z").code()).isZero();
    write(home.resolve("notes/2"), "rain\n");
    assertThat(mill.tick("2024-03-01T10:06:00Z")).isEqualTo(new Mill.Ran(0, "", ""));
    write(home.resolve("sales/late"), "time,item\n2024-03-01T10:03:00Z,coat\n");
    assertThat(mill.tick("2024-03-01T10:11:00Z")).isEqualTo(new Mill.Ran(0, "", ""));

    assertThat(mill.report("items", "all", "--at", "2024-03-01T10:05:00Z").lines())
        .contains("coat\t1", "hat\t2");
    assertThat(mill.report("lines", "all").lines()).contains("rain\t2", "sun\t1");
    assertThat(mill.report("sold", "all").lines())
        .filteredOn(row -> row.contains("2024"))
        .containsExactlyInAnyOrder(
            "sales 2024-03-01T10:01:00Z\t1",
            "sales 2024-03-01T10:02:00Z\t1",
            "sales 2024-03-01T10:03:00Z\t1");
    assertThat(mill.report("both", "all").lines())
        .contains(
            "notes 2024-03-01T10:04:00Z\t3",
            "notes 2024-03-01T10:06:00Z\t1",
            "sales 2024-03-01T10:02:00Z\t1");
    Mill.Ran verified = mill.run("verify", "--recompute");
    assertThat(verified.out()).contains(": all is right; ").hasLineCount(1);
    assertThat(verified.code()).isZero();
  }
}
