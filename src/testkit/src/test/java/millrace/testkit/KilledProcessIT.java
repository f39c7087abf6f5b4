package millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import millrace.aggregate.Seeds;
import millrace.testkit.Trials.FailurePoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are really killed, at the first and at the last change of each kind: when a piece
 * is created, when a snapshot is put, when a report is swapped in, when a run is deleted.
 */
class KilledProcessIT {
  private static final boolean ALL = Integer.getInteger("millrace.every", 0) == 1;

  @TempDir Path home;

  /** A change in words, without the numbers and names that differ from one run to the next. */
  private static String kind(String change) {
    return change
        .replaceAll("[0-9]+-[0-9a-f]{8}-[0-9a-f-]{27}", "ATTEMPT")
        .replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}", "UUID")
        .replaceAll("(job|window|bucket)=[^/ ]*", "$1")
        .replaceAll("(landed) .*", "$1")
        .replaceAll("[0-9]+(T[0-9]+Z)?", "N");
  }

  private static Map<String, List<FailurePoint>> byKind(List<List<String>> changes, Random random) {
    Map<String, List<FailurePoint>> kinds = new LinkedHashMap<>();
    for (int step = 0; step < changes.size(); step++) {
      for (int i = 0; i < changes.get(step).size(); i++) {
        InjectedFailure failure =
            random.nextBoolean() ? InjectedFailure.DIES_BEFORE : InjectedFailure.DIES_AFTER;
        kinds
            .computeIfAbsent(kind(changes.get(step).get(i)), kind -> new ArrayList<>())
            .add(new FailurePoint(step, i + 1, failure));
      }
    }
    return kinds;
  }

  @Test
  void aProcessThatIsKilledAtAnyKindOfChangeIsNotMissed() throws IOException {
    Random random = Seeds.random();
    Trials trials = new Trials(KilledProcess.story().script(), home);
    Map<String, List<FailurePoint>> kinds = byKind(trials.changes(), random);
    assertThat(kinds).hasSizeGreaterThanOrEqualTo(25);
    List<FailurePoint> points = new ArrayList<>();
    kinds.values().forEach(all -> points.add(all.get(0)));
    kinds.values().stream()
        .filter(all -> all.size() > 1)
        .forEach(all -> points.add(all.get(all.size() - 1)));
    Collections.shuffle(points, random);
    TrialSummary summary = trials.kill(ALL ? points : points.subList(0, 2), KilledProcessIT::kill);
    System.out.println(
        "%d kinds of changes, first and last of each: %d points; %s"
            .formatted(kinds.size(), points.size(), summary));
  }

  private static void kill(Path place, FailurePoint point) throws IOException {
    List<String> words =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            KilledProcess.class.getName(),
            place.toString(),
            String.valueOf(point.step()),
            String.valueOf(point.change()),
            point.failure().name());
    Path said = place.resolveSibling("said");
    Process process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(said.toFile()))
            .start();
    try {
      assertThat(process.waitFor()).as("%s", said).isEqualTo(KilledProcess.KILLED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new InterruptedIOException("while a process died");
    }
  }
}
