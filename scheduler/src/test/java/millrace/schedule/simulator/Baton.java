package millrace.schedule.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Threads of which one runs at a time: whoever has the baton goes on until he comes to a point
 * where the seed says that another is to have it. So the same seed gives the same order of
 * everything, and the same times, for the clock goes by points as well.
 */
final class Baton {
  /** More points than any simulation needs: somebody runs in circles. */
  private static final long ENDLESS = 300_000;

  /** Asleep until everybody else has ended or sleeps as well. */
  static final long TO_THE_END = Long.MAX_VALUE / 2;

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "simulated");
            thread.setDaemon(true);
            return thread;
          });

  private final Random random;
  private final int stay;
  private final int pace;
  private final List<Actor> actors = new ArrayList<>();
  private final Semaphore over = new Semaphore(0);
  private Optional<Throwable> failure = Optional.empty();
  private Optional<Actor> holder = Optional.empty();
  private Instant now;
  private long points;

  /** What an actor does. */
  interface Role {
    void play() throws Exception;
  }

  /** All is over, somebody failed. */
  private static final class Stopped extends Error {
    private static final long serialVersionUID = 1;
  }

  private static final class Actor {
    private final String name;
    private final Semaphore turn = new Semaphore(0);
    private boolean ended;
    private long wakes;

    Actor(String name) {
      this.name = name;
    }
  }

  /**
   * A baton that is passed at one point in {@code stay}, while up to {@code pace} milliseconds go
   * by from each point to the next.
   */
  Baton(Random random, Instant start, int stay, int pace) {
    this.random = random;
    this.now = start;
    this.stay = stay;
    this.pace = pace;
  }

  Instant now() {
    return now;
  }

  long points() {
    return points;
  }

  /** Who has it. */
  String holder() {
    return holder.map(actor -> actor.name).orElse("nobody");
  }

  /** Somebody more takes part; also while it goes round. */
  void add(String name, long sleeping, Role role) {
    Actor actor = new Actor(name);
    actor.wakes = points + sleeping;
    actors.add(actor);
    THREADS.execute(
        () -> {
          actor.turn.acquireUninterruptibly();
          try {
            if (failure.isEmpty()) {
              role.play();
            }
          } catch (Stopped e) {
            // somebody else says why
          } catch (Throwable e) {
            failure = failure.or(() -> Optional.of(e));
          } finally {
            actor.ended = true;
            pass();
          }
        });
  }

  /** Everybody plays to the end. Throws what the first who failed threw. */
  void goRound() throws Throwable {
    pass();
    over.acquireUninterruptibly();
    holder = Optional.empty();
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  private void pass() {
    Optional<Actor> next = next();
    holder = next;
    next.ifPresentOrElse(actor -> actor.turn.release(), over::release);
  }

  private Optional<Actor> next() {
    List<Actor> awake =
        actors.stream().filter(actor -> !actor.ended && actor.wakes <= points).toList();
    if (!awake.isEmpty()) {
      return Optional.of(awake.get(random.nextInt(awake.size())));
    }
    Optional<Actor> first =
        actors.stream()
            .filter(actor -> !actor.ended)
            .min(Comparator.comparingLong(actor -> actor.wakes));
    first
        .filter(actor -> actor.wakes < TO_THE_END)
        .ifPresent(actor -> points = Math.max(points, actor.wakes));
    return first;
  }

  /** Another may go on from here. */
  void point() {
    if (holder.isEmpty()) {
      return; // nobody else is there
    }
    if (failure.isPresent()) {
      throw new Stopped();
    }
    if (++points > ENDLESS) {
      throw new AssertionError("it does not end");
    }
    now = now.plusMillis(1 + random.nextInt(pace));
    if (random.nextInt(stay) == 0) {
      handOver();
    }
  }

  /** The holder does nothing while so many points go by. */
  void sleep(long howLong) {
    if (holder.isPresent()) {
      holder.get().wakes = howLong == TO_THE_END ? TO_THE_END : points + howLong;
      handOver();
      holder.get().wakes = 0;
    }
  }

  /** Time goes by and nothing happens. */
  void pass(java.time.Duration time) {
    now = now.plus(time);
  }

  private void handOver() {
    Actor me = holder.orElseThrow();
    Actor next = next().orElseThrow();
    if (next != me) {
      holder = Optional.of(next);
      next.turn.release();
      me.turn.acquireUninterruptibly();
      if (failure.isPresent()) {
        throw new Stopped();
      }
    }
  }
}
