package millrace.merge;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import millrace.run.Run;
import millrace.time.Grid;
import millrace.time.TimeRange;

/**
 * Which runs to fold into wider ones: a pure function of the runs at hand.
 *
 * <p>Within each cell of a level that has passed, the runs that lie in it are taken from the
 * smallest up, to the last one that is at most {@value #PAYS} times as large as all before it
 * together. So a run is rewritten only when it grows by a third at least, a small late correction
 * waits beside a huge run until there are enough of them, and of the runs left in a cell each is
 * more than {@value #PAYS} times as large as all smaller ones: their number is logarithmic in their
 * sizes, however uneven those are.
 *
 * <p>Many cells end together, those of an hour with those of four. Each level waits a bucket longer
 * than the one below, so that their merges are work of one tick after another.
 */
public final class Compaction {
  /** The most runs one merge reads, unless told otherwise. */
  public static final int FAN_IN = 64;

  private static final int PAYS = 3;

  /** What a file costs that holds next to nothing, in bytes that could be read meanwhile. */
  private static final long OPENING = 64 * 1024;

  private final Levels levels;
  private final int fanIn;

  public Compaction(Levels levels) {
    this(levels, FAN_IN);
  }

  /** As {@code levels} say, with at most {@code fanIn} inputs to a merge. */
  public Compaction(Levels levels, int fanIn) {
    if (fanIn < 2) {
      throw new IllegalArgumentException("a merge needs two runs or more: fan-in=" + fanIn);
    }
    this.levels = levels;
    this.fanIn = fanIn;
  }

  /**
   * The merges to do now: those of the lowest level that has any, none of which needs another's
   * result. When they are done, their outputs take the place of their inputs among the roots, and
   * the next call plans on; it ends with an empty plan, for every merge leaves fewer roots.
   *
   * @param roots the runs of one job that no other run was merged from, in any order
   * @param watermark only cells that end at or before it are merged, those of the levels above the
   *     first as many buckets later
   */
  public List<PlannedMerge> plan(Collection<Run> roots, Instant watermark) {
    List<Run> byTime = new ArrayList<>(roots);
    byTime.sort(Comparator.comparing(run -> run.covers().start()));
    Duration bucket = levels.grids().get(0).step();
    Instant passed = watermark;
    for (int i = 0; i < levels.grids().size(); i++) {
      Grid level = levels.grids().get(i);
      if (i > 1) {
        passed = passed.minus(bucket);
      }
      if (byTime.isEmpty() || level.cellOf(byTime.get(0).covers().start()).end().isAfter(passed)) {
        break; // cells nest: where the first one has not passed, no cell of this level or above has
      }
      List<PlannedMerge> merges = planLevel(level, byTime, passed);
      if (!merges.isEmpty()) {
        return merges;
      }
    }
    return List.of();
  }

  private List<PlannedMerge> planLevel(Grid level, List<Run> byTime, Instant watermark) {
    List<PlannedMerge> merges = new ArrayList<>();
    List<Run> inside = new ArrayList<>();
    TimeRange cell = level.cellOf(byTime.get(0).covers().start());
    for (Run run : byTime) {
      if (!cell.contains(run.covers().start())) {
        addMerges(cell, inside, merges);
        inside.clear();
        cell = level.cellOf(run.covers().start());
        if (cell.end().isAfter(watermark)) {
          break;
        }
      }
      if (cell.encloses(run.covers())) {
        inside.add(run);
      }
    }
    addMerges(cell, inside, merges);
    return List.copyOf(merges);
  }

  private void addMerges(TimeRange cell, List<Run> runs, List<PlannedMerge> merges) {
    if (runs.size() < 2) {
      return;
    }
    List<Sized> bySize = new ArrayList<>();
    runs.forEach(run -> bySize.add(new Sized(run, run.bytes() + OPENING)));
    Collections.sort(bySize);
    int taken = 0;
    long before = 0;
    for (int i = 0; i < bySize.size(); i++) {
      long cost = bySize.get(i).cost();
      if (i > 0 && cost / PAYS <= before) {
        taken = i + 1;
      }
      before += cost;
    }
    for (int from = 0; taken - from >= 2; from += fanIn) {
      List<Sized> inputs = bySize.subList(from, Math.min(taken, from + fanIn));
      merges.add(new PlannedMerge(cell, inputs.stream().map(Sized::run).toList()));
    }
  }

  /** A run and what it costs to read it or to write it, in bytes. */
  private record Sized(Run run, long cost) implements Comparable<Sized> {
    @Override
    public int compareTo(Sized other) {
      int byCost = Long.compare(cost, other.cost);
      int byTime = byCost != 0 ? byCost : run.covers().compareTo(other.run.covers());
      return byTime != 0 ? byTime : run.id().compareTo(other.run.id());
    }
  }
}
