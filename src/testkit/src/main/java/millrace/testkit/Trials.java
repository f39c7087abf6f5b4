package millrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Tells a story undisturbed, and keeps a copy of the directory before each step and what came of
 * the step. A trial then takes such a copy, lets the step fail, and runs it again.
 */
final class Trials {
  /** One trial in so many goes on to the end of the story. */
  private static final int ONE_GOES_ON_IN = 8;

  /** When so many trials went wrong, no more are run. */
  private static final int MOST_SHOWN = 8;

  private static final List<InjectedFailure> FAILURES = List.of(InjectedFailure.values());

  private final StoryScript script;
  private final Path home;
  private final List<Path> before = new ArrayList<>();
  private final List<StoryOutcome> after = new ArrayList<>();
  private final List<List<String>> changes = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();
  private int trials;
  private int deaths;

  /**
   * Where a process fails, and how.
   *
   * @param step of the story, the first being 0
   * @param change of that step, the first being 1
   */
  record FailurePoint(int step, int change, InjectedFailure failure) {
    /** The same for all failures at one change. */
    FailurePoint place() {
      return new FailurePoint(step, change, InjectedFailure.FAILS);
    }
  }

  Trials(StoryScript script, Path home) throws IOException {
    this.script = script;
    this.home = home;
    Path undisturbed = home.resolve("undisturbed");
    TestMill mill = script.mill(undisturbed);
    for (StoryStep step : script.steps()) {
      step.prepare();
      step.arrive(mill);
      Path kept = home.resolve("before-" + before.size());
      TestMill.copy(undisturbed, kept);
      before.add(kept);
      FailureInjector counter = FailureInjector.none();
      step.action().run(mill, counter);
      script.check().accept(mill);
      changes.add(counter.changes());
      after.add(mill.outcome());
    }
  }

  /** The changes of each step, in words. */
  List<List<String>> changes() {
    return List.copyOf(changes);
  }

  /** Starts a process of its own that does a step and is killed at a point of it. */
  interface ProcessKiller {
    /** Returns when the process is gone. */
    void kill(Path home, FailurePoint point) throws IOException;
  }

  /** Tries these points with processes that are really killed. */
  TrialSummary kill(List<FailurePoint> points, ProcessKiller killer) throws IOException {
    for (FailurePoint point : points) {
      int step = point.step();
      Path place = begin(step);
      StringBuilder history =
          new StringBuilder("step %s, killed at %s".formatted(step(step).name(), point));
      try {
        killer.kill(place, point);
        deaths++;
        step(step).action().runAgain(script.mill(place), after.get(step), FailureInjector.none());
        goOn(step, place, history);
      } catch (IOException | RuntimeException | AssertionError e) {
        wrong.add("%s: %s".formatted(history, e));
      }
      TestMill.delete(place);
    }
    return summary(
        (int) points.stream().map(FailurePoint::place).distinct().count(), "named points");
  }

  private StoryStep step(int number) {
    return script.steps().get(number);
  }

  /** A directory in which everything is as it was before a step. */
  private Path begin(int at) throws IOException {
    Path place = home.resolve("trial-" + ++trials);
    TestMill.copy(before.get(at), place);
    for (int step = 0; step <= at; step++) {
      step(step).prepare();
    }
    return place;
  }

  private List<FailurePoint> points() {
    List<FailurePoint> points = new ArrayList<>();
    for (int step = 0; step < changes.size(); step++) {
      for (int change = 1; change <= changes.get(step).size(); change++) {
        for (InjectedFailure failure : FAILURES) {
          points.add(new FailurePoint(step, change, failure));
        }
      }
    }
    return points;
  }

  /** Tries every failure at every change. */
  TrialSummary everywhere() throws IOException {
    return tryAll(points(), "every change");
  }

  /** Tries so many random failures. */
  TrialSummary somewhere(int trials, long seed) throws IOException {
    List<FailurePoint> points = points();
    Collections.shuffle(points, new Random(seed));
    return tryAll(points.subList(0, Math.min(trials, points.size())), replay(seed));
  }

