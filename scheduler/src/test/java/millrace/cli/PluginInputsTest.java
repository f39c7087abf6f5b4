package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import millrace.pipeline.ShopPlugin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inputs of a kind that a plug-in brings, from the place where files arrive to a report. */
final class PluginInputsTest {
  private static final String PIPELINE =
      """
      pipeline: harbour
      inputs:
        ships: { quay: { harbour: "HARBOUR", number: 3 }, settle: 0s, after: archive }
        trucks: { path: landing, settle: 0s }
      buckets: { every: 5m }
      jobs:
        seen: { from: [ships, trucks], count: line, windows: { all: cumulative } }
      """;

  @TempDir Path home;
  private Mill mill;
  private Path jar;

  @BeforeEach
  void aPipelineWithAnInputOfEachKind() throws IOException {
    mill = new Mill(home);
    jar = ShopPlugin.jar(home);
    Files.createDirectories(home.resolve("harbour"));
    declare(home.resolve("harbour"));
  }

  private void declare(Path harbour) throws IOException {
    mill.declare(PIPELINE.replace("HARBOUR", "file://" + harbour));
  }

  private Mill.Ran run(String command, String... words) {
    return mill.run(
        command,
        Stream.concat(Arrays.stream(words), Stream.of("-libjars", jar.toString()))
            .toArray(String[]::new));
  }

  @Test
  void filesOfAnyKindOfInputBecomeReports() throws IOException {
    Path quay = Files.createDirectories(home.resolve("harbour/quay-3"));
    Files.writeString(quay.resolve("1"), "wheat\ncoal\n");
    mill.drop("1", "wheat\n");
    Mill.Ran ran = run("tick", "--now", "2024-03-01T10:02:00Z");
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(run("tick", "--now", "2024-03-01T10:05:00Z").code()).isZero();
    assertThat(run("report", "--job", "seen", "--window", "all", "--format", "tsv").lines())
        .containsExactly("coal\t1", "wheat\t2");
    assertThat(quay.resolve("1")).doesNotExist();
    assertThat(quay.resolve("_archive/1")).exists();
    assertThat(run("verify", "--recompute").code()).isZero();
  }

  @Test
  void aPlaceThatIsNotThereIsSaidWhenFilesAreTaken() {
    assertThat(run("validate").code()).isZero();
    Mill.Ran ran = run("tick", "--now", "2024-03-01T10:02:00Z");
    assertThat(ran.code()).isNotZero();
    assertThat(ran.err()).contains("landing directory not found: " + home + "/harbour/quay-3");
  }

  @Test
  void theDirectoriesOfAPlaceLieApartFromTheOthers() throws IOException {
    declare(mill.root().resolve("harbour"));
    assertThat(run("tick").err())
        .contains("inputs.ships.quay file:" + mill.root() + "/harbour/quay-3 and its results, ")
        .contains("Correct inputs.ships.quay, or set millrace.root");
    Files.createDirectories(home.resolve("harbour/quay-3"));
    mill.declare(
        PIPELINE
            .replace("HARBOUR", "file://" + home.resolve("harbour"))
            .replace("path: landing", "path: \"file://" + home.resolve("harbour") + "\""));
    assertThat(run("tick").err())
        .contains("inputs.ships.quay file:" + home + "/harbour/quay-3 and inputs.trucks.path")
        .contains("and inputs.ships.after says archive");
  }
}
