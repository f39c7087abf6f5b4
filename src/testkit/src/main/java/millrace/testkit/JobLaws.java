package millrace.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Laws;
import millrace.aggregate.Slice;
import millrace.job.Emitter;
import millrace.job.Job;
import millrace.job.JobSpec;
import millrace.job.Jobs;
import millrace.pipeline.InputSpec;
import millrace.pipeline.PipelineJob;
import millrace.plugin.Formats;
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
  private final List<byte[]> files;

  /**
   * The laws for the jobs of a mill.
   *
   * @param files the bytes of files with records
   */
  JobLaws(TestMill mill, List<byte[]> files) {
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
      hold(job.spec(), Jobs.create(job.spec(), mill.loader()), seed);
    }
  }

  private <E, S> void hold(JobSpec spec, Job<E, S> job, long seed) throws IOException {
    List<S> prepared = prepared(job);
    if (prepared.isEmpty()) {
      throw new AssertionError(
          "job %s: says nothing of any record of the story; drop lines that it says something of"
              .formatted(spec.name()));
    }
    Supplier<Aggregate<E, S, ?>> aggregates = job::aggregate;
    try {
      new Laws<>(aggregates, random -> state(job.aggregate(), prepared, random))
          .hold(new Random(seed));
    } catch (AssertionError e) {
      throw new AssertionError(
          "job %s: %s (replay with -Dmillrace.seed=%d)"
              .formatted(spec.name(), e.getMessage(), seed),
          e);
    }
  }

  /** The states of what a job emits for all records, one event each. */
  private <E, S> List<S> prepared(Job<E, S> job) throws IOException {
    List<S> prepared = new ArrayList<>();
    RecordFormat format =
        Formats.of(mill.pipeline().input(InputSpec.LANDING).format(), mill.loader());
    for (byte[] bytes : files) {
      try (RecordScanner scanner =
          format.scan(new ByteArrayInputStream(bytes), new byte[0], RecordLimit.of(RECORD_BYTES))) {
        while (scanner.next()) {
          if (scanner.problem().isEmpty()) {
            job.map(scanner.record(), new PreparingEmitter<>(job.aggregate(), prepared));
          }
        }
      }
    }
    return prepared;
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
