package millrace.merge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import millrace.aggregate.Aggregate;
import millrace.aggregate.ByteString;
import millrace.aggregate.Cell;
import millrace.aggregate.Exact;
import millrace.aggregate.RankBound;
import millrace.aggregate.Slice;
import millrace.run.Closing;
import millrace.run.Cursor;
import millrace.run.IndexedRun;
import millrace.run.MergeCursor;

/**
 * The top of many runs without reading all of them: exact, in the manner of the threshold algorithm
 * (R. Fagin, A. Lotem, M. Naor: Optimal aggregation algorithms for middleware, PODS 2001, section
 * 4).
 *
 * <p>Each run has a head, the entries that rank first in it, and thereby a bound that none of its
 * other entries passes. The keys of the heads are looked up in all runs; the worst row kept is then
 * the threshold. The largest runs are left at that, as long as their bounds together stay below the
 * threshold: a key that is in none of the others cannot make it. The other runs are walked through
 * by key, and a key is looked up in the runs left out only if what is known of it and their bounds
 * could pass the threshold. Where bounds are of no use, this comes to reading everything, as a
 * {@link Pass} does.
 *
 * <p>Holds a few times as many entries of each head as there are rows: what a head has besides
 * would lower bounds further, and does not pay for being looked at.
 *
 * @param <S> the state
 */
public final class Ranking<S> {
  /** How many entries of a head are looked at for each row, and how many at least. */
  private static final int HEAD = 8;

  private static final int HEAD_LEAST = 128;

  /** How many keys are looked up for each row before the threshold is first asked. */
  private static final int FIRST = 2;

  private final Aggregate<?, S, List<Cell>> aggregate;
  private final RankBound bound;
  private final S empty;

  /**
   * Rankings of an aggregate.
   *
   * @param bound its {@link Aggregate#rankBound}; the first cell it presents is a number
   */
  public Ranking(Aggregate<?, S, List<Cell>> aggregate, RankBound bound) {
    this.aggregate = aggregate;
    this.bound = bound;
    this.empty = aggregate.empty();
  }

  /** The first {@code most} rows of the runs together, best first. */
  public List<TopN.Row> top(int most, List<? extends Rankable> runs) throws IOException {
    Search search = new Search(most);
    for (Rankable run : runs) {
      search.add(run);
    }
    search.lookUpCandidates();
    search.walk();
    return search.best.rows();
  }

  private S decode(Slice state) {
    return aggregate.codec().decode(state);
  }

  private Exact rank(S state) {
    Cell first = aggregate.present(state).get(0);
    if (first instanceof Cell.Number number) {
      return number.value();
    }
    throw new IllegalStateException(
        "aggregate %s bounds its ranks, but presents \"%s\" where a number is due"
            .formatted(aggregate.id(), first.text()));
  }

  /** What no entry outside a head passes: a rank, and the least key that could reach it. */
  private record Limit(Exact rank, ByteString key) {
    boolean isPassedBy(RankEntry<?> entry) {
      int order = entry.rank().compareTo(rank);
      return order > 0 || (order == 0 && entry.key().compareTo(key) < 0);
    }
  }

  /** A run and what is known of it. */
  private static final class KnownStates {
    private final Rankable run;

    /** Empty when its head is all of it. */
    private Optional<Limit> limit = Optional.empty();

    private boolean walked;

    KnownStates(Rankable run) {
      this.run = run;
    }

    boolean hasMoreThanItsHead() {
      return walked || limit.isPresent();
    }
  }

  /** A key of some heads, and what they say of it. */
  private static final class RankCandidate<S> {
    private final ByteString key;

    /** The runs whose heads have it, ascending, and the states there. */
    private final List<Integer> in = new ArrayList<>(2);

    private final List<S> states = new ArrayList<>(2);

    private Optional<Exact> ceiling = Optional.empty();

    RankCandidate(ByteString key) {
      this.key = key;
    }

    ByteString key() {
      return key;
    }

    void add(int run, S state) {
      in.add(run);
      states.add(state);
    }
  }