  private static String replay(long seed) {
    return "replay with -Dmillrace.seed=" + seed;
  }

  private TrialSummary tryAll(List<FailurePoint> points, String replay) throws IOException {
    Set<FailurePoint> places = new HashSet<>();
    for (FailurePoint point : points) {
      places.add(point.place());
      tryOne(point.step(), List.of(point));
      if (wrong.size() == MOST_SHOWN) {
        break;
      }
    }
    return summary(places.size(), replay);
  }

  /** Tries so many random chains of failures, each within one step. */
  TrialSummary chains(int chains, long seed) throws IOException {
    Random random = new Random(seed);
    Set<FailurePoint> places = new HashSet<>();
    for (int i = 0; i < chains; i++) {
      int step = random.nextInt(changes.size());
      List<FailurePoint> chain = new ArrayList<>();
      for (int left = 2 + random.nextInt(3); left > 0; left--) {
        InjectedFailure failure = FAILURES.get(random.nextInt(FAILURES.size()));
        int change = 1 + random.nextInt(changes.get(step).size());
        chain.add(new FailurePoint(step, change, failure));
      }
      chain.forEach(point -> places.add(point.place()));
      tryOne(step, chain);
      if (wrong.size() == MOST_SHOWN) {
        break;
      }
    }
    return summary(places.size(), replay(seed));
  }

  private TrialSummary summary(int points, String replay) {
    if (!wrong.isEmpty()) {
      throw new AssertionError(
          "%d of %d trials went wrong; %s\n%s"
              .formatted(wrong.size(), trials, replay, String.join("\n", wrong)));
    }
    return new TrialSummary(points, trials, deaths, changes.stream().mapToInt(List::size).sum());
  }

  private void tryOne(int at, List<FailurePoint> failures) throws IOException {
    Path place = begin(at);
    StringBuilder history = new StringBuilder("step " + step(at).name());
    try {
      TestMill mill = script.mill(place);
      StoryAction action = step(at).action();
      history.append(", ").append(fail(failures.get(0), it -> action.run(mill, it)));
      for (FailurePoint next : failures.subList(1, failures.size())) {
        history.append(", ").append(fail(next, it -> action.runAgain(mill, after.get(at), it)));
      }
      action.runAgain(script.mill(place), after.get(at), FailureInjector.none());
      goOn(at, place, history);
    } catch (IOException | RuntimeException | AssertionError e) {
      wrong.add("%s: %s".formatted(history, e));
    }
    TestMill.delete(place);
  }

  /** Compares with the undisturbed step; every so often, with all later steps too. */
  private void goOn(int at, Path place, StringBuilder history) throws IOException {
    TestMill mill = script.mill(place);
    mill.outcome().mustBe(after.get(at));
    script.check().accept(mill);
    if (trials % ONE_GOES_ON_IN != 0) {
      return;
    }
    for (int step = at + 1; step < after.size(); step++) {
      history.append("; then step ").append(step(step).name());
      step(step).tell(mill);
      mill.outcome().mustBe(after.get(step));
      script.check().accept(mill);
    }
  }

  private interface TriedProcess {
    void run(FailureInjector failures) throws IOException;
  }

  /** Runs a process that fails at this point if it comes there; returns what happened. */
  private String fail(FailurePoint point, TriedProcess process) throws IOException {
    FailureInjector injector = new FailureInjector(point.change(), point.failure());
    String ended = "and went on";
    try {
      process.run(injector);
    } catch (Crash e) {
      deaths++;
      ended = "died";
    } catch (IOException | UncheckedIOException e) {
      ended = "ended: " + e.getMessage();
    }
    String what = injector.survived() ? "never came" : injector.changes().get(point.change() - 1);
    return "change %d (%s) %s, %s".formatted(point.change(), what, point.failure(), ended);
  }
}
