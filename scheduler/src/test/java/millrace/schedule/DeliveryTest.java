package millrace.schedule;

import static millrace.schedule.Mill.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import millrace.input.LandedFile;
import millrace.input.Landing;
import millrace.input.MissingLandingException;
import millrace.state.FileEntry.Verdict;
import millrace.state.Records;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that come twice, grow, change, break off, or cannot be read; and what becomes of them. */
class DeliveryTest {
  private static final String REST =
      """
      buckets: { every: 5m }
      jobs:
        keys: { count: key, windows: { all: cumulative } }
      """;
  private static final String ONCE = Mill.CSV + REST;
  private static final String HEADED =
      """
      pipeline: mill
      landing:
        path: landing
        settle: 0s
        format: csv
        time: { by: event, field: time, format: iso }
      """
          + REST;

  @TempDir Path home;

  private Mill mill(String landing) throws IOException {
    return Mill.of(home, Mill.CSV + "  " + landing + "\n" + REST);
  }

  private static void mustCount(Mill mill, String... rows) throws IOException {
    assertThat(mill.report("keys", "all", "10:00")).containsExactly(rows);
  }

  // --- twice

  @Test
  void theSameBytesUnderAnotherNameAreADuplicate() throws IOException {
    Mill mill = Mill.of(home, ONCE).drop("a", at("10:02", "x"));
    mill.tick("10:03");
    mill.drop("b", at("10:02", "x"));
    mill.tick("10:05");
    mustCount(mill, "x 1");
    assertThat(mill.file("b").verdict()).isEqualTo(Verdict.DUPLICATE);
    assertThat(mill.file("b").reason()).contains("same bytes as a");
    assertThat(mill.totals().duplicates()).isEqualTo(1);
  }

  @Test
  void ofTwoNewFilesWithTheSameBytesTheFirstByNameCounts() throws IOException {
    Mill mill = Mill.of(home, ONCE).drop("b", at("10:02", "x")).drop("a", at("10:02", "x"));
    mill.tick("10:05");
    mustCount(mill, "x 1");
    assertThat(mill.file("a").verdict()).isEqualTo(Verdict.CUT);
    assertThat(mill.file("b").verdict()).isEqualTo(Verdict.DUPLICATE);
  }

  @Test
  void duplicatesAreCountedWhereThePipelineSaysSo() throws IOException {
    Mill mill = mill("duplicates: count");
    mill.drop("a", at("10:02", "x")).drop("b", at("10:02", "x"));
    mill.tick("10:05");
    mustCount(mill, "x 2");
    assertThat(mill.totals().duplicates()).isZero();
  }

  @Test
  void emptyFilesAreNoDuplicates() throws IOException {
    Mill mill = Mill.of(home, ONCE).drop("a").drop("b");
    mill.tick("10:05");
    assertThat(mill.totals().cut()).isEqualTo(2);
    assertThat(mill.totals().records()).isEqualTo(Records.NONE);
  }

  @Test
  void aFileThatIsCopiedOverWithTheSameBytesIsKnown() throws IOException {
    Mill mill = Mill.of(home, ONCE).drop("a", at("10:02", "x"));
    mill.tick("10:03");
    mill.drop("a", at("10:02", "x"));
    Files.setLastModifiedTime(
        mill.landed("a"), FileTime.from(Instant.parse("1970-01-01T00:00:00Z")));
    mill.tick("10:05");
    mustCount(mill, "x 1");
    assertThat(mill.file("a").past().versions()).isEqualTo(1);
    assertThat(mill.plan("10:05")).containsExactly("nothing to do");
  }

  // --- grown

  @Test
  void ofAFileThatGrewOnlyTheTailIsNew() throws IOException {
    Mill mill = Mill.of(home, ONCE).drop("a", at("10:02", "x"), "broken");
    mill.tick("10:03");
    mill.append("a", at("10:03", "x"), "broken, too, again, and more");
    mill.tick("10:05");
    mustCount(mill, "x 2");
    assertThat(mill.totals().records()).isEqualTo(new Records(4, 2, 2, 0));
    assertThat(mill.quarantined())
        .anyMatch(line -> line.contains("\"offset\":25") && line.contains("broken"))
        .anyMatch(line -> line.contains("\"offset\":57") && line.contains("and more"));
  }

