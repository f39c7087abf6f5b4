package millrace.run;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;

/** Closes many things; one that fails does not keep the others open. */
public final class Closing {
  private Closing() {}

  /** Opens something. */
  @FunctionalInterface
  public interface Opener<A, T extends Closeable> {
    /** What {@code from} names. */
    T open(A from) throws IOException;
  }

  /** Closes all; throws the first failure, with the others attached. */
  public static void all(Collection<? extends Closeable> things) throws IOException {
    Iterator<? extends Closeable> left = things.iterator();
    try {
      while (left.hasNext()) {
        left.next().close();
      }
    } catch (IOException | RuntimeException e) {
      while (left.hasNext()) {
        after(e, left.next());
      }
      throw e;
    }
  }

  /** Closes all after a failure, to which those of closing are attached. */
  public static void after(Exception failure, Collection<? extends Closeable> things) {
    for (Closeable thing : things) {
      after(failure, thing);
    }
  }

  /** Closes one thing after a failure, to which that of closing is attached. */
  public static void after(Exception failure, Closeable thing) {
    try {
      thing.close();
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /** Opens one thing after another. When one cannot be opened, those that are open are closed. */
  public static <A, T extends Closeable> List<T> openEach(
      Iterable<? extends A> all, Opener<? super A, ? extends T> opener) throws IOException {
    List<T> open = new ArrayList<>();
    try {
      for (A one : all) {
        open.add(opener.open(one));
      }
    } catch (IOException | RuntimeException e) {
      after(e, open);
      throw e;
    }
    return open;
  }
}
