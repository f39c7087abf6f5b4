package millrace.schedule.simulator;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import millrace.store.Store;
import millrace.store.WiredStore;
import millrace.store.WiredStore.Step;
import org.apache.hadoop.fs.Path;

/**
 * A process and what is to befall it: at some steps it dies, falls asleep, is told of an error that
 * was none, or of none that was one. A dead one does nothing any more, whatever its code tries.
 */
final class Process implements WiredStore.Wire {
  /** What may befall it. */
  enum Fault {
    /** It dies, and the step is not made. */
    DIES_BEFORE,
    /** The step is made, and it dies. */
    DIES_AFTER,
    /** The step is not made, and an error is reported. */
    ERROR,
    /** The step is made, and an error is reported. */
    ANSWER_LOST,
    /** Of what is written half arrives; then it dies. */
    DIES_WRITING,
    /** Of what is written half arrives, and an error is reported. */
    TORN,
    /** The commit is made long after its maker was told of an error. */
    LATE,
    /** It does nothing for long. */
    SLEEP
  }

  /** The process is gone; none of its error handling may see this. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;

    Killed(String at) {
      super(at);
    }
  }

  /** How steps in the landing directory are counted. */
  static final String LANDING = "LANDING";

  /** What befalls the processes of a simulation above all, and at which of their steps. */
  record Fate(Fault fault, String step) {
    private static final List<Fault> FAULTS =
        List.of(Fault.DIES_BEFORE, Fault.DIES_AFTER, Fault.ERROR, Fault.ANSWER_LOST, Fault.SLEEP);

    static Fate random(Random random) {
      int step = random.nextInt(CHANGES.size() + 2);
      return new Fate(
          FAULTS.get(random.nextInt(FAULTS.size())),
          step < CHANGES.size()
              ? CHANGES.get(step).name()
              : step == CHANGES.size() ? Step.LIST.name() : LANDING);
    }
  }

  private record Planned(Fault fault, String counted, int nth, long points) {}

  private static final List<Step> CHANGES =
      List.of(Step.CREATE, Step.WRITE, Step.PUT, Step.MOVE, Step.REPLACE, Step.DELETE);

  private final String name;
  private final Baton baton;
  private final Ground ground;
  private final List<Planned> planned;
  private final Map<String, Integer> counts = new HashMap<>();
  private boolean dead;
  private boolean late;

  /** What all processes of a simulation share. */
  static final class Ground {
    private final Map<String, Integer> births = new HashMap<>();
    private final Map<Fault, Integer> struck = new TreeMap<>();

    /** What befell whom, how often. */
    Map<Fault, Integer> struck() {
      return struck;
    }
  }

  private Process(String name, Baton baton, Ground ground, List<Planned> planned) {
    this.name = name;
    this.baton = baton;
    this.ground = ground;
    this.planned = planned;
  }

  /** One whom nothing befalls. */
  static Process sound(String name, Baton baton, Ground ground) {
    return new Process(name, baton, ground, List.of());
  }

  /**
   * One whom up to three things befall, few or none in most lives.
   *
   * @param fate what befalls all of them more often than chance would have it, and where
   */
  static Process mortal(String name, Baton baton, Ground ground, Random random, Fate fate) {
    int faults = List.of(0, 1, 1, 1, 2, 2, 3).get(random.nextInt(7));
    return new Process(
        name,
        baton,
        ground,
        random.ints(faults).mapToObj(bits -> plan(new Random(bits), fate)).toList());
  }

  private static Planned plan(Random random, Fate fate) {
    if (random.nextInt(2) == 0) {
      int nth = 1 + random.nextInt(fate.step().equals(Step.PUT.name()) ? 3 : 12);
      long points = random.nextInt(3) == 0 ? Baton.TO_THE_END : 1L << (6 + random.nextInt(6));
      return new Planned(fate.fault(), fate.step(), nth, points);
    }
    Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
    Step step = CHANGES.get(random.nextInt(CHANGES.size()));
    long points = random.nextInt(3) == 0 ? Baton.TO_THE_END : 1L << (3 + random.nextInt(9));
    String counted =
        switch (fault) {
          case LATE -> Step.PUT.name();
          case DIES_WRITING, TORN -> Step.WRITE.name();
          case DIES_AFTER, ANSWER_LOST, DIES_BEFORE ->
              random.nextInt(3) == 0 ? "change" : step.name();
          case ERROR, SLEEP ->
              random.nextInt(2) == 0 ? step.name() : random.nextInt(3) == 0 ? "any" : "change";
        };
    int most =
        switch (counted) {
          case "any" -> 128;
          case "change" -> 48;
          case "PUT" -> 3;
          default -> 12;
        };
    return new Planned(fault, counted, 1 + random.nextInt(1 + random.nextInt(most)), points);
  }

