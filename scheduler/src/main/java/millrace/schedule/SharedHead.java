package millrace.schedule;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import millrace.fold.Threads;
import millrace.state.PipelineState;

/**
 * The newest state, for several clients of a cluster who go on from it in turn. A client locks it
 * from its draft to its commit.
 */
final class SharedHead {
  private final Set<Thread> clients = new HashSet<>();
  private PipelineState state;
  private boolean left;

  SharedHead(PipelineState state) {
    this.state = state;
  }

  /** Stays with one thing that a cluster does, from the commit that says so to its end. */
  interface Client<T> {
    void serve(SharedHead newest, T one) throws IOException;
  }

  /**
   * Serves all, some at a time. When what came of one cannot be committed, what runs of the others
   * is left to the next attempt, which takes it up.
   *
   * @return the state that is the newest in the end
   */
  static <T> PipelineState each(
      PipelineState state, List<T> all, int atOnce, Client<? super T> client) throws IOException {
    if (all.isEmpty()) {
      return state;
    }
    SharedHead newest = new SharedHead(state);
    List<Callable<Void>> clients = new ArrayList<>();
    for (T one : all) {
      clients.add(
          () -> {
            newest.enter();
            try {
              client.serve(newest, one);
            } catch (IOException e) {
              if (!newest.isLeft()) {
                throw e;
              } // else somebody has said why
            }
            return null;
          });
    }
    Threads.run(clients, atOnce, newest::leave);
    return newest.state();
  }

  private synchronized void enter() {
    clients.add(Thread.currentThread());
  }

  /** Nobody goes on from it, and who waits for a cluster waits no longer. */
  private synchronized void leave() {
    left = true;
    clients.forEach(Thread::interrupt);
  }

  private synchronized boolean isLeft() {
    return left;
  }

  synchronized PipelineState state() {
    return state;
  }

  /** The caller has locked this. */
  PipelineState current() throws InterruptedIOException {
    if (left) {
      throw new InterruptedIOException("what another client waited for could not be committed");
    }
    return state;
  }

  /** The caller has locked this. */
  void advance(PipelineState next) {
    state = next;
  }
}
