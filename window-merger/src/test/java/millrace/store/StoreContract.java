package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import millrace.store.Store.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link Store} keeps to. */
public interface StoreContract {
  /**
   * A client of the place this test has for itself, empty at first; each call opens another one.
   */
  Store open() throws IOException;

  /** Writes a file of this text. */
  static void write(Store store, String path, String text) throws IOException {
    try (var out = store.create(path)) {
      out.write(utf8(text));
    }
  }

  /** Makes a file hold a text, whatever it held. */
  static void replace(Store store, String path, String text) throws IOException {
    String draft = "drafts/" + UUID.randomUUID();
    write(store, draft, text);
    store.replace(draft, path);
  }

  /** What a file holds. */
  static String read(Store store, String path) throws IOException {
    try (var in = store.open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Outcome put(Store store, String draft, String path, String text)
      throws IOException {
    write(store, draft, text);
    return store.putIfAbsent(draft, path, utf8(text));
  }

  @Test
  default void whatWasWrittenIsListedFoundAndRead() throws IOException {
    try (Store store = open()) {
      write(store, "runs/job=urls/1", "twelve bytes");
      assertThat(store.list("runs")).containsExactly(new Store.StoreEntry("job=urls", true, 0));
      assertThat(store.list("runs/job=urls")).containsExactly(new Store.StoreEntry("1", false, 12));
      assertThat(store.find("runs/job=urls/1")).contains(new Store.StoreEntry("1", false, 12));
      assertThat(store.find("runs")).contains(new Store.StoreEntry("runs", true, 0));
      assertThat(read(store, "runs/job=urls/1")).isEqualTo("twelve bytes");
    }
  }

  @Test
  default void anotherClientReadsIt() throws IOException {
    try (Store store = open();
        Store other = open()) {
      write(store, "a", "seen");
      assertThat(read(other, "a")).isEqualTo("seen");
    }
  }

  @Test
  default void aFileSeeksAndReadsAtPositions() throws IOException {
    try (Store store = open()) {
      write(store, "a", "0123456789");
      try (var in = store.open("a")) {
        in.seek(7);
        assertThat(in.read()).isEqualTo('7');
        assertThat(in.getPos()).isEqualTo(8);
        byte[] three = new byte[3];
        in.readFully(2, three);
        assertThat(three).isEqualTo(utf8("234"));
        assertThat(in.read()).as("reading at a position moves nobody").isEqualTo('8');
        assertThat(in.read()).isEqualTo('9');
        assertThat(in.read()).isEqualTo(-1);
        in.seek(0);
        assertThat(in.readAllBytes()).isEqualTo(utf8("0123456789"));
      }
    }
  }

  @Test
  default void nothingIsThereAtFirst() throws IOException {
    try (Store store = open()) {
      assertThat(store.list("runs")).isEmpty();
      assertThat(store.find("runs/1")).isEmpty();
      assertThatThrownBy(() -> store.open("runs/1")).isInstanceOf(FileNotFoundException.class);
      assertThatCode(() -> store.delete("runs/1")).doesNotThrowAnyException();
    }
  }

  @Test
  default void aDirectoryIsNoFileAndAFileNoDirectory() throws IOException {
    try (Store store = open()) {
      write(store, "runs/1", "x");
      assertThatThrownBy(() -> store.open("runs")).isInstanceOf(FileNotFoundException.class);
      assertThat(store.list("runs/1")).isEmpty();
    }
  }

  @Test
  default void namesAreListedInOrder() throws IOException {
    try (Store store = open()) {
      for (String name : List.of("b", "a", "B", "10", "9", "ä", "a b")) {
        write(store, "x/" + name, "");
      }
      assertThat(store.list("x"))
          .extracting(Store.StoreEntry::name)
          .containsExactly("10", "9", "B", "a", "a b", "b", "ä");
      assertThat(store.names("x")).containsExactly("10", "9", "B", "a", "a b", "b", "ä");
      assertThat(store.names("y")).isEmpty();
      assertThat(store.names("x/a")).as("a file").isEmpty();
    }
  }

  @Test
  default void aTakenNameIsNotCreatedAgain() throws IOException {
    try (Store store = open()) {
      write(store, "x/a", "first");
      assertThatThrownBy(() -> store.create("x/a")).isInstanceOf(FileAlreadyExistsException.class);
      assertThatThrownBy(() -> store.create("x")).isInstanceOf(FileAlreadyExistsException.class);
      assertThat(read(store, "x/a")).isEqualTo("first");
    }
  }

  @Test
  default void aNameIsTakenWhileItIsWritten() throws IOException {
    try (Store store = open();
        Store other = open();
        var out = store.create("a")) {
      assertThatThrownBy(() -> other.create("a")).isInstanceOf(FileAlreadyExistsException.class);
      out.write(utf8("whole"));
    }
    try (Store store = open()) {
      assertThat(read(store, "a")).isEqualTo("whole");
    }
  }

  @Test
  default void closingAFileTwiceIsHarmless() throws IOException {
    try (Store store = open()) {
      var out = store.create("a");
      out.write(utf8("x"));
      out.close();
      out.close();
      assertThat(read(store, "a")).isEqualTo("x");
    }
  }

  @Test
  default void aFreePlaceIsTaken() throws IOException {
    try (Store store = open()) {
      assertThat(put(store, "drafts/1", "slots/1", "one")).isEqualTo(Outcome.COMMITTED);
      assertThat(read(store, "slots/1")).isEqualTo("one");
      assertThat(store.list("drafts")).isEmpty();
    }
  }

  @Test
  default void aTakenPlaceIsRefused() throws IOException {
    try (Store store = open()) {
      put(store, "drafts/1", "slots/1", "one");
      assertThat(put(store, "drafts/2", "slots/1", "two")).isEqualTo(Outcome.REFUSED);
      assertThat(read(store, "slots/1")).isEqualTo("one");
    }
  }

  /** An acknowledgement was lost, and the client asked again by itself. */
  @Test
  default void whatWasPutBeforeIsCommitted() throws IOException {
    try (Store store = open()) {
      put(store, "drafts/1", "slots/1", "one");
      assertThat(store.putIfAbsent("drafts/1", "slots/1", utf8("one")))
          .isEqualTo(Outcome.COMMITTED);
    }
  }

  @Test
  default void aPutWithoutItsDraftIsUnknown() throws IOException {
    try (Store store = open()) {
      assertThat(store.putIfAbsent("drafts/1", "slots/1", utf8("one"))).isEqualTo(Outcome.UNKNOWN);
      assertThat(store.find("slots/1")).isEmpty();
    }
  }

  /**
   * The draft of a writer who sleeps is deleted before the place is free again: he cannot take it.
   */
  @Test
  default void aDraftThatWasSweptTakesNoPlace() throws IOException {
    try (Store store = open()) {
      write(store, "drafts/1", "one");
      store.delete("drafts");
      assertThat(store.putIfAbsent("drafts/1", "slots/1", utf8("one"))).isEqualTo(Outcome.UNKNOWN);
      assertThat(store.find("slots/1")).isEmpty();
    }
  }

  @Test
  default void ofEightWritersExactlyOneTakesAPlace() throws Exception {
    int writers = 8;
    var pool = Executors.newFixedThreadPool(writers);
    try (Store store = open()) {
      for (int round = 0; round < 50; round++) {
        String slot = "slots/" + round;
        var start = new CyclicBarrier(writers);
        var puts = new ArrayList<Callable<Outcome>>();
        for (int writer = 0; writer < writers; writer++) {
          String text = "round " + round + " writer " + writer;
          String draft = "drafts/" + round + "-" + writer;
          puts.add(
              () -> {
                write(store, draft, text);
                start.await();
                return store.putIfAbsent(draft, slot, utf8(text));
              });
        }
        var winners = new ArrayList<Integer>();
        List<Future<Outcome>> outcomes = pool.invokeAll(puts);
        for (int writer = 0; writer < writers; writer++) {
          Outcome outcome = outcomes.get(writer).get();
          assertThat(outcome).isNotEqualTo(Outcome.UNKNOWN);
          if (outcome == Outcome.COMMITTED) {
            winners.add(writer);
          }
        }
        assertThat(winners).hasSize(1);
        assertThat(read(store, slot)).isEqualTo("round " + round + " writer " + winners.get(0));
      }
    } finally {
      pool.shutdownNow();
    }
  }

  /** As those who fold do, who all come to a directory that is not there yet. */
  @Test
  default void severalThreadsWriteIntoANewDirectoryAtTheSameTime() throws Exception {
    int writers = 8;
    var pool = Executors.newFixedThreadPool(writers);
    try (Store store = open()) {
      for (int round = 0; round < 20; round++) {
        String directory = "attempts/" + round + "/fold";
        var start = new CyclicBarrier(writers);
        var writes = new ArrayList<Callable<String>>();
        for (int writer = 0; writer < writers; writer++) {
          String path = directory + "/" + writer;
          writes.add(
              () -> {
                start.await();
                write(store, path, path);
                return path;
              });
        }
        for (Future<String> written : pool.invokeAll(writes)) {
          assertThat(read(store, written.get())).isEqualTo(written.get());
        }
        assertThat(store.names(directory)).hasSize(writers);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  default void aFileIsMoved() throws IOException {
    try (Store store = open()) {
      write(store, "attempts/1/page", "x");
      store.move("attempts/1/page", "pages/deep/1");
      assertThat(store.list("attempts/1")).isEmpty();
      assertThat(read(store, "pages/deep/1")).isEqualTo("x");
    }
  }

  @Test
  default void aMoveThatWasMadeIsNotMadeAgain() throws IOException {
    try (Store store = open()) {
      write(store, "from", "x");
      store.move("from", "to");
      store.move("from", "to");
      assertThat(read(store, "to")).isEqualTo("x");
    }
  }

  @Test
  default void aMoveOverwritesNothing() throws IOException {
    try (Store store = open()) {
      write(store, "from", "new");
      write(store, "to", "old");
      assertThatThrownBy(() -> store.move("from", "to"))
          .isInstanceOf(FileAlreadyExistsException.class);
      assertThat(read(store, "from")).isEqualTo("new");
      assertThat(read(store, "to")).isEqualTo("old");
    }
  }

  @Test
  default void whatIsNowhereCannotBeMoved() throws IOException {
    try (Store store = open()) {
      assertThatThrownBy(() -> store.move("from", "to")).isInstanceOf(FileNotFoundException.class);
    }
  }

  @Test
  default void aReplacementTakesThePlaceOfWhatWasThere() throws IOException {
    try (Store store = open()) {
      replace(store, "reports/deep/r", "one");
      replace(store, "reports/deep/r", "two, longer");
      replace(store, "reports/deep/r", "3");
      assertThat(read(store, "reports/deep/r")).isEqualTo("3");
      assertThat(store.list("drafts")).isEmpty();
    }
  }

  @Test
  default void aDraftThatIsGoneReplacesNothing() throws IOException {
    try (Store store = open()) {
      write(store, "r", "old");
      assertThatThrownBy(() -> store.replace("a", "r")).isInstanceOf(FileNotFoundException.class);
      assertThat(read(store, "r")).isEqualTo("old");
    }
  }

  @Test
  default void aReaderSeesTheOldOrTheNewAndNeverAMixture() throws Exception {
    String one = "1".repeat(100_000);
    String two = "2".repeat(50_000);
    var reader = Executors.newSingleThreadExecutor();
    try (Store store = open()) {
      replace(store, "r", one);
      var done = new AtomicBoolean();
      Future<Integer> reads =
          reader.submit(
              () -> {
                int count = 0;
                do {
                  try {
                    assertThat(read(store, "r")).isIn(one, two);
                    count++;
                  } catch (IOException replacedMeanwhile) {
                    // HDFS may tell a reader so, in place of the rest; he reads again
                  }
                } while (!done.get());
                return count;
              });
      for (int i = 0; i < 40; i++) {
        replace(store, "r", i % 2 == 0 ? two : one);
      }
      done.set(true);
      assertThat(reads.get()).isPositive();
    } finally {
      reader.shutdownNow();
    }
  }

  @Test
  default void aDirectoryIsDeletedWithAllItHolds() throws IOException {
    try (Store store = open()) {
      write(store, "x/a", "");
      write(store, "x/deep/b", "");
      write(store, "xy", "");
      store.delete("x");
      assertThat(store.find("x")).isEmpty();
      assertThat(store.find("x/deep/b")).isEmpty();
      assertThat(store.find("xy")).isPresent();
      store.delete("xy");
      assertThat(store.find("xy")).isEmpty();
    }
  }

  /** Names that shells, globs, URIs and terminals take for something else. */
  static List<String> hostileNames() {
    return List.of(
        "a b",
        " a",
        "100%",
        "%2e%2e",
        "[1].log",
        "a*b?",
        "{x,y}",
        "a,b",
        "a\\b",
        "#a;b&c=d+e",
        "~",
        "-rf",
        "...",
        "line\nfeed",
        "tab\t",
        "\u202ertl",
        "Größe",
        "u\u0308 ü",
        "第一章",
        "🐘",
        "<img src=x onerror=1>",
        "=cmd|' -C calc'!A0",
        "${jndi}",
        "語".repeat(85));
  }

  @ParameterizedTest
  @MethodSource("hostileNames")
  default void aNameIsJustAName(String name) throws IOException {
    try (Store store = open()) {
      write(store, "x/" + name + "/" + name, name);
      assertThat(store.list("x")).containsExactly(new Store.StoreEntry(name, true, 0));
      assertThat(read(store, "x/" + name + "/" + name)).isEqualTo(name);
      store.move("x/" + name + "/" + name, name);
      store.replace(name, "y/" + name);
      assertThat(store.list("y")).extracting(Store.StoreEntry::name).containsExactly(name);
      assertThat(store.path("y/" + name).getName()).isEqualTo(name);
      store.delete("x/" + name);
      assertThat(store.list("x")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "a/.", "a:b", "a\0"})
  default void aPathThatLeavesThePipelineOrCannotBeOnHdfsIsRefused(String path) throws IOException {
    try (Store store = open()) {
      assertThatIllegalArgumentException().isThrownBy(() -> store.create(path));
      assertThatIllegalArgumentException().isThrownBy(() -> store.delete(path));
      assertThatIllegalArgumentException().isThrownBy(() -> store.path(path));
    }
  }

  @Test
  default void oneHoldsTheLock() throws IOException {
    try (Store store = open();
        Store other = open()) {
      Optional<Closeable> held = store.lock(Duration.ZERO);
      assertThat(held).isPresent();
      assertThat(other.lock(Duration.ZERO)).isEmpty();
      assertThat(store.lock(Duration.ZERO)).isEmpty();
      held.get().close();
      Optional<Closeable> next = other.lock(Duration.ZERO);
      assertThat(next).isPresent();
      held.get().close();
      assertThat(store.lock(Duration.ZERO)).as("closed again by its last holder").isEmpty();
      next.get().close();
    }
  }
}
