package millrace.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import millrace.aggregate.Aggregate;
import millrace.aggregate.ByteString;
import millrace.aggregate.Laws;
import millrace.aggregate.Slice;
import millrace.job.Emitter;
import millrace.job.Event;
import millrace.job.Job;
import millrace.job.Jobs;
import millrace.pipeline.InputSpec;
import millrace.pipeline.PipelineJob;
import millrace.plugin.Formats;
import millrace.record.BadTime;
import millrace.record.Record;
import millrace.record.RecordClock;
import millrace.record.RecordFormat;
import millrace.record.RecordLimit;
import millrace.record.RecordScanner;

/**
 * Checks the {@link Laws} for each job of a pipeline: its aggregate, with states that are made of
 * what the job itself emits for some records.
 */
final class JobLaws {
  private static final int RECORD_BYTES = 1 << 20;
  private static final int MOST_EVENTS_OF_A_STATE = 4;

  private final TestMill mill;
  private final List<DroppedFile> files;

  /**
   * A file that lands.
   *
   * @param input where it does; the only one of the pipeline, if it is empty
   */
  record DroppedFile(Optional<String> input, String name, ByteString bytes) {}

  /**
   * The laws for the jobs of a mill.
   *
   * @param files with records
   */
  JobLaws(TestMill mill, List<DroppedFile> files) {
    this.mill = mill;
    this.files = List.copyOf(files);
  }

  /**
   * Checks all jobs.
   *
   * @param seed of the random choices
   * @throws AssertionError that names the job, the law and the states that break it
   */
  void hold(long seed) throws IOException {
    for (PipelineJob job : mill.pipeline().jobs()) {
      hold(job, Jobs.create(job.spec(), mill.loader()), seed);
    }
  }

  private <E, S> void hold(PipelineJob declared, Job<E, S> job, long seed) throws IOException {
    List<S> prepared = prepared(declared, job);
    if (prepared.isEmpty()) {
      throw new AssertionError(
          "job %s: says nothing of any record of the story; drop lines that it says something of"
              .formatted(declared.name()));
    }
    Supplier<Aggregate<E, S, ?>> aggregates = job::aggregate;
    try {
      new Laws<>(aggregates, random -> state(job.aggregate(), prepared, random))
          .hold(new Random(seed));
    } catch (AssertionError e) {
      throw new AssertionError(
          "job %s: %s (replay with -Dmillrace.seed=%d)"
              .formatted(declared.name(), e.getMessage(), seed),
          e);
    }
  }

  /** The states of what a job emits for all records, one event each. */
  private <E, S> List<S> prepared(PipelineJob declared, Job<E, S> job) throws IOException {
    List<S> prepared = new ArrayList<>();
    Instant arrival = Instant.EPOCH;
    for (DroppedFile file : files) {
      arrival = arrival.plusSeconds(1);
      InputSpec input = mill.pipeline().input(file.input().orElseGet(mill::onlyInput));
      if (!declared.from().contains(input.name())) {
        continue;
      }
      RecordFormat format = Formats.of(input.format(), mill.loader());
      InputStream bytes = new ByteArrayInputStream(file.bytes().toBytes());
      try (RecordScanner scanner = format.scan(bytes, new byte[0], RecordLimit.of(RECORD_BYTES))) {
        RecordClock clock = input.time().clockOf(file.name(), arrival);
        while (scanner.next()) {
          Optional<Event> event = eventAt(scanner, clock, input.name());
          if (event.isPresent()) {
            job.map(event.get(), new PreparingEmitter<>(job.aggregate(), prepared));
          }
        }
      } catch (BadTime e) {
        // The name of the file tells no time: no job sees any of its records.
      }
    }
    return prepared;
  }

  /**
   * The event of a record; empty if the record is broken or has no time, for then no job sees it.
   */
  private static Optional<Event> eventAt(RecordScanner scanner, RecordClock clock, String input) {
    if (scanner.problem().isPresent()) {
      return Optional.empty();
    }
    try {
      Record record = scanner.record();
      return Optional.of(Event.of(record, clock.timeOf(record), input));
    } catch (BadTime e) {
      return Optional.empty();
    }
  }

  private static <S> S state(Aggregate<?, S, ?> aggregate, List<S> prepared, Random random) {
    S state = aggregate.empty();
    for (int events = random.nextInt(MOST_EVENTS_OF_A_STATE + 1); events > 0; events--) {
      state = aggregate.combine(state, prepared.get(random.nextInt(prepared.size())));
    }
    return state;
  }

  /** Keeps the state of each event; the event itself is valid during the call only. */
  private record PreparingEmitter<E, S>(Aggregate<E, S, ?> aggregate, List<S> prepared)
      implements Emitter<E> {
    @Override
    public void emit(Slice key, E event) {
      S state = aggregate.prepare(event);
      S again = aggregate.prepare(event);
      if (!state.equals(again)) {
        throw new AssertionError(
            "prepare is no function of the event: %s, then %s for %s"
                .formatted(state, again, event));
      }
      Laws.packedEventMeansTheSame(aggregate, event);
      prepared.add(state);
    }

    @Override
    public void filtered() {
      // No event: there is no state to keep.
    }

    @Override
    public void rejected(String reason) {
      // No event: there is no state to keep.
    }
  }
}