  private final class Search {
    private final TopN best;
    private final int most;
    private final List<KnownStates> runs = new ArrayList<>();
    private final List<List<RankEntry<S>>> heads = new ArrayList<>();
    private final Set<ByteString> lookedUp = new HashSet<>();

    Search(int most) {
      this.most = most;
      this.best = new TopN(most);
    }

    void add(Rankable run) throws IOException {
      KnownStates known = new KnownStates(run);
      PriorityQueue<RankEntry<S>> head = new PriorityQueue<>(RankEntry::worstFirst);
      long room = Math.max(HEAD_LEAST, (long) HEAD * most);
      for (int part = 0; part < run.parts(); part++) {
        Optional<IndexedRun.Ranked> ranked = run.head(part);
        known.walked |= ranked.isEmpty();
        for (IndexedRun.RunEntry entry : ranked.map(IndexedRun.Ranked::entries).orElse(List.of())) {
          RankEntry<S> one = entry(entry);
          if (head.size() < room) {
            head.add(one);
          } else if (one.worstFirst(head.element()) < 0) {
            limit(known, one);
          } else {
            limit(known, head.remove());
            head.add(one);
          }
        }
        ranked.flatMap(IndexedRun.Ranked::worst).ifPresent(worst -> limit(known, entry(worst)));
      }
      runs.add(known);
      heads.add(new ArrayList<>(head));
    }

    private RankEntry<S> entry(IndexedRun.RunEntry entry) {
      S state = decode(entry.state().view());
      return new RankEntry<>(entry.key(), state, rank(state));
    }

    private void limit(KnownStates known, RankEntry<S> entry) {
      if (known.limit.isEmpty() || known.limit.get().isPassedBy(entry)) {
        known.limit = Optional.of(new Limit(entry.rank(), entry.key()));
      }
    }

    /** Looks up the keys of the heads that can be among the best. */
    void lookUpCandidates() throws IOException {
      Map<ByteString, RankCandidate<S>> candidates = new HashMap<>();
      for (int i = 0; i < runs.size(); i++) {
        for (RankEntry<S> entry : heads.get(i)) {
          candidates.computeIfAbsent(entry.key(), RankCandidate::new).add(i, entry.state());
        }
      }
      heads.clear();
      List<RankCandidate<S>> open = new ArrayList<>(candidates.values());
      for (RankCandidate<S> candidate : open) {
        candidate.ceiling = ceiling(candidate);
      }
      // What no run bounds ranks before all: it must be looked up in any case.
      open.sort(
          Comparator.comparing(
                  (RankCandidate<S> candidate) -> candidate.ceiling,
                  (a, b) ->
                      a.isEmpty() || b.isEmpty()
                          ? Boolean.compare(a.isPresent(), b.isPresent())
                          : b.get().compareTo(a.get()))
              .thenComparing(RankCandidate::key));
      int first = (int) Math.min(open.size(), Math.max(32L, (long) FIRST * most));
      lookUp(open.subList(0, first));
      lookUp(open.subList(first, open.size()).stream().filter(this::canEnter).toList());
    }

    private boolean canEnter(RankCandidate<S> candidate) {
      return candidate.ceiling.isEmpty()
          || canEnter(candidate.ceiling.get(), candidate.key().view());
    }

    /** Whether a row of this key and at most this rank could be among the best. */
    private boolean canEnter(Exact ceiling, Slice key) {
      Optional<TopN.Row> worst = best.worst();
      if (worst.isEmpty()) {
        return true;
      }
      int order = new Cell.Number(ceiling).compareTo(worst.get().cells().get(0));
      return order > 0 || (order == 0 && key.compareTo(worst.get().key().view()) < 0);
    }

    /** What a candidate cannot pass; empty if a run that has no head may hold anything of it. */
    private Optional<Exact> ceiling(RankCandidate<S> candidate) {
      S sum = empty;
      for (S state : candidate.states) {
        sum = aggregate.combine(sum, state);
      }
      Optional<Exact> ceiling = Optional.of(rank(sum));
      int known = 0;
      for (int i = 0; i < runs.size(); i++) {
        if (known < candidate.in.size() && candidate.in.get(known) == i) {
          known++;
        } else if (runs.get(i).walked) {
          return Optional.empty();
        } else {
          ceiling = with(ceiling, runs.get(i).limit.map(Limit::rank));
        }
      }
      return ceiling;
    }

