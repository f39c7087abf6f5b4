package millrace.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import millrace.pipeline.InvalidConfiguration;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PipelineJob;
import millrace.state.BucketEntry;
import millrace.state.Draft;
import millrace.state.JobState;
import millrace.state.Piece;
import millrace.state.Snapshot;
import millrace.state.Work;
import millrace.store.Json;

/** Holds what the pipeline file says now against what the state was made with. */
public final class Definition {
  private final Pipeline pipeline;
  private final JsonNode declared;

  /** What {@code pipeline} says now. */
  public Definition(Pipeline pipeline) {
    this.pipeline = pipeline;
    this.declared = Json.tree(pipeline.definition());
  }

  static List<String> jobNames(Pipeline pipeline) {
    return pipeline.jobs().stream().map(PipelineJob::name).toList();
  }

  /**
   * Refuses a file that means other things by the same names than the state does.
   *
   * @throws InvalidConfiguration with each difference, and what to do
   */
  public void check(Snapshot head) {
    if (head.first().isEmpty()) {
      return; // nothing was ever cut: anything may change
    }
    List<String> problems = new ArrayList<>();
    for (String key : List.of("buckets", "format", "time")) {
      JsonNode before = head.definition().path(key);
      if (!before.equals(declared.path(key))) {
        problems.add(
            "pipeline %s: %s was %s when its first record was cut and is %s now: what is cut cannot be cut anew. Put it back, or give the pipeline another name."
                .formatted(pipeline.name(), key, before, declared.path(key)));
      }
    }
    for (PipelineJob job : pipeline.jobs()) {
      Optional<JobState> state = Optional.ofNullable(head.jobs().get(job.name()));
      JsonNode now = declared.path("jobs").path(job.name());
      if (state.isPresent() && !state.get().definition().equals(now)) {
        problems.add(
            "pipeline %s: job %s was %s when its first run was made and is %s now: states of the two do not add up. Put it back, or give the job another name; it is then computed for all buckets."
                .formatted(pipeline.name(), job.name(), state.get().definition(), now));
      }
    }
    for (PipelineJob job : pipeline.jobs()) {
      for (String window : job.windows().keySet()) {
        JsonNode before = head.definition().path("windows").path(job.name()).path(window);
        JsonNode now = declared.path("windows").path(job.name()).path(window);
        if (!before.isMissingNode() && !before.equals(now)) {
          problems.add(
              "pipeline %s: job %s: window %s was %s when its reports were published and is %s now: its reports would mean two things. Put it back, or give the window another name; its history is then published."
                  .formatted(pipeline.name(), job.name(), window, before, now));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidConfiguration(problems);
    }
  }

  /**
   * Writes down what is declared now; a job that is new, or was away, gets all the buckets it has
   * not folded.
   */
  void adopt(Draft draft) {
    JsonNode before = draft.definition();
    if (before.equals(declared)) {
      return;
    }
    draft.definition(declared);
    Set<String> returned = new HashSet<>();
    for (PipelineJob job : pipeline.jobs()) {
      if (!draft.jobs().containsKey(job.name()) || draft.first().isEmpty()) {
        draft.job(job.name(), JobState.of(declared.path("jobs").path(job.name())));
      }
      if (before.path("jobs").path(job.name()).isMissingNode()) {
        returned.add(job.name());
      }
    }
    if (draft.first().isPresent() && !returned.isEmpty()) {
      returned.forEach(job -> addMissing(draft, job));
    }
  }

  /** What retention has deleted cannot be folded any more, and the job says so. */
  private void addMissing(Draft draft, String job) {
    Map<Instant, Integer> waiting = new HashMap<>();
    Set<Instant> replaced = new HashSet<>();
    for (List<Work> works : List.of(draft.work(), draft.parked())) {
      for (Work one : works) {
        if (one.jobs().contains(job)) {
          waiting.merge(one.bucket(), one.pieces().size(), Integer::sum);
          if (one.kind() == Work.WorkKind.REPLACE) {
            replaced.add(one.bucket());
          }
        }
      }
    }
    List<Work> work = new ArrayList<>(draft.work());
    Optional<Instant> since = draft.job(job).since();
    Iterator<Map.Entry<String, BucketEntry>> buckets = draft.buckets().from("");
    while (buckets.hasNext()) {
      BucketEntry bucket = buckets.next().getValue();
      if (bucket.state() == BucketEntry.BucketState.OPEN || replaced.contains(bucket.start())) {
        continue;
      }
      int known =
          Optional.ofNullable(bucket.folds().get(job)).map(BucketEntry.Fold::pieces).orElse(0)
              + waiting.getOrDefault(bucket.start(), 0)
              - bucket.gone().pieces();
      if (known < 0) {
        since = Optional.of(bucket.start().plus(pipeline.buckets().every()));
      }
      int all = bucket.pieces().size();
      List<Piece> missing = bucket.pieces().subList(Math.max(0, Math.min(known, all)), all);
      if (!missing.isEmpty()) {
        work.add(Work.adding(bucket.start(), missing, List.of(job)));
      }
    }
    draft.work(work);
    since.ifPresent(start -> draft.job(job, draft.job(job).withSince(start)));
  }
}
