package millrace.job;

import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.aggregate.Codec;
import millrace.aggregate.PlainCount;
import millrace.aggregate.Slice;

/** Jobs that count lines, and see how they are run. */
public final class WatchedJobs {
  private WatchedJobs() {}

  public static JobSpec spec(Class<?> type) {
    return new JobSpec("watched", type.getName(), Map.of());
  }

  /** Each one that is made fails if it is not at work at the same time as another. */
  public static final class Meeting extends BrokenJobs.Exploding {
    private static final CyclicBarrier BOTH = new CyclicBarrier(2);

    private boolean met;

    public static void forget() {
      BOTH.reset();
    }

    @Override
    public void map(Event event, Emitter<? super Slice> out) {
      if (!met) {
        try {
          BOTH.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
          throw new IllegalStateException("nobody else is at work", e);
        }
        met = true;
      }
      super.map(event, out);
    }
  }

  /**
   * Sees how many of its kind were made, and how many were at work at the same time, from a line
   * {@code begin} to a line {@code end}.
   */
  public static final class Crowd extends BrokenJobs.Exploding {
    private static final AtomicInteger MADE = new AtomicInteger();
    private static final AtomicInteger AT_WORK = new AtomicInteger();
    private static final AtomicInteger MOST = new AtomicInteger();

    public Crowd() {
      MADE.incrementAndGet();
    }

    public static void forget() {
      MADE.set(0);
      MOST.set(0);
    }

    public static int made() {
      return MADE.get();
    }

    public static int most() {
      return MOST.get();
    }

    @Override
    public void map(Event event, Emitter<? super Slice> out) {
      switch (event.field("line").toString()) {
        case "begin" -> MOST.accumulateAndGet(AT_WORK.incrementAndGet(), Math::max);
        case "end" -> AT_WORK.decrementAndGet();
        default -> super.map(event, out);
      }
    }
  }

  /** Says that its states are large, and sees how many of its kind had to spill. */
  public static final class Large extends BrokenJobs.Exploding {
    public static final int WEIGHT = 1 << 20;

    private static final AtomicInteger SPILLED = new AtomicInteger();

    private boolean written;
    private boolean told;

    public static void forget() {
      SPILLED.set(0);
    }

    public static int spilled() {
      return SPILLED.get();
    }

    @Override
    public void map(Event event, Emitter<? super Slice> out) {
      if (written && !told) {
        told = true;
        SPILLED.incrementAndGet();
      }
      super.map(event, out);
    }

    @Override
    public Aggregate<Slice, Long, List<Cell>> aggregate() {
      return new PlainCount<>() {
        @Override
        public Codec<Long> codec() {
          Codec<Long> codec = super.codec();
          return new Codec<>() {
            @Override
            public byte[] encode(Long state) {
              written = true;
              return codec.encode(state);
            }

            @Override
            public Long decode(Slice bytes) {
              return codec.decode(bytes);
            }

            @Override
            public int weight(Long state) {
              return WEIGHT;
            }
          };
        }
      };
    }
  }
}