    private Optional<Exact> with(Optional<Exact> ceiling, Optional<Exact> more) {
      return ceiling.isPresent() && more.isPresent()
          ? Optional.of(bound.of(ceiling.get(), more.get()))
          : ceiling.or(() -> more);
    }

    private void lookUp(List<RankCandidate<S>> wanted) throws IOException {
      List<RankCandidate<S>> byKey = new ArrayList<>(wanted);
      byKey.sort(Comparator.comparing(RankCandidate::key));
      for (RankCandidate<S> candidate : byKey) {
        if (canEnter(candidate)) {
          lookedUp.add(candidate.key());
          offer(candidate.key().view(), lookUp(candidate));
        }
      }
    }

    private S lookUp(RankCandidate<S> candidate) throws IOException {
      S sum = empty;
      int known = 0;
      for (int i = 0; i < runs.size(); i++) {
        if (known < candidate.in.size() && candidate.in.get(known) == i) {
          sum = aggregate.combine(sum, candidate.states.get(known++));
        } else if (runs.get(i).hasMoreThanItsHead()) {
          sum = plus(sum, runs.get(i), candidate.key().view());
        }
      }
      return sum;
    }

    /** What a run says of a key, added. */
    private S plus(S sum, KnownStates known, Slice key) throws IOException {
      Optional<Slice> found = known.run.find(key);
      return found.isPresent() ? aggregate.combine(sum, decode(found.get())) : sum;
    }

    private void offer(Slice key, S state) {
      if (!state.equals(empty)) {
        best.accept(key, aggregate.present(state));
      }
    }

    /** Walks through the runs that cannot be left out. */
    void walk() throws IOException {
      Optional<Exact> ceiling = leaveOut();
      List<Cursor> cursors =
          Closing.openEach(
              runs.stream().filter(known -> known.walked).toList(), known -> known.run.all());
      try (Cursor keys = MergeCursor.of(cursors, aggregate)) {
        while (keys.next()) {
          S state = decode(keys.state());
          Exact most = with(ceiling, Optional.of(rank(state))).orElseThrow();
          if (canEnter(most, keys.key()) && !lookedUp.contains(ByteString.copyOf(keys.key()))) {
            for (KnownStates known : runs) {
              if (!known.walked) {
                state = plus(state, known, keys.key());
              }
            }
            offer(keys.key(), state);
          }
        }
      }
    }

    /**
     * Decides which runs are walked through: not the largest, as long as no key that is in them
     * alone can be among the best. Returns what those left out can add to a key.
     */
    private Optional<Exact> leaveOut() {
      KnownStates[] largestFirst = runs.toArray(KnownStates[]::new);
      Arrays.sort(
          largestFirst,
          Comparator.comparingLong((KnownStates known) -> known.run.bytes()).reversed());
      Optional<Exact> ceiling = Optional.empty();
      Optional<ByteString> least = Optional.empty();
      for (KnownStates known : largestFirst) {
        if (known.walked || known.limit.isEmpty()) {
          continue; // all its keys were candidates, if it is not walked anyway
        }
        Limit limit = known.limit.get();
        Exact more = with(ceiling, Optional.of(limit.rank())).orElseThrow();
        ByteString key = least.filter(it -> it.compareTo(limit.key()) < 0).orElse(limit.key());
        if (best.worst().isEmpty() || canEnter(more, key.view())) {
          known.walked = true;
        } else {
          ceiling = Optional.of(more);
          least = Optional.of(key);
        }
      }
      return ceiling;
    }
  }

  /** An entry of a head. */
  private record RankEntry<S>(ByteString key, S state, Exact rank) {
    int worstFirst(RankEntry<S> other) {
      int order = rank.compareTo(other.rank);
      return order != 0 ? order : other.key.compareTo(key);
    }
  }
}
