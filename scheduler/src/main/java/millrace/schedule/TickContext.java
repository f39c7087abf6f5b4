package millrace.schedule;

import java.time.Instant;
import millrace.pipeline.JobCache;
import millrace.pipeline.JobSource;
import millrace.pipeline.Pipeline;
import millrace.pipeline.Settings;

/**
 * What the stages of one tick share.
 *
 * @param environment what the tick works with
 * @param now the time that decides what is due
 * @param started the real time when the tick began
 * @param head the newest state, and the one way to a newer one
 * @param jobs the jobs of the pipeline, each made once
 * @param merges merges runs beside other work
 * @param log where the tick says what it does
 */
record TickContext(
    TickEnvironment environment,
    Instant now,
    Instant started,
    PipelineHead head,
    JobSource jobs,
    SmallMerges merges,
    TickLog log) {
  /** The context of a tick that began at {@code started}, which waiting for the lock is part of. */
  static TickContext of(TickEnvironment environment, Instant now, Instant started, TickLog log) {
    JobSource jobs = new JobCache(environment.process().loader());
    return new TickContext(
        environment,
        now,
        started,
        new PipelineHead(environment, jobs),
        jobs,
        new SmallMerges(environment, jobs, log),
        log);
  }

  Pipeline pipeline() {
    return environment.pipeline();
  }

  Settings settings() {
    return environment.settings();
  }

  Engines engines() {
    return environment.engines();
  }

  TickProcess process() {
    return environment.process();
  }
}