  @Test
  void theTailOfACsvFileHasTheColumnsOfItsBeginning() throws IOException {
    Mill mill = Mill.of(home, HEADED).drop("a", "key,time", "x,2024-03-01T10:02:00Z");
    mill.tick("10:03");
    mill.append("a", "y,2024-03-01T10:03:00Z");
    mill.tick("10:05");
    mustCount(mill, "x 1", "y 1");
  }

  @Test
  void anEmptyFileThatGrowsIsReadFromItsBeginningAndNotChanged() throws IOException {
    Mill mill =
        Mill.of(home, HEADED.replace("settle: 0s", "settle: 0s\n  changed: quarantine")).drop("a");
    mill.tick("10:03");
    mill.append("a", "key,time", "x,2024-03-01T10:02:00Z");
    mill.tick("10:05");
    mustCount(mill, "x 1");
  }

  @Test
  void aMemberAppendedToAGzFileIsItsTail() throws IOException {
    Mill mill = Mill.of(home, HEADED);
    mill.drop("a.gz", Mill.gz(Mill.text("key,time", "x,2024-03-01T10:02:00Z")));
    mill.tick("10:03");
    mill.append("a.gz", Mill.gz(Mill.text("y,2024-03-01T10:03:00Z")));
    mill.tick("10:05");
    mustCount(mill, "x 1", "y 1");
  }

  @Test
  void aDuplicateThatGrowsHasATailToo() throws IOException {
    Mill mill = Mill.of(home, ONCE).drop("a", at("10:02", "x")).drop("b", at("10:02", "x"));
    mill.tick("10:03");
    mill.append("b", at("10:03", "y"));
    mill.tick("10:05");
    mustCount(mill, "x 1", "y 1");
  }

  @Test
  void aTailThatIsLateRestates() throws IOException {
    Mill mill = Mill.of(home, ONCE).drop("a", at("10:02", "x"));
    mill.tick("10:05");
    mill.append("a", at("10:03", "x"));
    mill.tick("10:05");
    mustCount(mill, "x 2");
    assertThat(mill.revision("keys", "all", "10:00")).isEqualTo(2);
  }

  @Test
  void aTailThatBreaksOffWaitsAndItsCompletionCountsOnce() throws IOException {
    byte[] member = Mill.gz(Mill.text(at("10:03", "y"), at("10:04", "y")));
    Mill mill = Mill.of(home, ONCE).drop("a.gz", Mill.gz(Mill.text(at("10:02", "x"))));
    mill.tick("10:03");
    mill.append("a.gz", Arrays.copyOf(member, member.length - 6));
    mill.tick("10:03");
    assertThat(mill.file("a.gz").verdict()).isEqualTo(Verdict.QUARANTINED);

    mill.append("a.gz", Arrays.copyOfRange(member, member.length - 6, member.length));
    mill.tick("10:05");
    mustCount(mill, "x 1", "y 2");
    assertThat(mill.file("a.gz").verdict()).isEqualTo(Verdict.CUT);
  }

  @Test
  void aTailWithTooManyBrokenRecordsTakesOnlyItselfAlong() throws IOException {
    Mill mill = mill("max-quarantined: 50%");
    mill.drop("a", at("10:02", "x"));
    mill.tick("10:03");
    mill.append("a", "broken", "broken", at("10:02", "y"));
    assertThat(mill.tick("10:03").outcome()).isEqualTo(Tick.TickOutcome.FAILED);
    mill.append("a", at("10:03", "y"), at("10:03", "y"), at("10:03", "y"));
    mill.tick("10:05");
    mustCount(mill, "x 1", "y 4");
  }

  // --- changed

  @Test
  void otherBytesUnderAKnownNameAreAdded() throws IOException {
    Mill mill = Mill.of(home, ONCE).drop("a", at("10:02", "x"));
    mill.tick("10:03");
    mill.drop("a", at("10:03", "y"), at("10:03", "z"));
    mill.tick("10:05");
    mustCount(mill, "x 1", "y 1", "z 1");
    assertThat(mill.file("a").records()).isEqualTo(new Records(3, 3, 0, 0));
    assertThat(mill.file("a").past().versions()).isEqualTo(2);
  }

