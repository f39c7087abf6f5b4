package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import millrace.store.Store.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotChainTest {
  private final MemoryStore store = new MemoryStore();
  private final SnapshotChain<Note> chain = chain();

  private record Note(long number, String text, List<Move> moves, List<String> dropped)
      implements Versioned {
    Note(long number, String text) {
      this(number, text, List.of(), List.of());
    }
  }

  private SnapshotChain<Note> chain() {
    return new SnapshotChain<>(store, Note.class);
  }

  private static String slot(long number) {
    return "_millrace/snapshots/%020d.json".formatted(number);
  }

  private Note moved(long number, String file) throws IOException {
    String from = "_millrace/attempts/" + (number - 1) + "-x/" + file;
    StoreContract.write(store, from, "x");
    return new Note(number, file, List.of(new Move(from, "files/" + file)), List.of());
  }

  @Test
  void thereIsNoHeadBeforeTheFirst() throws IOException {
    assertThat(chain.head()).isEmpty();
    assertThat(chain.numbers()).isEmpty();
    assertThat(chain.read(1)).isEmpty();
  }

  @Test
  void theNewestIsTheHead() throws IOException {
    for (int number = 1; number <= 12; number++) {
      assertThat(chain.commit(new Note(number, "n" + number))).isEqualTo(Outcome.COMMITTED);
    }
    assertThat(chain.head()).contains(new Note(12, "n12"));
    assertThat(chain().read(3)).contains(new Note(3, "n3"));
    assertThat(store.list("_millrace/attempts")).isEmpty();
  }

  @Test
  void namesThatAreNoSlotsMeanNothing() throws IOException {
    chain.commit(new Note(1, "one"));
    StoreContract.write(store, slot(2) + ".tmp", "");
    StoreContract.write(store, "_millrace/snapshots/3.json", "");
    StoreContract.write(store, "_millrace/snapshots/" + "9".repeat(20) + ".json", "");
    assertThat(chain.numbers()).containsExactly(1L);
    assertThat(chain.newest()).isEqualTo(1);
    assertThat(chain.commit(new Note(2, "two"))).isEqualTo(Outcome.COMMITTED);
  }

  @Test
  void theSecondOfTwoFromOneHeadIsRefused() throws IOException {
    chain.commit(new Note(1, "one"));
    assertThat(chain.commit(new Note(2, "two"))).isEqualTo(Outcome.COMMITTED);
    assertThat(chain().commit(new Note(2, "other"))).isEqualTo(Outcome.REFUSED);
    assertThat(chain().commit(new Note(2, "two"))).as("equal, not his").isEqualTo(Outcome.REFUSED);
    assertThat(chain().commit(new Note(4, "gap"))).isEqualTo(Outcome.REFUSED);
    assertThat(chain.head()).contains(new Note(2, "two"));
  }

  @Test
  void itIsReadableAndCanBeCheckedByHand() throws IOException {
    chain.commit(new Note(1, "höher"));
    assertThat(StoreContract.read(store, slot(1)))
        .matches(
            """
            \\{ "digest" : "[0-9a-f]{64}",
              "draft" : "[-0-9a-f]{36}",
              "dropped" : \\[ \\],
              "moves" : \\[ \\],
              "number" : 1,
              "text" : "höher"
            }
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cut", "edited", "empty", "text", "copied"})
  void aDamagedSnapshotIsNamedAndNothingOlderIsTakenForIt(String damage) throws IOException {
    chain.commit(new Note(1, "one"));
    chain.commit(new Note(2, "two"));
    String whole = StoreContract.read(store, slot(2));
    StoreContract.replace(
        store,
        slot(2),
        switch (damage) {
          case "cut" -> whole.substring(0, whole.length() / 2);
          case "edited" -> whole.replace("two", "tWo");
          case "empty" -> "";
          case "text" -> "x".repeat(300);
          default -> StoreContract.read(store, slot(1));
        });
    assertThatThrownBy(() -> chain.head())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("snapshot 2 (memory:/_millrace/snapshots/00000000000000000002.json)")
        .hasMessageContaining("Put the bytes that were written back");
    assertThat(chain.read(1)).contains(new Note(1, "one"));
  }

  @Test
  void aSnapshotOfANewerReleaseIsRefused() throws IOException {
    record Newer(long number, String text, List<Move> moves, List<String> dropped, int more)
        implements Versioned {}
    new SnapshotChain<>(store, Newer.class).commit(new Newer(1, "", List.of(), List.of(), 5));
    assertThatThrownBy(() -> chain.head())
        .hasMessageContaining("snapshot 1 (")
        .hasMessageContaining("unknown name at more; known here are dropped, moves, number, text");
  }

  @Test
  void filesAreMovedToTheirNamesOnce() throws IOException {
    Note first = moved(1, "a");
    chain.commit(first);
    chain.settle(first);
    chain().settle(first);
    assertThat(StoreContract.read(store, "files/a")).isEqualTo("x");
  }

  @Test
  void whoAddsToAHeadMovesItsFilesFirst() throws IOException {
    chain.commit(moved(1, "a"));
    chain().commit(new Note(2, "two"));
    assertThat(StoreContract.read(store, "files/a")).isEqualTo("x");
  }

  @Test
  void whoSweepsMovesTheFilesBeforeTheirAttemptGoes() throws IOException {
    Note first = moved(1, "a");
    chain.commit(first);
    chain().sweep(first, 0);
    assertThat(StoreContract.read(store, "files/a")).isEqualTo("x");
    assertThat(store.list("_millrace/attempts")).isEmpty();
  }

  @Test
  void ofTwoWhoCameToTheSameOnlyOneMadeItTrue() throws IOException {
    boolean slept = true;
    for (int call = 1; slept; call++) {
      var disk = new MemoryStore();
      new SnapshotChain<>(disk, Note.class).commit(new Note(1, "one"));
      var other = new SnapshotChain<>(disk, Note.class);
      var sleeper = new SleepingStore(disk, call, () -> other.commit(new Note(2, "same")));
      Outcome outcome = new SnapshotChain<>(sleeper, Note.class).commit(new Note(2, "same"));
      slept = sleeper.slept();
      assertThat(outcome).isEqualTo(slept ? Outcome.REFUSED : Outcome.COMMITTED);
    }
  }

  @Test
  void aMoveThatOthersMadeAndSweptSinceIsNoTrouble() throws IOException {
    Note first = moved(1, "a");
    chain.commit(first);
    chain.commit(new Note(2, "two", List.of(), List.of("files/a")));
    chain.sweep(chain.head().orElseThrow(), 0);
    chain().settle(first);
    assertThat(store.find("files/a")).isEmpty();
  }

  @Test
  void droppedFilesGoWithTheLastSnapshotThatNamesThem() throws IOException {
    chain.commit(moved(1, "a"));
    chain.commit(new Note(2, "two"));
    chain.commit(new Note(3, "three", List.of(), List.of("files/a")));
    chain.sweep(new Note(3, "three"), 1);
    assertThat(chain.numbers()).containsExactly(2L, 3L);
    assertThat(store.find("files/a")).isPresent();
    chain.commit(new Note(4, "four"));
    chain.sweep(new Note(4, "four"), 1);
    assertThat(chain.numbers()).containsExactly(3L, 4L);
    assertThat(store.find("files/a")).isEmpty();
  }

  @Test
  void attemptsOnOlderHeadsAreSweptAndOthersAreNot() throws IOException {
    chain.commit(new Note(1, "one"));
    StoreContract.write(store, "_millrace/attempts/0-dead/deep/file", "");
    StoreContract.write(store, "_millrace/attempts/0-dead.json", "");
    StoreContract.write(store, "_millrace/attempts/1-alive/file", "");
    StoreContract.write(store, "_millrace/tmp/left", "");
    chain.sweep(new Note(1, "one"), 3);
    assertThat(store.contents().keySet())
        .containsExactly("_millrace/attempts/1-alive/file", slot(1));
  }

  @Test
  void aLinkedDraftLeftBehindIsSweptAndItsSnapshotStays() throws IOException {
    chain.commit(new Note(1, "one"));
    StoreContract.write(store, "_millrace/attempts/0-x.json", StoreContract.read(store, slot(1)));
    chain.sweep(new Note(1, "one"), 0);
    assertThat(chain.head()).contains(new Note(1, "one"));
    assertThat(store.list("_millrace/attempts")).isEmpty();
  }

  /**
   * However long a writer slept, and wherever: a number that was swept is never given out again.
   */
  @Test
  void aSleepingWriterNeverTakesANumberThatWasSwept() throws IOException {
    boolean slept = true;
    for (int call = 1; slept; call++) {
      var disk = new MemoryStore();
      new SnapshotChain<>(disk, Note.class).commit(new Note(1, "one"));
      var sleeper = new SleepingStore(disk, call, () -> othersGoOn(disk));
      Outcome outcome = Outcome.UNKNOWN;
      try {
        outcome = new SnapshotChain<>(sleeper, Note.class).commit(new Note(2, "asleep"));
      } catch (IOException e) {
        // Where he wrote is not there any more: nothing was committed.
      }
      slept = sleeper.slept();
      var after = new SnapshotChain<>(disk, Note.class);
      if (slept) {
        assertThat(after.numbers()).as("asleep before call " + call).containsExactly(6L);
        assertThat(outcome).isNotEqualTo(Outcome.COMMITTED);
      } else {
        assertThat(outcome).isEqualTo(Outcome.COMMITTED);
      }
      othersGoOn(disk);
      assertThat(after.numbers()).containsExactly(6L);
      assertThat(disk.list("_millrace/attempts")).isEmpty();
    }
  }

  private static void othersGoOn(Store disk) throws IOException {
    var others = new SnapshotChain<>(disk, Note.class);
    for (long number = others.head().orElseThrow().number() + 1; number <= 6; number++) {
      others.commit(new Note(number, "others"));
    }
    others.sweep(others.head().orElseThrow(), 0);
  }
}
