package millrace.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The numbered snapshots of a pipeline. The one with the highest number, the head, is the truth;
 * each holds the whole state, so nothing but the head is ever needed to go on. Not for several
 * threads.
 *
 * @param <T> what a snapshot holds
 */
public final class SnapshotChain<T extends Versioned> {
  private final Store store;
  private final Class<T> type;
  private final UnaryOperator<ObjectNode> upgrade;
  private long settled;

  /** The chain in this store. */
  public SnapshotChain(Store store, Class<T> type) {
    this(store, type, UnaryOperator.identity());
  }

  /**
   * The chain in this store, in which older releases may have written.
   *
   * @param upgrade makes of the fields of any snapshot those of {@code type}, and throws an {@code
   *     IllegalArgumentException} where it does not know how; {@code number} and {@code dropped}
   *     are the same in every format
   */
  public SnapshotChain(Store store, Class<T> type, UnaryOperator<ObjectNode> upgrade) {
    this.store = store;
    this.type = type;
    this.upgrade = upgrade;
  }

  /** The numbers of the snapshots that are there, ascending. */
  public List<Long> numbers() throws IOException {
    List<Long> numbers = new ArrayList<>();
    for (String name : store.names(PipelinePaths.SNAPSHOTS)) {
      PipelinePaths.snapshotNumber(name).ifPresent(numbers::add);
    }
    return List.copyOf(numbers);
  }

  /**
   * The newest snapshot; empty before there is one.
   *
   * @throws IOException if it cannot be read or is damaged; an older one is never taken in its
   *     place, for that would undo what it says
   */
  public Optional<T> head() throws IOException {
    long newest = newest();
    while (newest > 0) {
      Optional<T> found = read(newest);
      if (found.isPresent()) {
        return found;
      }
      // Swept after it was listed: the head must have moved on.
      long now = newest();
      if (now <= newest) {
        throw new FileNotFoundException(
            "snapshot %d: listed, but not there: %s"
                .formatted(newest, store.path(PipelinePaths.snapshot(newest))));
      }
      newest = now;
    }
    return Optional.empty();
  }

  /** The number of the newest snapshot; 0 before there is one. */
  public long newest() throws IOException {
    List<String> names = store.names(PipelinePaths.SNAPSHOTS);
    for (int i = names.size() - 1; i >= 0; i--) { // the last is it, but for what others left there
      OptionalLong number = PipelinePaths.snapshotNumber(names.get(i));
      if (number.isPresent()) {
        return number.getAsLong();
      }
    }
    return 0;
  }

  /**
   * The snapshot with this number; empty if it is not there yet or not there any more.
   *
   * @throws IOException if it cannot be read or is damaged
   */
  public Optional<T> read(long number) throws IOException {
    Optional<ObjectNode> fields = fields(number);
    if (fields.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(understood(number, upgrade.apply(fields.get()), type));
    } catch (IllegalArgumentException e) {
      throw new IOException("%s: %s".formatted(called(number), e.getMessage()), e);
    }
  }

  /** What the snapshot with this number is the first not to name; nothing if it is not there. */
  private List<String> dropped(long number) throws IOException {
    Optional<ObjectNode> fields = fields(number);
    return fields.isEmpty()
        ? List.of()
        : List.of(understood(number, fields.get().path("dropped"), String[].class));
  }

  /** What is written in the snapshot with this number; empty if it is not there. */
  private Optional<ObjectNode> fields(long number) throws IOException {
    byte[] bytes;
    try (var in = store.open(PipelinePaths.snapshot(number))) {
      bytes = in.readAllBytes();
    } catch (FileNotFoundException absent) {
      return Optional.empty();
    }
    ObjectNode fields = Checked.read(called(number), bytes);
    fields.remove("draft");
    JsonNode written = fields.path("number");
    if (written.isIntegralNumber() && written.longValue() != number) {
      throw new IOException(
          "%s holds snapshot %d: somebody renamed or copied it. %s"
              .formatted(called(number), written.longValue(), Checked.REMEDY));
    }
    return Optional.of(fields);
  }

  private <V> V understood(long number, JsonNode node, Class<V> as) throws IOException {
    try {
      return Json.value(node, as);
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException("%s: %s".formatted(called(number), e.getMessage()), e);
    }
  }

  private String called(long number) {
    return "snapshot %d (%s)".formatted(number, store.path(PipelinePaths.snapshot(number)));
  }

  /**
   * Moves the files that {@code head} named first to their names. Whoever finds a head does this
   * before he adds to it; {@link #commit} makes sure of it.
   */
  public void settle(T head) throws IOException {
    if (settled >= head.number()) {
      return;
    }
    Set<String> waiting = new LinkedHashSet<>();
    Set<String> directories =
        head.moves().stream()
            .map(move -> StorePath.parent(move.from()))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    for (String directory : directories) {
      for (String name : store.names(directory)) {
        waiting.add(directory + "/" + name);
      }
    }
    for (Move move : head.moves()) {
      if (waiting.contains(move.from())) {
        try {
          store.move(move.from(), move.to());
        } catch (FileNotFoundException e) {
          // A slower attempt comes here when others moved the file, committed, and swept it since.
          if (newest() == head.number()) {
            throw e;
          }
        }
      }
    }
    settled = head.number();
  }