  @Test
  void otherBytesUnderAKnownNameAreQuarantinedWhereThePipelineSaysSo() throws IOException {
    Mill mill = mill("changed: quarantine");
    mill.drop("a", at("10:02", "x"));
    mill.tick("10:03");
    mill.drop("a", at("10:03", "y"));
    mill.tick("10:03");
    mill.append("a", at("10:04", "y"));
    mill.tick("10:05");
    mustCount(mill, "x 1");
    assertThat(mill.file("a").verdict()).isEqualTo(Verdict.QUARANTINED);
    assertThat(mill.warned()).anyMatch(it -> it.contains("other bytes under a known name"));
  }

  @Test
  void aTailIsNoChange() throws IOException {
    Mill mill = mill("changed: quarantine");
    mill.drop("a", at("10:02", "x"));
    mill.tick("10:03");
    mill.append("a", at("10:03", "x"));
    mill.tick("10:05");
    mustCount(mill, "x 2");
  }

  // --- broken off

  @Test
  void aTruncatedGzContributesNothingAndItsCompleteRedeliveryCountsOnce() throws IOException {
    String[] lines = new String[2000];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = at("10:02:%02d.%03d".formatted(i % 60, i % 1000), "k" + i);
    }
    byte[] whole = Mill.gz(Mill.text(lines));
    Mill mill = Mill.of(home, ONCE);
    mill.drop("a.gz", Arrays.copyOf(whole, whole.length * 2 / 3)).drop("b", at("10:02", "x"));
    assertThat(mill.tick("10:05").outcome()).isEqualTo(Tick.TickOutcome.DONE);
    mustCount(mill, "x 1");
    assertThat(mill.file("a.gz").verdict()).isEqualTo(Verdict.QUARANTINED);
    assertThat(mill.warned()).singleElement().asString().contains("a.gz", "to its end");
    assertThat(mill.totals().records()).isEqualTo(new Records(1, 1, 0, 0));
    mill.tick("10:05");
    assertThat(mill.warned()).as("said once").hasSize(1);

