package millrace.schedule;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import millrace.pipeline.Pipeline;
import millrace.pipeline.TickSettings;
import millrace.state.ClusterFold;
import millrace.state.Piece;
import millrace.state.Rates;
import millrace.state.Work;

/** Which work goes to which engine together. */
final class WorkGroups {
  private WorkGroups() {}

  /**
   * Work that goes to an engine together.
   *
   * @param engine that does it
   * @param assigned what goes to it, oldest first
   */
  record WorkGroup(Engine engine, List<AssignedWork> assigned) {
    List<Work> work() {
      return assigned.stream().map(AssignedWork::work).toList();
    }
  }

  /**
   * Work that goes to an engine.
   *
   * @param reason why to this one
   */
  record AssignedWork(Work work, String reason) {}

  /** What is open and was given to nobody. */
  static List<Work> free(List<Work> open, List<ClusterFold> running) {
    Set<String> given =
        running.stream()
            .flatMap(it -> it.work().stream())
            .map(WorkGroups::records)
            .collect(toSet());
    List<Work> free = new ArrayList<>(open);
    if (!given.isEmpty()) {
      free.removeIf(work -> given.contains(records(work)));
    }
    return free;
  }

  /** Groups that may run at the same time. No two contain work of the same bucket. */
  static List<List<WorkGroup>> together(List<WorkGroup> groups) {
    List<List<WorkGroup>> all = new ArrayList<>();
    Set<Instant> busy = new HashSet<>();
    boolean onCluster = false;
    for (WorkGroup group : groups) {
      List<Instant> buckets = group.work().stream().map(Work::bucket).toList();
      boolean joins =
          onCluster
              && group.engine().outlivesItsClient()
              && buckets.stream().noneMatch(busy::contains);
      if (!joins) {
        all.add(new ArrayList<>());
        busy.clear();
      }
      all.get(all.size() - 1).add(group);
      busy.addAll(buckets);
      onCluster = group.engine().outlivesItsClient();
    }
    return all;
  }

  /**
   * What is to be done now, oldest bucket first, in groups; jobs the pipeline no longer has are
   * left out.
   *
   * @param rates as they were measured so far
   */
  static List<WorkGroup> groups(
      Pipeline pipeline, TickSettings settings, Engines engines, List<Work> open, Rates rates) {
    List<String> jobs = pipeline.jobNames();
    List<Work> due = new ArrayList<>(open);
    due.sort(Comparator.comparing(Work::bucket));
    Set<Instant> buckets = new LinkedHashSet<>();
    List<WorkGroup> groups = new ArrayList<>();
    Rates known = rates;
    for (Work work : due) {
      if (jobs.stream().noneMatch(work.jobs()::contains)) {
        continue;
      }
      buckets.add(work.bucket());
      if (settings.maxBuckets() > 0 && buckets.size() > settings.maxBuckets()) {
        break;
      }
      Choice choice = engines.choose(work, known);
      known = known.given(choice.engine().name()); // what is tried is tried once
      groupFor(work, choice.engine(), groups)
          .assigned()
          .add(new AssignedWork(work, choice.reason()));
    }
    return groups;
  }

  /**
   * The group that a piece of work joins: the newest one of its engine, so that large buckets among
   * small ones do not tear a backlog into many jobs. What is to be done on a bucket stays in order.
   */
  private static WorkGroup groupFor(Work work, Engine engine, List<WorkGroup> groups) {
    for (int i = groups.size() - 1; i >= 0; i--) {
      WorkGroup group = groups.get(i);
      if (group.engine().name().equals(engine.name())) {
        if (group.assigned().size() < engine.buckets()) {
          return group;
        }
        break;
      }
      if (group.work().stream().anyMatch(it -> it.bucket().equals(work.bucket()))) {
        break;
      }
    }
    WorkGroup next = new WorkGroup(engine, new ArrayList<>());
    groups.add(next);
    return next;
  }

  /** Tells work on other records apart, and is the same for all who have the same ones to do. */
  static String records(Work work) {
    return work.pieces().stream()
        .map(Piece::path)
        .collect(joining(" ", work.bucket() + " " + work.kind() + " ", ""));
  }
}
