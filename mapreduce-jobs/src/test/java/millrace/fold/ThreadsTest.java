package millrace.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class ThreadsTest {
  @Test
  void oneAtATimeIsThisVeryThread() throws IOException {
    List<Thread> by = new ArrayList<>();
    Threads.run(
        Collections.nCopies(
            3,
            () -> {
              by.add(Thread.currentThread());
              return null;
            }),
        1,
        () -> {});
    assertThat(by).hasSize(3).containsOnly(Thread.currentThread());
  }

  @Test
  void nothingIsDoneAtOnce() throws IOException {
    Threads.run(List.of(), 4, () -> {});
  }

  /** The second fails before the first does. */
  @Test
  void theFirstThatFailedIsToldAndNoneAfterItIsBegun() {
    CountDownLatch secondFailed = new CountDownLatch(1);
    Queue<Integer> begun = new ConcurrentLinkedQueue<>();
    List<Callable<Void>> all = new ArrayList<>();
    all.add(
        () -> {
          begun.add(0);
          secondFailed.await();
          throw new IOException("the first");
        });
    all.add(
        () -> {
          begun.add(1);
          throw new IOException("the second");
        });
    for (int i = 2; i < 50; i++) {
      int number = i;
      all.add(
          () -> {
            begun.add(number);
            return null;
          });
    }
    assertThatThrownBy(() -> Threads.run(all, 2, secondFailed::countDown))
        .isInstanceOf(IOException.class)
        .hasMessage("the first");
    assertThat(begun).containsExactlyInAnyOrder(0, 1);
  }

  /** Who is interrupted while he waits knows it, and those that were begun have ended. */
  @Test
  void anInterruptEndsAllAndIsNotLost() {
    Thread caller = Thread.currentThread();
    CountDownLatch stopped = new CountDownLatch(1);
    Queue<Integer> ended = new ConcurrentLinkedQueue<>();
    List<Callable<Void>> all = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      int number = i;
      all.add(
          () -> {
            caller.interrupt();
            stopped.await();
            ended.add(number);
            return null;
          });
    }
    assertThatThrownBy(() -> Threads.run(all, 2, stopped::countDown))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(ended).isNotEmpty().isSubsetOf(0, 1);
  }
}