    mill.drop("a.gz", whole);
    mill.tick("10:05");
    assertThat(mill.report("keys", "all", "10:00")).hasSize(2001);
    mill.drop("a2.gz", whole);
    mill.tick("10:05");
    assertThat(mill.totals().records()).isEqualTo(new Records(2001, 2001, 0, 0));
  }

  @Test
  void textThatIsNamedGzIsQuarantinedWhole() throws IOException {
    Mill mill = Mill.of(home, ONCE).drop("a.gz", at("10:02", "x")).drop("empty.gz", new byte[0]);
    mill.tick("10:05");
    assertThat(mill.totals().quarantined()).isEqualTo(2);
    assertThat(mill.totals().records()).isEqualTo(Records.NONE);
  }

  @Test
  void allMembersOfAGzAreRead() throws IOException {
    byte[] one = Mill.gz(Mill.text(at("10:02", "x")));
    byte[] two = Mill.gz(Mill.text(at("10:02", "y")));
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    Mill mill = Mill.of(home, ONCE).drop("a.GZ", both);
    mill.tick("10:05");
    mustCount(mill, "x 1", "y 1");
  }

  // --- too much of it is broken

  @Test
  void aFileWithTooManyBrokenRecordsIsQuarantinedWholeAndTheTickFails() throws IOException {
    Mill mill = mill("max-quarantined: 25%");
    mill.drop("bad", at("10:02", "x"), "broken", at("10:02", "y"));
    mill.drop("good", at("10:02", "x"), "broken", at("10:02", "y"), at("10:02", "z"));
    assertThat(mill.tick("10:05").outcome()).isEqualTo(Tick.TickOutcome.FAILED);
    mustCount(mill, "x 1", "y 1", "z 1");
    assertThat(mill.file("bad").verdict()).isEqualTo(Verdict.QUARANTINED);
    assertThat(mill.file("bad").reason().orElse("")).contains("1 of 3 records", "25%");
    assertThat(mill.tick("10:05").outcome()).isEqualTo(Tick.TickOutcome.DONE);

    mill.drop("bad", at("10:03", "x"), at("10:03", "y"));
    mill.tick("10:05");
    mustCount(mill, "x 2", "y 2", "z 1");
  }

  @Test
  void withoutALimitAFileOfOnlyBrokenLinesIsCut() throws IOException {
    Mill mill = Mill.of(home, ONCE).drop("a", "one", "two");
    assertThat(mill.tick("10:05").outcome()).isEqualTo(Tick.TickOutcome.DONE);
    assertThat(mill.totals().records()).isEqualTo(new Records(2, 0, 2, 0));
    assertThat(mill.state().snapshot().facts().timeline().first()).isEmpty();
  }

  // --- put away

  @Test
  void aFileIsKeptUnlessThePipelineSaysOtherwise() throws IOException {
    Mill mill = Mill.of(home, ONCE).drop("a", at("10:02", "x"));
    mill.tick("10:05");
    assertThat(mill.landed("a")).exists();
  }

  @Test
  void aFileIsArchivedOnceItsRecordsAreCut() throws IOException {
    Mill mill = mill("after: archive");
    mill.drop("sub/a", at("10:02", "x")).drop("dup", at("10:02", "x")).drop("bad.gz", "no gz");
    mill.tick("10:05");
    assertThat(Mill.files(mill.landed("")))
        .containsOnlyKeys("_archive/dup", "_archive/sub/a", "bad.gz");
    mill.drop("sub/a", at("10:03", "y"));
    mill.tick("10:05");
    assertThat(Mill.files(mill.landed("")))
        .containsOnlyKeys("_archive/dup", "_archive/sub/a", "_archive/sub/a.2", "bad.gz");
    mustCount(mill, "x 1", "y 1");
  }

  @Test
  void aFileIsDeletedOnceItsRecordsAreCut() throws IOException {
    Mill mill = mill("after: delete");
    mill.drop("a", at("10:02", "x")).drop("bad.gz", "no gz");
    mill.tick("10:05");
    assertThat(Mill.files(mill.landed(""))).containsOnlyKeys("bad.gz");
    mustCount(mill, "x 1");
  }

  @ParameterizedTest
  @EnumSource
  void whatADeadTickDidNotPutAwayTheNextOneDoes(DyingLanding.At at) throws IOException {
    for (String after : new String[] {"archive", "delete"}) {
      Mill mill =
          Mill.of(home.resolve(after), Mill.CSV + "  after: " + after + "\n" + REST)
              .drop("a", at("10:02", "x"))
              .drop("b", at("10:02", "y"));
      mill.landing(landing -> new DyingLanding(landing, at));
      assertThatThrownBy(() -> mill.tick("10:05")).isInstanceOf(DyingLanding.Died.class);
      assertThat(mill.totals().cut()).as("committed before").isEqualTo(2);

      mill.landing(landing -> landing);
      mill.tick("10:05");
      mustCount(mill, "x 1", "y 1");
      assertThat(Mill.files(mill.landed("")).keySet())
          .isEqualTo(
              after.equals("archive")
                  ? java.util.Set.of("_archive/a", "_archive/b")
                  : java.util.Set.of());
    }
  }

  @Test
  void aFileThatCannotBePutAwayIsSaidAndTheOthersAre() throws IOException {
    Mill mill = mill("after: delete");
    mill.drop("a", at("10:02", "x")).drop("b", at("10:02", "y"));
    mill.landing(landing -> new Sticky(landing, "a"));
    assertThat(mill.tick("10:05").outcome()).isEqualTo(Tick.TickOutcome.FAILED);
    mustCount(mill, "x 1", "y 1");
    assertThat(Mill.files(mill.landed(""))).containsOnlyKeys("a");
    assertThat(mill.warned())
        .containsExactly(
            "landing a: its records are counted, but it cannot be put away (landing.after: delete):"
                + " not yours. It is tried again at the next tick.");

    mill.landing(landing -> landing);
    assertThat(mill.tick("10:05").outcome()).isEqualTo(Tick.TickOutcome.DONE);
    assertThat(Mill.files(mill.landed(""))).isEmpty();
    mustCount(mill, "x 1", "y 1");
  }

  // --- not to be read

  @Test
  void aFileThatCannotBeReadStopsNoOtherAndIsTriedAgain() throws IOException {
    Mill mill = Mill.of(home, ONCE).drop("a", at("10:02", "x")).drop("b", at("10:02", "y"));
    mill.landing(landing -> new Unwilling(landing, "a"));
    assertThat(mill.tick("10:05").outcome()).isEqualTo(Tick.TickOutcome.FAILED);
    mustCount(mill, "y 1");
    assertThat(mill.warned()).singleElement().asString().contains("a", "cannot be read", "again");

    mill.landing(landing -> landing);
    assertThat(mill.tick("10:05").outcome()).isEqualTo(Tick.TickOutcome.DONE);
    mustCount(mill, "x 1", "y 1");
  }

  @Test
  void aFileThatChangesWhileItIsReadIsLeftForTheNextTick() throws IOException {
    Mill mill = Mill.of(home, ONCE).drop("a", at("10:02", "x")).drop("b", at("10:02", "y"));
    mill.landing(landing -> new Growing(landing, () -> mill.append("a", at("10:03", "x"))));
    assertThat(mill.tick("10:05").outcome()).isEqualTo(Tick.TickOutcome.DONE);
    mustCount(mill, "y 1");
    assertThat(mill.totals().cut()).isEqualTo(1);
    mill.landing(landing -> landing);
    mill.tick("10:05");
    mustCount(mill, "x 2", "y 1");
  }

  @Test
  void aMissingLandingDirectoryIsNotMade() throws IOException {
    Mill mill = Mill.of(home, ONCE);
    Files.delete(mill.landed(""));
    assertThatThrownBy(() -> mill.tick("10:05"))
        .isInstanceOf(MissingLandingException.class)
        .hasMessageContaining("landing");
    assertThat(mill.landed("")).doesNotExist();
    assertThat(mill.root()).as("no trace is left").doesNotExist();
  }

  @Test
  void everyRecordIsWhereItsBytesSay() throws IOException {
    byte[] bytes = "2024-03-01T10:02:00Z,caf\u00e9,1\r\n".getBytes(StandardCharsets.ISO_8859_1);
    Mill mill = Mill.of(home, ONCE).drop("a", bytes);
    mill.tick("10:05");
    assertThat(mill.reports().values()).containsExactly("caf\u00e9\t1\n");
  }

  /** A landing directory whose process dies while it puts files away. */
  static final class DyingLanding extends LandingWrapper {
    private final At at;

    enum At {
      BEFORE_THE_FIRST,
      AFTER_THE_FIRST
    }

    /** The process is gone. */
    static final class Died extends Error {
      private static final long serialVersionUID = 1;
    }

    DyingLanding(Landing landing, At at) {
      super(landing);
      this.at = at;
    }

    @Override
    public void delete(LandedFile file) throws IOException {
      if (at == At.AFTER_THE_FIRST) {
        super.delete(file);
      }
      throw new Died();
    }

    @Override
    public void archive(LandedFile file) throws IOException {
      if (at == At.AFTER_THE_FIRST) {
        super.archive(file);
      }
      throw new Died();
    }
  }

  /** A landing directory where one of the files belongs to somebody else. */
  private static final class Sticky extends LandingWrapper {
    private final String path;

    Sticky(Landing landing, String path) {
      super(landing);
      this.path = path;
    }

    @Override
    public void delete(LandedFile file) throws IOException {
      if (file.path().equals(path)) {
        throw new IOException("not yours");
      }
      super.delete(file);
    }
  }

  /** A landing directory one of whose files cannot be opened. */
  private static final class Unwilling extends LandingWrapper {
    private final String path;

    Unwilling(Landing landing, String path) {
      super(landing);
      this.path = path;
    }

    @Override
    public InputStream open(LandedFile file) throws IOException {
      if (file.path().equals(path)) {
        throw new java.nio.file.AccessDeniedException(path);
      }
      return super.open(file);
    }
  }

  /** A landing directory where something happens as soon as a file was opened. */
  private static final class Growing extends LandingWrapper {
    private final Disturbance event;
    private Optional<Disturbance> next;

    interface Disturbance {
      Object happens() throws IOException;
    }

    Growing(Landing landing, Disturbance event) {
      super(landing);
      this.event = event;
      this.next = Optional.of(this.event);
    }

    @Override
    public InputStream open(LandedFile file) throws IOException {
      InputStream in = super.open(file);
      if (next.isPresent()) {
        next.get().happens();
        next = Optional.empty();
      }
      return in;
    }
  }
}
