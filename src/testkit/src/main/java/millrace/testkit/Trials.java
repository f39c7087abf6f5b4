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
import millrace.testkit.CrashingStore.InjectedFailure;

/**
 * Tells a story undisturbed, keeping what was there before each step and what came of it; then
 * takes it up before a step, lets that one fail, and runs it again.
 */
final class Trials {
  /** One trial in so many goes on to the end of the story. */
  private static final int TO_THE_END = 8;

  /** When so many went wrong, no more are tried. */
  private static final int TOLD = 8;

  private static final List<InjectedFailure> FAILURES = List.of(InjectedFailure.values());

  private final Story story;
  private final Path home;
  private final List<Story.Step> steps;
  private final List<Path> before = new ArrayList<>();
  private final List<StoryOutcome> after = new ArrayList<>();
  private final List<List<String>> changes = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();
  private int trials;
  private int deaths;

  /** Where a process fails, and how. */
  record Point(int step, int change, InjectedFailure failure) {}

  Trials(Story story, Path home) throws IOException {
    this.story = story;
    this.home = home;
    this.steps = story.steps();
    Path place = home.resolve("undisturbed");
    TestMill mill = story.mill(place);
    for (Story.Step step : steps) {
      step.given();
      step.arrive(mill);
      Path kept = home.resolve("before-" + before.size());
      TestMill.copy(place, kept);
      before.add(kept);
      Fate fate = Fate.spared();
      step.turn().on(mill, fate);
      story.check().of(mill);
      changes.add(fate.changes());
      after.add(mill.outcome());
    }
  }

  /** The changes of each step, in words. */
  List<List<String>> changes() {
    return List.copyOf(changes);
  }

  /** A process of its own that does a step and dies at a point of it. */
  interface Killed {
    void runs(Path place, Point point) throws IOException;
  }

  /** Tries these points with processes that are really killed. */
  Crashes kill(List<Point> points, Killed killed) throws IOException {
    for (Point point : points) {
      Path place = begin(point.step());
      StringBuilder told =
          new StringBuilder("step %s, killed at %s".formatted(name(point.step()), point));
      try {
        killed.runs(place, point);
        deaths++;
        steps
            .get(point.step())
            .turn()
            .again(story.mill(place), after.get(point.step()), Fate.spared());
        goOn(point.step(), place, told);
      } catch (IOException | RuntimeException | AssertionError e) {
        wrong.add("%s: %s".formatted(told, e));
      }
      TestMill.delete(place);
    }
    return told(
        (int) points.stream().map(it -> it.step() + "/" + it.change()).distinct().count(),
        "named points");
  }

  private String name(int step) {
    return steps.get(step).name();
  }

  /** A place where everything is as it was before a step. */
  private Path begin(int at) throws IOException {
    Path place = home.resolve("trial-" + ++trials);
    TestMill.copy(before.get(at), place);
    for (int step = 0; step <= at; step++) {
      steps.get(step).given();
    }
    return place;
  }

  private List<Point> points() {
    List<Point> points = new ArrayList<>();
    for (int step = 0; step < steps.size(); step++) {
      for (int change = 1; change <= changes.get(step).size(); change++) {
        for (InjectedFailure failure : FAILURES) {
          points.add(new Point(step, change, failure));
        }
      }
    }
    return points;
  }

  Crashes everywhere() throws IOException {
    return tryAll(points(), "every change");
  }

  Crashes somewhere(int trials, long seed) throws IOException {
    List<Point> points = points();
    Collections.shuffle(points, new Random(seed));
    return tryAll(points.subList(0, Math.min(trials, points.size())), replay(seed));
  }

  private static String replay(long seed) {
    return "replay with -Dmillrace.seed=" + seed;
  }

  private Crashes tryAll(List<Point> points, String replay) throws IOException {
    Set<Point> places = new HashSet<>();
    for (Point point : points) {
      places.add(new Point(point.step(), point.change(), InjectedFailure.FAILS));
      tryOne(point.step(), List.of(point));
      if (wrong.size() == TOLD) {
        break; // more would say no more
      }
    }
    return told(places.size(), replay);
  }

  Crashes chains(int chains, long seed) throws IOException {
    Random random = new Random(seed);
    Set<Point> places = new HashSet<>();
    for (int i = 0; i < chains; i++) {
      int step = random.nextInt(steps.size());
      List<Point> chain = new ArrayList<>();
      for (int left = 2 + random.nextInt(3); left > 0; left--) {
        InjectedFailure failure = FAILURES.get(random.nextInt(FAILURES.size()));
        int change = 1 + random.nextInt(changes.get(step).size());
        chain.add(new Point(step, change, failure));
        places.add(new Point(step, change, InjectedFailure.FAILS));
      }
      tryOne(step, chain);
      if (wrong.size() == TOLD) {
        break;
      }
    }
    return told(places.size(), replay(seed));
  }

  private Crashes told(int points, String replay) {
    if (!wrong.isEmpty()) {
      throw new AssertionError(
          "%d of %d trials went wrong; %s\n%s"
              .formatted(wrong.size(), trials, replay, String.join("\n", wrong)));
    }
    return new Crashes(points, trials, deaths, changes.stream().mapToInt(List::size).sum());
  }

  private void tryOne(int at, List<Point> failures) throws IOException {
    Path place = begin(at);
    StringBuilder told = new StringBuilder("step " + name(at));
    try {
      TestMill mill = story.mill(place);
      Story.StoryStep turn = steps.get(at).turn();
      for (Point point : failures) {
        boolean first = point.equals(failures.get(0));
        told.append(", ")
            .append(
                fail(
                    point,
                    fate -> {
                      if (first) {
                        turn.on(mill, fate);
                      } else {
                        turn.again(mill, after.get(at), fate);
                      }
                    }));
      }
      turn.again(story.mill(place), after.get(at), Fate.spared());
      goOn(at, place, told);
    } catch (IOException | RuntimeException | AssertionError e) {
      wrong.add("%s: %s".formatted(told, e));
    }
    TestMill.delete(place);
  }

  private void goOn(int at, Path place, StringBuilder told) throws IOException {
    TestMill mill = story.mill(place);
    mill.outcome().mustBe(after.get(at));
    story.check().of(mill);
    if (trials % TO_THE_END != 0) {
      return;
    }
    for (int step = at + 1; step < steps.size(); step++) {
      told.append("; then step " + steps.get(step).name());
      steps.get(step).given();
      steps.get(step).arrive(mill);
      steps.get(step).turn().on(mill, Fate.spared());
      mill.outcome().mustBe(after.get(step));
      story.check().of(mill);
    }
  }

  private interface Process {
    void run(Fate fate) throws IOException;
  }

  /** A process does a step, and fails at this point if it comes there; returns what happened. */
  private String fail(Point point, Process process) throws IOException {
    Fate fate = new Fate(point.change(), point.failure());
    String ended = "and went on";
    try {
      process.run(fate);
    } catch (Crash e) {
      deaths++;
      ended = "died";
    } catch (IOException | UncheckedIOException e) {
      ended = "ended: " + e.getMessage();
    }
    String what = fate.survived() ? "never came" : fate.changes().get(point.change() - 1);
    return "change %d (%s) %s, %s".formatted(point.change(), what, point.failure(), ended);
  }
}
