package millrace.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import millrace.input.LandedFile;
import millrace.input.Landing;
import millrace.input.MissingLandingException;
import millrace.state.FileEntry;
import millrace.state.Records;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files are taken, and why the others are not. */
class IntakeTest {
  private static final Duration SETTLE = Duration.ofSeconds(10);

  /** The real clock at the time of the test: that of a file's last change cannot be set. */
  private final Instant clock = Instant.now();

  @TempDir Path directory;

  private Path file(String name) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(Optional.ofNullable(file.getParent()).orElse(directory));
    return Files.writeString(file, name);
  }

  private Path file(String name, Instant modified) throws IOException {
    return Files.setLastModifiedTime(file(name), FileTime.from(modified));
  }

  private Intake intake(Instant now, Map<String, FileEntry> known) throws IOException {
    return Intake.decide(
        new LocalLanding(directory), SETTLE, now, path -> Optional.ofNullable(known.get(path)));
  }

  private Intake intake() throws IOException {
    return intake(clock, Map.of());
  }

  private static List<String> taken(Intake intake) {
    return intake.take().stream().map(it -> it.file().path()).toList();
  }

  private static Map<String, String> reasons(List<Intake.WaitingFile> waiting) {
    return waiting.stream()
        .collect(Collectors.toMap(it -> it.file().path(), Intake.WaitingFile::reason));
  }

  private static FileEntry entry(LandedFile file) {
    return new FileEntry(
        "landing",
        file.path(),
        file.identity(),
        new FileEntry.Content(file.length(), ""),
        FileEntry.Verdict.CUT,
        Optional.empty(),
        Optional.empty(),
        new FileEntry.Past(Records.NONE, 1, Instant.EPOCH, List.of()));
  }

  @Test
  void aFileIsTakenWhenItHasRestedForTheSettleTime() throws IOException {
    file("rested", clock.minusSeconds(10));
    file("busy", clock.minusSeconds(9));
    Intake intake = intake();
    assertThat(taken(intake)).containsExactly("rested");
    assertThat(reasons(intake.settling())).containsOnlyKeys("busy");
    assertThat(reasons(intake.settling()).get("busy")).contains("less than 10 s ago");
    assertThat(taken(intake(clock.plusSeconds(1), Map.of()))).containsExactly("busy", "rested");
  }

  @Test
  void aSettleTimeOfZeroTakesAtOnce() throws IOException {
    file("new", clock.plusSeconds(3));
    Intake intake =
        Intake.decide(new LocalLanding(directory), Duration.ZERO, clock, path -> Optional.empty());
    assertThat(taken(intake)).containsExactly("new");
  }

  @Test
  void aTimeOf1970IsAsGoodAsAny() throws IOException {
    file("old", Instant.EPOCH);
    assertThat(taken(intake())).containsExactly("old");
  }

  @Test
  void aTimeInTheFutureIsForgedAndTheTimeOfTheLastChangeCounts() throws IOException {
    file("future", Instant.parse("2099-01-01T00:00:00Z"));
    assertThat(reasons(intake().settling())).containsOnlyKeys("future");
    assertThat(taken(intake(clock.plusSeconds(60), Map.of()))).containsExactly("future");
  }

  @Test
  void aTimeALittleAheadIsAnotherMachinesClock() throws IOException {
    file("ahead", clock.plusSeconds(100));
    assertThat(taken(intake(clock.plusSeconds(109), Map.of()))).isEmpty();
    assertThat(taken(intake(clock.plusSeconds(110), Map.of()))).containsExactly("ahead");
  }

  @ParameterizedTest
  @CsvSource({
    "_logs, name begins with _",
    ".hidden, name begins with .",
    "a.tmp, name ends with .tmp",
    "a.gz._COPYING_, name ends with ._COPYING_",
    "a.part, name ends with .part",
    "sub/.hidden, name begins with .",
  })
  void aNameThatSaysSoIsIgnored(String name, String rule) throws IOException {
    file(name, Instant.EPOCH);
    Intake intake = intake();
    assertThat(intake.take()).isEmpty();
    assertThat(reasons(intake.ignored())).containsExactly(Map.entry(name, rule));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tmp",
        "a.tmp.gz",
        "part",
        "a_",
        "a.partial",
        "x._COPYING_.log",
        "with blank",
        "100%",
        "%2e%2e",
        "[1].log",
        "a*b",
        "{x,y}",
        "a,b",
        "a\\b",
        "a:b",
        "new\nline",
        "tab\tname",
        "na\u00efve \u6c34 \ud83c\udf0a",
        "=cmd|'",
        "<script>",
        "-rf"
      })
  void anyOtherNameIsTakenAsItIs(String name) throws IOException {
    assumeThat(System.getProperty("sun.jnu.encoding")).isEqualTo("UTF-8");
    file(name, Instant.EPOCH);
    file("dir " + name + "/" + name, Instant.EPOCH);
    assertThat(taken(intake())).containsExactlyInAnyOrder(name, "dir " + name + "/" + name);
    LocalLanding landing = new LocalLanding(directory);
    for (Intake.Candidate candidate : intake().take()) {
      try (var in = landing.open(candidate.file())) {
        assertThat(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
            .isEqualTo(candidate.file().path());
      }
    }
  }

  @Test
  void subDirectoriesAreWalkedButNotThoseThatAreHidden() throws IOException {
    file("b/c/d", Instant.EPOCH);
    file("a", Instant.EPOCH);
    file("b/.staging/x", Instant.EPOCH);
    file("_archive/a", Instant.EPOCH);
    Files.createDirectories(directory.resolve("empty.tmp"));
    Intake intake = intake();
    assertThat(taken(intake)).containsExactly("a", "b/c/d");
    assertThat(intake.ignored()).isEmpty();
  }

  @Test
  void linksToFilesAreFollowedAndOthersPassedOver() throws IOException {
    Path outside = Files.createDirectories(directory.resolve(".outside"));
    Files.setLastModifiedTime(
        Files.writeString(outside.resolve("target"), "x"), FileTime.from(Instant.EPOCH));
    link("to-file", ".outside/target");
    link("to-directory", ".outside");
    link("to-nothing", "nowhere");
    link("to-itself", "to-itself");
    file("a", Instant.EPOCH);
    Intake intake = intake();
    assertThat(taken(intake)).containsExactly("a", "to-file");
    assertThat(intake.passedOver())
        .extracting(Landing.SkippedEntry::path)
        .containsExactlyInAnyOrder("to-directory", "to-nothing", "to-itself");
  }

  private void link(String name, String target) throws IOException {
    Files.createSymbolicLink(directory.resolve(name), Path.of(target));
  }

  @Test
  void aDirectoryThatCannotBeReadIsSaidAndStopsNoOther() throws IOException {
    file("a", Instant.EPOCH);
    file("closed/b", Instant.EPOCH);
    Path closed = directory.resolve("closed");
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    try {
      assumeThat(Files.isReadable(closed)).as("root may read everything").isFalse();
      Intake intake = intake();
      assertThat(taken(intake)).containsExactly("a");
      assertThat(intake.unreadable())
          .singleElement()
          .asString()
          .contains("closed", "permission denied");
    } finally {
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void aFileThatIsKnownAsItIsIsDone() throws IOException {
    file("a", Instant.EPOCH);
    LandedFile landed = intake().take().get(0).file();
    Intake intake = intake(clock, Map.of("a", entry(landed)));
    assertThat(intake.take()).isEmpty();
    assertThat(intake.done()).containsExactly(landed);
  }

  @Test
  void aFileThatGrewOrWasReplacedIsACandidateAgain() throws IOException {
    Path file = file("a", Instant.EPOCH);
    FileEntry known = entry(intake().take().get(0).file());
    Files.writeString(file, "and more", java.nio.file.StandardOpenOption.APPEND);
    Intake intake = intake(clock.plusSeconds(60), Map.of("a", known));
    assertThat(intake.take())
        .singleElement()
        .satisfies(candidate -> assertThat(candidate.known()).contains(known));

    Files.delete(file);
    file("b", Instant.EPOCH);
    file("a", Instant.EPOCH);
    assertThat(taken(intake(clock, Map.of("a", known)))).containsExactly("a", "b");
  }

  @Test
  void aMissingLandingDirectoryIsAnErrorAndSoIsAFileInItsPlace() throws IOException {
    Path file = file("file");
    for (Path missing : List.of(directory.resolve("missing"), file, file.resolve("below"))) {
      assertThatThrownBy(() -> new LocalLanding(missing).list())
          .isInstanceOf(MissingLandingException.class)
          .hasMessageContaining(missing.toString());
    }
  }

  @Test
  void onlyTheVeryFileThatWasSeenIsPutAway() throws IOException {
    LocalLanding landing = new LocalLanding(directory);
    file("a", Instant.EPOCH);
    LandedFile seen = landing.find("a").orElseThrow();
    Files.delete(directory.resolve("a"));
    file("other", Instant.EPOCH);
    file("a", Instant.EPOCH.plusSeconds(1));
    landing.delete(seen);
    landing.archive(seen);
    assertThat(directory.resolve("a")).hasContent("a");
    landing.archive(landing.find("a").orElseThrow());
    assertThat(directory.resolve("a")).doesNotExist();
    assertThat(directory.resolve("_archive/a")).hasContent("a");
  }

  @Test
  void anArchivedFileNeverTakesThePlaceOfAnother() throws IOException {
    LocalLanding landing = new LocalLanding(directory);
    for (String content : List.of("first", "second", "third")) {
      Files.writeString(directory.resolve("a"), content);
      landing.archive(landing.find("a").orElseThrow());
    }
    assertThat(directory.resolve("_archive/a")).hasContent("first");
    assertThat(directory.resolve("_archive/a.2")).hasContent("second");
    assertThat(directory.resolve("_archive/a.3")).hasContent("third");
  }

  @Test
  void whoDiedBetweenLinkAndDeleteArchivesOnce() throws IOException {
    LocalLanding landing = new LocalLanding(directory);
    Path file = file("a", Instant.EPOCH);
    Files.createDirectories(directory.resolve("_archive"));
    Files.createLink(directory.resolve("_archive/a"), file);
    landing.archive(landing.find("a").orElseThrow());
    assertThat(file).doesNotExist();
    try (var archived = Files.list(directory.resolve("_archive"))) {
      assertThat(archived).containsExactly(directory.resolve("_archive/a"));
    } catch (FileSystemException e) {
      throw new AssertionError("the archive cannot be listed", e);
    }
  }
}
