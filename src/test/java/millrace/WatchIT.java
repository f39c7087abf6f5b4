package millrace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import millrace.cli.Mill;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code watch} as a process: it ticks until it is asked to stop. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WatchIT {
  private static final String PIPELINE =
      """
      pipeline: watched
      landing: { path: landing, settle: 0s }
      buckets: { every: 1s }
      jobs: { lines: { count: line, windows: { all: cumulative } } }
      """;

  private final Path home;
  private final Mill mill;

  WatchIT(@TempDir Path home) throws IOException {
    this.home = home;
    mill = new Mill(home).declare(PIPELINE);
  }

  @AfterEach
  void endsNoProcessLater() {
    ProcessHandle.current()
        .children()
        .filter(child -> child.info().commandLine().orElse("").contains(" watch "))
        .forEach(ProcessHandle::destroyForcibly);
  }

  /** Reads what the watch says, up to the first line that ends like this. */
  private static void awaitLine(BufferedReader said, String end) throws IOException {
    StringBuilder all = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      all.append(line).append('\n');
      if (line.endsWith(end)) {
        return;
      }
    }
    throw new AssertionError("the watch ended, and never said \"" + end + "\":\n" + all);
  }

  @Test
  void ticksAgainAndAgainAndStopsWhenAsked() throws Exception {
    mill.drop("1.txt", "a\n");
    Process watch = Program.standalone().start(Program.words(mill, "watch", "--every", "1s", "-v"));
    try (BufferedReader said = watch.errorReader(UTF_8)) {
      awaitLine(said, "1 reports published");
      mill.drop("2.txt", "b\n");
      awaitLine(said, "1 reports published");
      watch.toHandle().destroy(); // SIGTERM, and its streams stay open
      assertThat(watch.waitFor()).isZero();
    }
    assertThat(watch.inputReader(UTF_8).lines()).as("nothing for programs").isEmpty();
    assertThat(mill.report("lines", "all")).isEqualTo("a\t1\nb\t1\n");
    assertThat(mill.run("tick").code()).as("the lock is free").isZero();
  }

  @Test
  void aTickUnderWayIsFinishedFirst() throws Exception {
    mill.declare(PIPELINE.replace("lines: { count: line,", "lines: { class: Slow, options: {},"));
    Path jar =
        UserJar.of(
            home,
            "Slow",
            "line",
            """
            System.err.println("at work");
            try {
              System.in.read();
            } catch (java.io.IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
            out.emit(line, line);
            """);
    mill.drop("1.txt", "a\n");
    Process watch =
        Program.standalone()
            .start(Program.words(mill, "watch", "--every", "1s", "-v", "-libjars", jar.toString()));
    try (BufferedReader said = watch.errorReader(UTF_8)) {
      awaitLine(said, "at work");
      assertThat(mill.run("validate", "-libjars", jar.toString()).code()).isZero();
      assertThat(mill.run("tick", "-libjars", jar.toString()).code())
          .as("another tick finds it held")
          .isEqualTo(4);
      watch.toHandle().destroy(); // SIGTERM, and its streams stay open
      assertThat(watch.isAlive()).isTrue();
      watch.getOutputStream().close();
      awaitLine(said, "1 reports published");
      assertThat(watch.waitFor()).isZero();
    }
    assertThat(mill.run("report", "--job", "lines", "--window", "all", "-libjars", jar.toString()))
        .returns(0, Mill.Ran::code)
        .returns("a        1", ran -> ran.lines().get(3));
  }

  @Test
  void aWrongPipelineEndsItAtOnce() throws Exception {
    mill.declare(PIPELINE.replace("every: 1s", "every: 0s"));
    Mill.Ran ran = Program.standalone().run(Program.words(mill, "watch", "--every", "1s"));
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.errors()).hasSize(1);
  }
}
