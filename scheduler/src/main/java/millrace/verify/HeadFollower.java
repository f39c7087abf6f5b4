package millrace.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import millrace.state.PipelineState;
import millrace.state.Snapshot;
import millrace.store.Catalogue;
import millrace.store.CatalogueRoot;
import millrace.store.SnapshotChain;
import millrace.store.Store;

/**
 * The state that is verified, while ticks may go on. Something looks wrong also when a newer
 * snapshot names it no more and it was swept meanwhile; so nothing is called wrong before the head
 * was looked for once more: if it moved, the thing is looked up in the new state, and looked at
 * again there. A walk whose pages are gone goes on in the new state behind the last key it saw.
 */
final class HeadFollower {
  private final Store store;
  private final SnapshotChain<Snapshot> chain;
  private final Findings findings;
  private final Map<Counted, Long> counts = new EnumMap<>(Counted.class);
  private final Set<String> damaged = new HashSet<>();
  private PipelineState state;
  private long problems;

  HeadFollower(Store store, Findings findings) {
    this.store = store;
    this.chain = Snapshot.chain(store);
    this.findings = findings;
    this.state = new PipelineState(store, Snapshot.NONE);
  }

  Store store() {
    return store;
  }

  SnapshotChain<Snapshot> chain() {
    return chain;
  }

  /** The newest state that was read. */
  PipelineState state() {
    return state;
  }

  /** Reads the newest state. */
  PipelineState reload() throws IOException {
    state = new PipelineState(store, chain.head().orElse(Snapshot.NONE));
    return state;
  }

  /** Whether there is a newer state than this one. */
  boolean isOvertaken(PipelineState older) throws IOException {
    return chain.newest() > older.snapshot().number();
  }

  void problem(String line) {
    problems++;
    findings.problem(line);
  }

  /** A page that is damaged is met by every walk and told once. */
  void damage(IOException problem) {
    String line = String.valueOf(problem.getMessage());
    if (damaged.add(line)) {
      problem(line);
    }
  }

  void progress(String what) {
    findings.progress(what);
  }

  long problems() {
    return problems;
  }

  void count(Counted what, long more) {
    counts.merge(what, more, Long::sum);
  }

  long counted(Counted what) {
    return counts.getOrDefault(what, 0L);
  }

  void accept(Finding finding) {
    finding.problems().forEach(this::problem);
    finding.counts().forEach(this::count);
  }

  /** Looks at something that a state names. */
  interface Look<V> {
    void at(PipelineState state, V value, Finding finding) throws IOException;
  }

  /**
   * Looks at something, and again in a newer state for as long as it looks wrong and the state has
   * moved on; what is not there any more is not wrong. What looks the same in two states is: files
   * are never changed.
   *
   * @param again looks it up in another state
   */
  <V> void look(
      PipelineState named, V value, Function<PipelineState, Optional<V>> again, Look<V> look)
      throws IOException {
    PipelineState at = named;
    Optional<V> now = Optional.of(value);
    List<String> before = List.of();
    while (now.isPresent()) {
      Finding finding = new Finding();
      try {
        look.at(at, now.get(), finding);
      } catch (UncheckedIOException e) {
        if (e.getCause() instanceof FileNotFoundException && isOvertaken(at)) {
          now = inNewest(again);
          at = state;
          continue;
        }
        damage(Objects.requireNonNull(e.getCause()));
      }
      if (finding.problems().isEmpty() || finding.problems().equals(before) || !isOvertaken(at)) {
        accept(finding);
        return;
      }
      before = finding.problems();
      now = inNewest(again);
      at = state;
    }
  }

  private <V> Optional<V> inNewest(Function<PipelineState, Optional<V>> again) throws IOException {
    while (true) {
      PipelineState newest = reload();
      try {
        return again.apply(newest);
      } catch (UncheckedIOException e) {
        if (!(e.getCause() instanceof FileNotFoundException) || !isOvertaken(newest)) {
          damage(Objects.requireNonNull(e.getCause()));
          return Optional.empty();
        }
      }
    }
  }

