package millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import millrace.cli.Mill;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packed program on a disk that really is full: it says so and exits 1, and the next tick with
 * enough room brings what a tick brings that never lacked it.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FullDiskIT {
  private static final boolean ALL = Integer.getInteger("millrace.every", 0) == 1;

  private static final String PIPELINE =
      """
      pipeline: full
      landing:
        path: landing
        settle: 0s
        format: csv
        header: false
        columns: [time, key]
        time: { by: event, field: time, format: iso }
      buckets: { every: 5m }
      jobs:
        keys: { count: key, windows: { all: cumulative } }
      """;

  private static final String NOW = "2024-03-01T10:10:00Z";

  @TempDir Path home;
  private Map<String, String> expected = Map.of();

  @BeforeEach
  void tickWithRoom() throws IOException {
    Mill mill = mill(home.resolve("roomy"));
    assertThat(mill.tick(NOW).err()).isEmpty();
    expected = rows(mill.root());
    assertThat(expected).hasSize(2);
  }

  /** A landed file of some 300 kB. */
  private static Mill mill(Path home) throws IOException {
    Mill mill = new Mill(home).declare(PIPELINE).with("millrace.engine", "inline");
    StringBuilder csv = new StringBuilder();
    for (int i = 0; i < 4_000; i++) {
      csv.append(
          "2024-03-01T10:0%d:00Z,key %d of a few more bytes to fill a disk with\n"
              .formatted(i % 10, i));
    }
    return mill.drop("a.csv", csv.toString());
  }

  private static Map<String, String> rows(Path root) throws IOException {
    Map<String, String> rows = new TreeMap<>(Mill.files(root.resolve("full/reports")));
    rows.keySet().removeIf(path -> !path.endsWith(".tsv"));
    return rows;
  }

  /** What a shell printed of both its channels. */
  private record Ran(int code, String said) {}

  /** Runs the program below a shell that says {@code script}, in which {@code "$@"} is a tick. */
  private Ran shell(List<String> outer, String script, Mill mill) throws Exception {
    List<String> line = new ArrayList<>(outer);
    line.addAll(List.of("bash", "-c", script, "tick"));
    line.addAll(
        Program.standalone("-XX:-UsePerfData").line(Program.words(mill, "tick", "--now", NOW)));
    Path said = home.resolve("said");
    Process process =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    int code = process.waitFor();
    return new Ran(code, Files.readString(said, StandardCharsets.UTF_8));
  }

  private static boolean has(String... command) throws Exception {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aFileThatMayNotGrowAsLargeAsItMust() throws Exception {
    assumeTrue(has("bash", "-c", "ulimit -f 64"), "skipped: no bash that can limit files");
    Mill mill = mill(home.resolve("limited"));
    Ran limited = shell(List.of(), "ulimit -f 64; exec \"$@\"", mill);
    assertThat(limited.code()).as(limited.said()).isEqualTo(1);
    assertThat(limited.said())
        .contains("millrace tick: cannot write ", "File too large", "(ulimit -f), then tick again");
    assertThat(rows(mill.root())).isEmpty();

    assertThat(mill.tick(NOW).err()).isEmpty();
    assertThat(rows(mill.root())).isEqualTo(expected);
    System.out.println("faults of a local disk: 1 limit on the size of files, recovered from");
  }

  /**
   * On a file system in memory, in a name space of its own, that the first tick fills to the last
   * byte; then it is made larger.
   */
  @ParameterizedTest
  @ValueSource(ints = {24, 100, 240, 330, 420, 520, 600, 700})
  void aDiskThatIsFull(int kilobytes) throws Exception {
    assumeTrue(ALL || kilobytes == 420, "a sample of sizes; all with -Pmatrix");
    assumeTrue(
        has("unshare", "-rm", "sh", "-c", "mount -t tmpfs none /mnt"),
        "skipped: this user may mount no file system, not even in a name space of its own");
    Mill mill = mill(home.resolve("small"));
    Files.createDirectories(mill.root());
    Path copy = home.resolve("copy");
    String script =
        """
        mount -t tmpfs -o size=%1$dk none '%2$s' || exit 99
        "$@"; first=$?
        echo "first exit: $first"
        mount -o remount,size=64m '%2$s' || exit 99
        "$@" || exit 98
        cp -r '%2$s' '%3$s'
        exit $first
        """
            .formatted(kilobytes, mill.root(), copy);
    Ran ran = shell(List.of("unshare", "-rm"), script, mill);
    assertThat(ran.code()).as(ran.said()).isEqualTo(1);
    assertThat(ran.said())
        .contains("millrace tick: ", "No space left on device", "make room there, then tick again");
    assertThat(rows(copy)).isEqualTo(expected);
    System.out.println("faults of a local disk: 1 full at " + kilobytes + " kB, recovered from");
  }
}