  String name() {
    return name;
  }

  /** What is thrown by each of its steps once it is dead. */
  private void alive() {
    if (dead) {
      throw new Killed(name);
    }
  }

  private Killed die(String at) {
    dead = true;
    return new Killed(name + " at " + at);
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  private boolean isNow(Planned plan, Step step) {
    boolean counted =
        plan.counted().equals("any")
            || plan.counted().equals(step.name())
            || (plan.counted().equals("change") && CHANGES.contains(step));
    return counted && counts.getOrDefault(plan.counted(), 0) == plan.nth();
  }

  private void strikes(Fault fault) {
    ground.struck.merge(fault, 1, Integer::sum);
  }

  @Override
  public void request(Step step, String path) throws IOException {
    alive();
    baton.point();
    alive();
    count("any");
    count(step.name());
    if (CHANGES.contains(step)) {
      count("change");
    }
    if (step == Step.CREATE && path.startsWith("_millrace/attempts/")) {
      ground.births.putIfAbsent(attempt(path), ground.births.size());
    }
    Trace.say(() -> name + " " + step + " " + path);
    for (Planned plan : planned) {
      if (isNow(plan, step)) {
        befalls(plan, step, path);
      }
    }
  }

  private static String attempt(String path) {
    return path.split("/", -1)[2];
  }

  private void befalls(Planned plan, Step step, String path) throws IOException {
    switch (plan.fault()) {
      case DIES_BEFORE, DIES_WRITING -> {
        strikes(plan.fault());
        Trace.say(() -> name + " dies");
        throw die(step + " " + path);
      }
      case ERROR -> {
        strikes(plan.fault());
        throw new IOException("failed on purpose: " + step + " " + path);
      }
      case TORN -> {
        strikes(plan.fault());
        throw new IOException("torn on purpose: " + path);
      }
      case SLEEP -> {
        strikes(plan.fault());
        Trace.say(() -> name + " sleeps");
        baton.sleep(plan.points());
        Trace.say(() -> name + " wakes");
        alive();
      }
      case LATE -> late = true;
      case DIES_AFTER, ANSWER_LOST -> {}
    }
  }

  @Override
  public void answer(Step step, String path) throws IOException {
    for (Planned plan : planned) {
      if (isNow(plan, step)) {
        answers(plan, step + " " + path);
      }
    }
  }

  private void answers(Planned plan, String what) throws IOException {
    if (plan.fault() == Fault.DIES_AFTER) {
      strikes(plan.fault());
      Trace.say(() -> name + " dies");
      throw die("the answer to " + what);
    }
    if (plan.fault() == Fault.ANSWER_LOST) {
      strikes(plan.fault());
      throw new IOException("answer lost on purpose: " + what);
    }
  }

  @Override
  public int arriving(String path, int length) {
    boolean torn =
        planned.stream()
            .filter(plan -> plan.fault() == Fault.TORN || plan.fault() == Fault.DIES_WRITING)
            .anyMatch(plan -> counts.getOrDefault(plan.counted(), 0) + 1 == plan.nth());
    return torn ? length / 2 : length;
  }

  @Override
  public boolean postpones(Runnable put) {
    if (!late) {
      return false;
    }
    late = false;
    strikes(Fault.LATE);
    baton.add(
        "a late commit of " + name,
        planned.stream().mapToLong(Planned::points).min().orElse(0),
        () -> {
          baton.point();
          put.run();
        });
    return true;
  }

  @Override
  public List<Store.StoreEntry> listed(String directory, List<Store.StoreEntry> entries) {
    return directory.equals("_millrace/attempts")
        ? entries.stream()
            .sorted(
                Comparator.comparing(
                        (Store.StoreEntry entry) -> ground.births.getOrDefault(entry.name(), -1))
                    .thenComparing(Store.StoreEntry::name))
            .toList()
        : entries;
  }

  @Override
  public Path path(String path) {
    return new Path(SimulatedFileSystem.SCHEME, name, "/" + path);
  }

  /** A step in the landing directory. */
  void landing(String what) throws IOException {
    alive();
    baton.point();
    alive();
    count("any");
    count(LANDING);
    Trace.say(() -> name + " landing " + what);
    for (Planned plan : planned) {
      if ((plan.counted().equals("any") || plan.counted().equals(LANDING))
          && counts.getOrDefault(plan.counted(), 0) == plan.nth()) {
        befalls(plan, Step.OPEN, what);
      }
    }
  }

  /** A step in the landing directory that changed it was made. */
  void landed(String what) throws IOException {
    for (Planned plan : planned) {
      if (plan.counted().equals(LANDING) && counts.getOrDefault(LANDING, 0) == plan.nth()) {
        answers(plan, what);
      }
    }
  }
}
