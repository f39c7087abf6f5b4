package millrace.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

  /**
   * Refuses a file that means other things by the same names than the state does.
   *
   * @throws InvalidConfiguration with each difference, and what to do
   */
  public void check(Snapshot head) {
    if (head.facts().timeline().first().isEmpty()) {
      return; // nothing was ever cut: anything may change
    }
    JsonNode defined = head.facts().definition();
    List<String> problems = new ArrayList<>();
    changed("buckets", defined.path("buckets"), declared.path("buckets")).ifPresent(problems::add);
    for (String input : pipeline.inputs().keySet()) {
      JsonNode before = defined.path("inputs").path(input);
      if (before.isMissingNode()) {
        continue; // new, or nothing was ever declared
      }
      JsonNode now = declared.path("inputs").path(input);
      String of = pipeline.isNamed(input) ? "input " + input + ": " : "";
      for (String key : List.of("format", "time")) {
        changed(of + key, before.path(key), now.path(key)).ifPresent(problems::add);
      }
    }
    for (PipelineJob job : pipeline.jobs()) {
      Optional<JobState> state = Optional.ofNullable(head.facts().jobs().get(job.name()));
      JsonNode now = declared.path("jobs").path(job.name());
      if (state.isPresent() && !state.get().definition().equals(now)) {
        problems.add(
            "pipeline %s: job %s was %s when its first run was made and is %s now: states of the two do not add up. Put it back, or give the job another name; it is then computed for all buckets."
                .formatted(pipeline.name(), job.name(), state.get().definition(), now));
      }
    }
    for (PipelineJob job : pipeline.jobs()) {
      for (String window : job.windows().keySet()) {
        JsonNode before = head.facts().definition().path("windows").path(job.name()).path(window);
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

  private Optional<String> changed(String what, JsonNode before, JsonNode now) {
    return before.equals(now)
        ? Optional.empty()
        : Optional.of(
            "pipeline %s: %s was %s when its first record was cut and is %s now: what is cut cannot be cut anew. Put it back, or give the pipeline another name."
                .formatted(pipeline.name(), what, before, now));
  }

  /** What is declared, and how inputs are read that are declared no more: their pieces stay. */
  private JsonNode withFormerInputs(JsonNode before) {
    ObjectNode all = declared.deepCopy();
    ObjectNode inputs = all.withObjectProperty("inputs");
    before
        .path("inputs")
        .properties()
        .forEach(
            input -> {
              if (!inputs.has(input.getKey())) {
                inputs.set(input.getKey(), input.getValue());
              }
            });
    return Json.tree(all);
  }

  /**
   * Writes down what is declared now; a job that is new, or was away, gets all the buckets it has
   * not folded.
   */
  void adopt(Draft draft) {
    JsonNode before = draft.facts().definition();
    JsonNode now = withFormerInputs(before);
    if (before.equals(now)) {
      return;
    }
    draft.change(facts -> facts.withDefinition(now));
    List<PipelineJob> returned = new ArrayList<>();
    for (PipelineJob job : pipeline.jobs()) {
      if (!draft.facts().jobs().containsKey(job.name())
          || draft.facts().timeline().first().isEmpty()) {
        draft.job(job.name(), JobState.of(declared.path("jobs").path(job.name())));
      }
      if (before.path("jobs").path(job.name()).isMissingNode()) {
        returned.add(job);
      }
    }
    if (draft.facts().timeline().first().isPresent()) {
      returned.forEach(job -> addMissing(draft, job.name(), job.from()));
    }
  }

  /** What retention has deleted cannot be folded any more, and the job says so. */
  private void addMissing(Draft draft, String job, Set<String> from) {
    Map<Instant, Integer> waiting = new HashMap<>();
    Set<Instant> replaced = new HashSet<>();
    for (Work one : draft.facts().work().all().toList()) {
      if (one.jobs().contains(job)) {
        waiting.merge(one.bucket(), one.from(from).size(), Integer::sum);
        if (one.kind() == Work.WorkKind.REPLACE) {
          replaced.add(one.bucket());
        }
      }
    }
    List<Work> work = new ArrayList<>(draft.facts().work().due());
    Optional<Instant> since = draft.job(job).since();
    Iterator<Map.Entry<String, BucketEntry>> buckets = draft.buckets().from("");
    while (buckets.hasNext()) {
      BucketEntry bucket = buckets.next().getValue().from(from);
      if (bucket.state() == BucketEntry.BucketState.OPEN || replaced.contains(bucket.start())) {
        continue;
      }
      int known =
          Optional.ofNullable(bucket.folds().get(job)).map(BucketEntry.Fold::pieces).orElse(0)
              + waiting.getOrDefault(bucket.start(), 0)
              - bucket.deleted().pieces();
      if (known < 0) {
        since = Optional.of(pipeline.buckets().grid().next(bucket.start()));
      }
      int all = bucket.pieces().size();
      List<Piece> missing = bucket.pieces().subList(Math.max(0, Math.min(known, all)), all);
      if (!missing.isEmpty()) {
        work.add(Work.adding(bucket.start(), missing, List.of(job)));
      }
    }
    draft.change(facts -> facts.withWork(it -> it.withDue(work)));
    since.ifPresent(start -> draft.job(job, draft.job(job).withSince(start)));
  }
}
