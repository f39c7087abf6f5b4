package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * The smallest program that uses all of a {@link SnapshotChain}: so many days of work, each adding
 * to a catalogue, removing from it, replacing one named file by another and exporting a number that
 * adds up. What a day does follows from the state alone.
 */
final class Ledger {
  static final int DAYS = 5;
  static final int KEEP = 1;

  private final Store store;
  private final SnapshotChain<State> chain;

  Ledger(Store store) {
    this.store = store;
    this.chain = new SnapshotChain<>(store, State.class);
  }

  /**
   * What it chains.
   *
   * @param day how many days are done
   * @param sum of all values ever added
   * @param file that the last day wrote; the first has none before it
   */
  record State(
      long number,
      int day,
      long sum,
      Optional<String> file,
      CatalogueRoot catalogue,
      List<Move> moves,
      List<String> dropped)
      implements Versioned {
    static final State NONE =
        new State(0, 0, 0, Optional.empty(), CatalogueRoot.EMPTY, List.of(), List.of());

    FSDataInputStream open(Store store, String path) throws IOException {
      for (Move move : moves) {
        if (move.to().equals(path)) {
          try {
            return store.open(move.from());
          } catch (FileNotFoundException moved) {
            return store.open(path);
          }
        }
      }
      return store.open(path);
    }

    Catalogue<Integer> catalogue(Store store) {
      return Catalogue.open(path -> open(store, path), catalogue, Integer.class);
    }
  }

  /** Does all days that are left, and sweeps after each; ends early where a tick would. */
  void run() throws IOException {
    while (true) {
      State head = chain.head().orElse(State.NONE);
      if (head.number() > 0) {
        chain.settle(head);
        export(head);
        chain.sweep(head, KEEP);
      }
      if (head.day() == DAYS) {
        return;
      }
      if (chain.commit(next(head)) == Store.Outcome.UNKNOWN) {
        throw new IOException("not known whether it was committed");
      }
    }
  }

  private void export(State head) throws IOException {
    chain.forgetOlderAttempts(head);
    String sum = "_millrace/attempts/%d-%s-sum".formatted(head.number(), UUID.randomUUID());
    String file = "_millrace/attempts/%d-%s-file".formatted(head.number(), UUID.randomUUID());
    try (var out = store.create(sum)) {
      out.write(Long.toString(head.sum()).getBytes(StandardCharsets.UTF_8));
    }
    if (head.file().isPresent()) {
      try (var in = store.open(head.file().get());
          var out = store.create(file)) {
        in.transferTo(out);
      }
    }
    List<Long> numbers = chain.numbers();
    if (numbers.get(numbers.size() - 1) > head.number()) {
      throw new IOException("overtaken");
    }
    store.replace(sum, "reports/sum");
    if (head.file().isPresent()) {
      store.replace(file, "reports/file");
    }
  }

  private State next(State head) throws IOException {
    int day = head.day() + 1;
    String attempt = "_millrace/attempts/" + head.number() + "-" + UUID.randomUUID();
    var moves = new ArrayList<Move>();
    var changes = new TreeMap<String, Optional<WrittenValue>>();
    changesOf(day).forEach((key, value) -> changes.put(key, value.map(WrittenValue::of)));
    CatalogueChange change =
        head.catalogue(store)
            .apply(
                changes,
                page ->
                    name(
                        moves,
                        attempt,
                        "_millrace/pages/" + day + "-" + moves.size(),
                        page.write()));
    String file =
        name(moves, attempt, "files/day " + day, ("day " + day).getBytes(StandardCharsets.UTF_8));
    var dropped = new ArrayList<>(change.dropped());
    head.file().ifPresent(dropped::add);
    return new State(
        head.number() + 1, day, head.sum() + day, Optional.of(file), change.root(), moves, dropped);
  }

  private String name(List<Move> moves, String attempt, String path, byte[] bytes)
      throws IOException {
    String from = attempt + "/" + moves.size();
    try (var out = store.create(from)) {
      out.write(bytes);
    }
    moves.add(new Move(from, path));
    return path;
  }

  private static Map<String, Optional<Integer>> changesOf(int day) {
    var changes = new TreeMap<String, Optional<Integer>>();
    for (int i = 0; i < 100; i++) {
      changes.put("%d-%03d".formatted(day, i), Optional.of(day * i));
      if (i % 3 == 0) {
        changes.put("%d-%03d".formatted(day - 1, i), Optional.empty());
      }
    }
    return changes;
  }

  /** Everything is as if nothing had ever failed, and nothing is there that need not be. */
  static void assertDoneAndClean(Store store) throws IOException {
    var chain = new SnapshotChain<>(store, State.class);
    State head = chain.head().orElseThrow();
    assertThat(head.day()).isEqualTo(DAYS);
    assertThat(head.number()).as("each day once").isEqualTo(DAYS);
    assertThat(head.sum()).isEqualTo(DAYS * (DAYS + 1) / 2);

    var oracle = new TreeMap<String, Integer>();
    for (int day = 1; day <= DAYS; day++) {
      changesOf(day)
          .forEach(
              (key, value) ->
                  value.ifPresentOrElse(v -> oracle.put(key, v), () -> oracle.remove(key)));
    }
    var found = new TreeMap<String, Integer>();
    Iterator<Map.Entry<String, Integer>> entries = head.catalogue(store).entries();
    entries.forEachRemaining(entry -> found.put(entry.getKey(), entry.getValue()));
    assertThat(found).isEqualTo(oracle);
    assertThat(StoreContract.read(store, "reports/sum")).isEqualTo(Long.toString(head.sum()));
    assertThat(StoreContract.read(store, "reports/file")).isEqualTo("day " + DAYS);

    var named = new TreeSet<>(List.of("reports/sum", "reports/file"));
    assertThat(chain.numbers()).containsExactly(head.number() - KEEP, head.number());
    for (long number : chain.numbers()) {
      named.add("_millrace/snapshots/%020d.json".formatted(number));
      State kept = chain.read(number).orElseThrow();
      named.add(kept.file().orElseThrow());
      addPages(store, kept.catalogue().children(), kept.catalogue().height(), named);
    }
    String young =
        "_millrace/attempts/" + head.number() + "-"; // swept when the head has a successor
    Set<String> files = files(store);
    files.removeIf(file -> file.startsWith(young));
    assertThat(files).isEqualTo(named);
    assertThat(store.list("_millrace/attempts"))
        .allMatch(entry -> entry.name().startsWith(head.number() + "-"));
  }

  private static void addPages(
      Store store, List<PageItem.Child> children, int height, Set<String> named)
      throws IOException {
    for (PageItem.Child child : children) {
      named.add(child.page());
      try (var in = store.open(child.page())) {
        Page page = Page.read(child.page(), in.readAllBytes(), OldPages.SAME);
        if (height > 1) {
          addPages(
              store,
              page.items().stream().map(PageItem.Child.class::cast).toList(),
              height - 1,
              named);
        }
      }
    }
  }

  private static Set<String> files(Store store) throws IOException {
    var files = new TreeSet<String>();
    for (String directory : List.of("_millrace", "files", "reports")) {
      addFiles(store, directory, files);
    }
    return files;
  }

  private static void addFiles(Store store, String directory, Set<String> files)
      throws IOException {
    for (Store.StoreEntry entry : store.list(directory)) {
      String path = directory + "/" + entry.name();
      if (entry.directory()) {
        addFiles(store, path, files);
      } else {
        files.add(path);
      }
    }
  }
}