  /**
   * Makes {@code next} the head, if the head is still the one it was made from.
   *
   * <p>Why this is safe. A snapshot appears under its number by {@link Store#putIfAbsent}, so of
   * all that were made from one head at most one ever stands, whole, whatever dies or sleeps at any
   * point. What a number means could only be told twice if its file were swept and then put again
   * by a writer who slept: he must have found his draft there to put it. But
   *
   * <ul>
   *   <li>a draft lies among the attempts, named after the head it was made from, and after writing
   *       it the writer looks once more whether that is still the head;
   *   <li>{@link #sweep} looks for the head, then deletes all attempts named after older heads, and
   *       then old snapshots.
   * </ul>
   *
   * So if the number was swept, the sweeper either listed the attempts after the draft was written,
   * and deleted it; or before, and then the newer head he knew was there when the writer looked. No
   * clock and no lock is part of this.
   *
   * <p>The moves of the head are carried out first, so that a file which is named lies at its name
   * or is named by the head's own moves, and never in an attempt that is forgotten.
   *
   * @return refused if another has become the head: read it and decide anew; unknown if the store
   *     failed so that nobody can tell: end this attempt and delete nothing
   * @throws IOException if the store failed before the decisive step: nothing was committed
   */
  public Store.Outcome commit(T next) throws IOException {
    long head = next.number() - 1;
    if (head < 0) {
      throw new IllegalArgumentException("the first snapshot has number 1: " + next.number());
    }
    if (newest() != head) {
      return Store.Outcome.REFUSED;
    }
    if (settled < head) {
      Optional<T> base = read(head);
      if (base.isEmpty()) {
        return Store.Outcome.REFUSED;
      }
      settle(base.get());
    }
    String id = UUID.randomUUID().toString();
    String draft = PipelinePaths.attempt(head, id) + ".json";
    byte[] bytes = bytes(next, id);
    try (var out = store.create(draft)) {
      out.write(bytes);
    } catch (FileAlreadyExistsException e) {
      throw new IOException("a UUID was given out twice: " + draft, e);
    }
    if (newest() != head) {
      return Store.Outcome.REFUSED;
    }
    return store.putIfAbsent(draft, PipelinePaths.snapshot(next.number()), bytes);
  }

  private byte[] bytes(T snapshot, String id) {
    var fields = (ObjectNode) Json.tree(snapshot);
    // Two attempts may come to the same state; which of them made it true is told by this.
    fields.put("draft", id);
    return Checked.withDigest(new String(Json.bytes(fields), StandardCharsets.UTF_8));
  }

  /**
   * Deletes what nothing can need any more; to be called with the head and in no hurry. Files are
   * kept that the head or one of the {@code keep} snapshots before it names, for readers who are
   * still at it.
   *
   * <p>Why this is safe. Each thing deleted is dead for ever when this call begins, so it does not
   * matter how long the caller slept, who sweeps as well, or where he is killed:
   *
   * <ul>
   *   <li>An attempt on an older head can name nothing any more (see {@link #commit}), and what it
   *       named was moved away before the next commit.
   *   <li>A directory of work has the number of the snapshot that named it first, and nothing is
   *       written into it before. So one whose number is not above the head's, and which the head
   *       does not name, was named and is named no more: what comes of it can be committed by
   *       nobody, and its name is never used again. If a job on a cluster still writes there, the
   *       next sweep finds it again.
   *   <li>A file that a snapshot drops is in none of its successors, for a name is never used
   *       again. So when its predecessor is old enough to go, nobody needs the file.
   *   <li>A snapshot goes after the files its successor dropped, the oldest first. Whoever is
   *       killed in between leaves the snapshot, and the next sweep finds the same list; and a
   *       successor that is gone was swept by somebody who had finished with its predecessor.
   * </ul>
   *
   * Attempts on this very head are left alone, whether dead or alive, until it has a successor.
   */
  public void sweep(T head, int keep) throws IOException {
    if (keep < 0) {
      throw new IllegalArgumentException("cannot keep fewer snapshots than none: " + keep);
    }
    forgetOlderAttempts(head);
    for (String work : store.names(PipelinePaths.WORK)) {
      OptionalLong begun = PipelinePaths.attemptNumber(work);
      if (begun.isPresent()
          && begun.getAsLong() <= head.number()
          && !head.working().contains(work)) {
        store.delete(PipelinePaths.WORK + "/" + work);
      }
    }
    for (String left : store.names(PipelinePaths.TEMPORARY)) {
      store.delete(PipelinePaths.TEMPORARY + "/" + left);
    }
    for (long number : numbers()) {
      if (number < head.number() - keep) {
        for (String path : dropped(number + 1)) {
          store.delete(path);
        }
        store.delete(PipelinePaths.snapshot(number));
      }
    }
  }

  /**
   * Deletes what attempts on heads before this one wrote, and with it what those that are asleep
   * might still {@link Store#replace} or put: none of it happens after this call. Whoever looks for
   * the head once more after writing and before replacing, as {@link #commit} does, is stopped by
   * one or the other.
   */
  public void forgetOlderAttempts(T head) throws IOException {
    settle(head);
    for (String attempt : store.names(PipelinePaths.ATTEMPTS)) {
      OptionalLong base = PipelinePaths.attemptNumber(attempt);
      if (base.isPresent() && base.getAsLong() < head.number()) {
        store.delete(PipelinePaths.ATTEMPTS + "/" + attempt);
      }
    }
  }
}
