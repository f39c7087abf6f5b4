package millrace.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The one change at which a process fails, and how, for tests: whatever it changes, in whichever
 * place, is counted by the one fate that all its places share. Several threads make their changes
 * one after the other, in whatever order: only of a single one is the n-th change always the same.
 */
public final class Fate {
  private final long fatal;
  private final CrashingStore.InjectedFailure failure;
  private final Consumer<String> death;
  private final List<Closeable> open = new ArrayList<>();
  private final List<String> seen = new ArrayList<>();
  private boolean dead;

  /** Fails at the change with this number, the first being 1. */
  public Fate(long fatal, CrashingStore.InjectedFailure failure) {
    this(fatal, failure, at -> {});
  }

  /**
   * The same, with a death of its own.
   *
   * @param death is told at which change the process dies, and may make that come true; what it
   *     returns from is a {@link Crash}
   */
  public Fate(long fatal, CrashingStore.InjectedFailure failure, Consumer<String> death) {
    this.fatal = fatal;
    this.failure = failure;
    this.death = death;
  }

  /** The fate of a process that is spared. */
  public static Fate spared() {
    return new Fate(Long.MAX_VALUE, CrashingStore.InjectedFailure.FAILS);
  }

  /** Something that changes files. */
  public interface Action {
    void run() throws IOException;
  }

  /** Whether the change that was to fail never came. */
  public synchronized boolean survived() {
    return seen.size() < fatal;
  }

  /** The changes so far, the one that failed included, in words. */
  public synchronized List<String> changes() {
    return List.copyOf(seen);
  }

  /** The dead do nothing. */
  public synchronized void mustBeAlive() {
    if (dead) {
      throw new Crash("already dead since change " + fatal);
    }
  }

  /**
   * Makes a change, unless it is the one that fails.
   *
   * @param what it is, in words
   * @param half what is left of it when the process dies in the middle
   */
  public synchronized void change(String what, Action effect, Action half) throws IOException {
    mustBeAlive();
    seen.add(what);
    boolean full =
        failure == CrashingStore.InjectedFailure.NO_SPACE && seen.size() > fatal && needsRoom(what);
    if (seen.size() != fatal && !full) {
      effect.run();
      return;
    }
    switch (failure) {
      case DIES_BEFORE -> {
        half.run();
        throw die("before change " + fatal + ": " + what);
      }
      case DIES_AFTER -> {
        effect.run();
        throw die("after change " + fatal + ": " + what);
      }
      case FAILS -> throw new IOException("failed on purpose, without effect: " + what);
      case ACKNOWLEDGEMENT_LOST -> {
        effect.run();
        throw new IOException("failed on purpose, though done: " + what);
      }
      case NO_SPACE -> {
        half.run();
        throw new IOException("No space left on device");
      }
    }
  }

  private static boolean needsRoom(String what) {
    return what.startsWith("create ") || what.startsWith("write ");
  }

  /** Makes a change of which nothing is left when the process dies before it. */
  public void change(String what, Action effect) throws IOException {
    change(what, effect, () -> {});
  }

  /** A file that the process holds open; it does not when it is dead. */
  synchronized void opened(Closeable file) {
    open.add(file);
  }

  private Crash die(String at) {
    dead = true;
    death.accept(at);
    // A dead process holds no files open; what it had in memory is gone, so nothing is left for
    // these to write.
    for (Closeable file : open) {
      try {
        file.close();
      } catch (IOException e) {
        // It was deleted already.
      }
    }
    return new Crash(at);
  }
}