  /** Takes the entries of a catalogue. */
  interface EntryVisitor<V> {
    void visit(PipelineState state, String key, V value) throws IOException;
  }

  /** Visits all entries of a catalogue from a key on that can be read; tells of what cannot. */
  <V> void each(String catalogue, Class<V> type, String from, EntryVisitor<V> visitor)
      throws IOException {
    PipelineState at = state;
    Optional<String> next = Optional.of(from);
    while (next.isPresent()) {
      try {
        walk(at, catalogue, type, next.get(), visitor);
        next = Optional.empty();
      } catch (HeadMoved gone) {
        next = Optional.of(gone.from);
        at = reload();
      }
    }
  }

  private <V> void walk(
      PipelineState at, String catalogue, Class<V> type, String from, EntryVisitor<V> visitor)
      throws IOException {
    WalkPosition place = new WalkPosition(from);
    Iterator<Map.Entry<String, V>> entries =
        open(at, catalogue, type)
            .from(
                from,
                (first, problem) -> {
                  if (problem instanceof FileNotFoundException && isMoved(at)) {
                    throw new HeadMoved(place.next.compareTo(first) > 0 ? place.next : first);
                  }
                  damage(named(at, problem));
                });
    while (entries.hasNext()) {
      Map.Entry<String, V> entry = entries.next();
      place.next = entry.getKey() + '\0';
      visitor.visit(at, entry.getKey(), entry.getValue());
    }
  }

  private static IOException named(PipelineState at, IOException problem) {
    return problem instanceof FileNotFoundException
        ? new IOException(
            "catalogue page: %s: missing, snapshot %d names it. Put it back from a copy."
                .formatted(problem.getMessage(), at.snapshot().number()))
        : problem;
  }

  private boolean isMoved(PipelineState at) {
    try {
      return isOvertaken(at);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A catalogue as this state has it. */
  private <V> Catalogue<V> open(PipelineState at, String name, Class<V> type) {
    return Catalogue.open(
        at::open,
        Optional.ofNullable(at.snapshot().catalogues().get(name)).orElse(CatalogueRoot.EMPTY),
        type,
        Snapshot.oldPages(name));
  }

  /** Reads all of one state, or as much of it as can be read. */
  final class WholeState {
    private final PipelineState at;
    private boolean damage;
    private long pages;
    private long bytes;

    WholeState(PipelineState at) {
      this.at = at;
    }

    PipelineState state() {
      return at;
    }

    /**
     * Visits all entries of a catalogue, and counts its pages.
     *
     * @throws HeadMoved if pages were swept, for the head has moved on
     */
    <V> void each(String catalogue, Class<V> type, EntryVisitor<V> visitor) throws IOException {
      Iterator<Map.Entry<String, V>> entries =
          Catalogue.open(
                  path -> {
                    pages++;
                    return new Counting(at.open(path), read -> bytes += read);
                  },
                  Optional.ofNullable(at.snapshot().catalogues().get(catalogue))
                      .orElse(CatalogueRoot.EMPTY),
                  type,
                  Snapshot.oldPages(catalogue))
              .from(
                  "",
                  (first, problem) -> {
                    if (problem instanceof FileNotFoundException && isMoved(at)) {
                      throw new HeadMoved(first);
                    }
                    damage = true;
                    HeadFollower.this.damage(named(at, problem));
                  });
      while (entries.hasNext()) {
        Map.Entry<String, V> entry = entries.next();
        visitor.visit(at, entry.getKey(), entry.getValue());
      }
    }

    boolean isDamaged() {
      return damage;
    }

    long pages() {
      return pages;
    }

    long bytes() {
      return bytes;
    }
  }

  private static final class WalkPosition {
    private String next;

    WalkPosition(String next) {
      this.next = next;
    }
  }

  /** A page is gone, for the head has moved on. */
  static final class HeadMoved extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String from;

    HeadMoved(String from) {
      super("gone from " + from + " on", null, false, false);
      this.from = from;
    }
  }

  /** What a state says that its pipeline file said, of one kind. */
  static JsonNode declared(PipelineState state, String kind) {
    return state.snapshot().facts().definition().path(kind);
  }
}
