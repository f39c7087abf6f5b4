package millrace.job;

import java.util.List;
import java.util.Map;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.aggregate.Codec;
import millrace.aggregate.Count;
import millrace.aggregate.Packed;
import millrace.aggregate.PlainCount;
import millrace.aggregate.Slice;
import millrace.option.Options;

/** Jobs as users write them on a bad day. */
public final class BrokenJobs {
  private BrokenJobs() {}

  public static JobSpec spec(Class<?> type) {
    return new JobSpec("broken", type.getName(), Map.of());
  }

  /** Fails on the record {@code boom}. */
  public static class Exploding implements Job<Slice, Long> {
    @Override
    public Aggregate<Slice, Long, List<Cell>> aggregate() {
      return new Count<>();
    }

    @Override
    public void map(Event event, Emitter<? super Slice> out) {
      if (event.field("line").toString().equals("boom")) {
        throw new IllegalStateException("this should not happen");
      }
      out.emit(event.field("line"), event.field("line"));
    }
  }

  /** Says several things about one record. */
  public static final class Undecided extends Exploding {
    @Override
    public void map(Event event, Emitter<? super Slice> out) {
      for (String said : event.field("line").toString().split(" ", -1)) {
        switch (said) {
          case "filtered" -> out.filtered();
          case "rejected" -> out.rejected("because");
          default -> out.emit(Slice.of(said), Slice.of(said));
        }
      }
    }
  }

  /** Has large states. */
  public static final class Heavy extends Exploding {
    public static final long WEIGHT = 1 << 20;

    @Override
    public Aggregate<Slice, Long, List<Cell>> aggregate() {
      return new HeavyCount();
    }
  }

  private static final class HeavyCount extends PlainCount<Slice> {
    @Override
    public Codec<Long> codec() {
      Codec<Long> codec = super.codec();
      return new Codec<>() {
        @Override
        public byte[] encode(Long state) {
          return codec.encode(state);
        }

        @Override
        public Long decode(Slice bytes) {
          return codec.decode(bytes);
        }

        @Override
        public int weight(Long state) {
          return (int) Heavy.WEIGHT;
        }
      };
    }
  }

  /** Writes states it cannot read. */
  public static final class Unreadable implements Job<Slice, Long> {
    @Override
    public Aggregate<Slice, Long, List<Cell>> aggregate() {
      return new UnreadableCount();
    }

    @Override
    public void map(Event event, Emitter<? super Slice> out) {
      out.emit(event.field("line"), event.field("line"));
    }
  }

  private static final class UnreadableCount extends PlainCount<Slice> {
    @Override
    public String id() {
      return "unreadable/1";
    }

    @Override
    public Codec<Long> codec() {
      return new Codec<>() {
        @Override
        public byte[] encode(Long state) {
          return new byte[] {'?'};
        }

        @Override
        public Long decode(Slice bytes) {
          throw new IllegalArgumentException("not mine: " + bytes);
        }
      };
    }
  }

  /** Has states that never end. */
  public static final class Endless extends Exploding {
    @Override
    public Aggregate<Slice, Long, List<Cell>> aggregate() {
      return new EndlessCount();
    }
  }

  private static final class EndlessCount extends PlainCount<Slice> {
    @Override
    public Codec<Long> codec() {
      Codec<Long> codec = super.codec();
      return new Codec<>() {
        @Override
        public byte[] encode(Long state) {
          if (state > 0) {
            throw new StackOverflowError();
          }
          return codec.encode(state);
        }

        @Override
        public Long decode(Slice bytes) {
          return codec.decode(bytes);
        }
      };
    }
  }

  /** Counts lines, but none more than twice. */
  public static class Limited implements Job<Slice, Long> {
    @Override
    public Aggregate<Slice, Long, List<Cell>> aggregate() {
      Count<Slice> count = new Count<>();
      return new Packed<>() {
        @Override
        public String id() {
          return "limited/1";
        }

        @Override
        public Long empty() {
          return 0L;
        }

        @Override
        public Long prepare(Slice event) {
          return 1L;
        }

        @Override
        public Long combine(Long left, Long right) {
          return both(left, right);
        }

        @Override
        public long pack(Long state) {
          return state;
        }

        @Override
        public Long unpack(long number) {
          return number;
        }

        @Override
        public long both(long left, long right) {
          if (left + right > 2) {
            throw new ArithmeticException("too much");
          }
          return left + right;
        }

        @Override
        public List<Cell> present(Long state) {
          return count.present(state);
        }

        @Override
        public Codec<Long> codec() {
          return count.codec();
        }
      };
    }

    @Override
    public void map(Event event, Emitter<? super Slice> out) {
      out.emit(event.field("line"), event.field("line"));
    }
  }

  /** Hears that its numbers cannot be added, and goes on. */
  public static final class Stubborn extends Limited {
    @Override
    public void map(Event event, Emitter<? super Slice> out) {
      for (int i = 0; i < 100; i++) {
        try {
          super.map(event, out);
        } catch (ArithmeticException e) {
          // whatever
        }
      }
    }
  }

  /** Says a line once more when it hears that it was too much. */
  public static final class Deaf extends Limited {
    @Override
    public void map(Event event, Emitter<? super Slice> out) {
      try {
        super.map(event, out);
      } catch (ArithmeticException e) {
        super.map(event, out);
      }
    }
  }

  /** Fails on the record {@code boom}, and on what is said more than twice. */
  public static final class Fragile extends Limited {
    @Override
    public void map(Event event, Emitter<? super Slice> out) {
      super.map(event, out);
      if (event.field("line").toString().equals("boom")) {
        throw new IllegalStateException("this should not happen");
      }
    }
  }

  /** Has no constructor that anybody could call. */
  public static final class Hidden extends Exploding {
    private Hidden() {}
  }

  /** Fails as soon as it is made. */
  public static final class Stillborn extends Exploding {
    public Stillborn() {
      throw new IllegalStateException("no luck today");
    }
  }

  /** Wants an option. */
  public static final class Demanding extends Exploding {
    @Override
    public void configure(Options options) {
      options.requiredText("colour");
      options.refuseOthers();
    }
  }

  /** Fails on its options in a way that is nobody's fault but its own. */
  public static final class Careless extends Exploding {
    @Override
    public void configure(Options options) {
      throw new IndexOutOfBoundsException("3");
    }
  }
}
