package millrace.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot says itself, beside its catalogues: a few values, each of which holds what
 * belongs together. A new fact goes into the one value it belongs to.
 *
 * @param definition what the pipeline file said that cannot change under existing state
 * @param timeline how far the pipeline has come in event time, and up to where it has deleted
 * @param work what is to be folded
 * @param cluster what goes on beside the ticks
 * @param jobs where each job stands, by name
 * @param totals the sums over everything ever taken, by input
 * @param rates how long folding took lately
 * @param sinks how far each sink has come, by name
 */
public record Facts(
    JsonNode definition,
    Timeline timeline,
    OpenWork work,
    ClusterWork cluster,
    SortedMap<String, JobState> jobs,
    SortedMap<String, Totals> totals,
    Rates rates,
    SortedMap<String, SinkProgress> sinks) {
  /** What is known before the first commit: nothing. */
  public static final Facts NONE =
      new Facts(
          JsonNodeFactory.instance.objectNode(),
          Timeline.NONE,
          OpenWork.NONE,
          ClusterWork.NONE,
          new TreeMap<>(),
          new TreeMap<>(),
          Rates.NONE,
          new TreeMap<>());

  public Facts {
    jobs = Collections.unmodifiableSortedMap(new TreeMap<>(jobs));
    totals = Collections.unmodifiableSortedMap(new TreeMap<>(totals));
    sinks = Collections.unmodifiableSortedMap(new TreeMap<>(sinks));
  }

  /** Up to where retention has deleted. */
  public Expired expired() {
    return timeline.expired();
  }

  /** Where {@code job} stands, which must be known. */
  public JobState job(String job) {
    return Optional.ofNullable(jobs.get(job)).orElseThrow();
  }

  /** The sums over everything ever taken from {@code input}. */
  public Totals totals(String input) {
    return totals.getOrDefault(input, Totals.NONE);
  }

  /** The sums over everything ever taken, all inputs together. */
  public Totals total() {
    return totals.values().stream().reduce(Totals.NONE, Totals::plus);
  }

  /**
   * The sums over everything ever taken from the inputs that {@code job} reads; from all, if the
   * job is not known.
   */
  public Totals totalRead(String job) {
    Optional<Set<String>> inputs = Optional.ofNullable(jobs.get(job)).map(JobState::from);
    return inputs
        .map(from -> from.stream().map(this::totals).reduce(Totals.NONE, Totals::plus))
        .orElseGet(this::total);
  }

  /** Whether {@code other} says the same in all that is worth a commit: rates alone are not. */
  public boolean saysTheSameAs(Facts other) {
    return isSame(definition, other.definition)
        && isSame(timeline, other.timeline)
        && isSame(work, other.work)
        && isSame(cluster, other.cluster)
        && areSame(jobs, other.jobs)
        && areSame(totals, other.totals)
        && areSame(sinks, other.sinks);
  }

  private static <V> boolean areSame(SortedMap<String, V> some, SortedMap<String, V> others) {
    if (!some.keySet().equals(others.keySet())) {
      return false;
    }
    for (Map.Entry<String, V> one : some.entrySet()) {
      if (!isSame(one.getValue(), others.get(one.getKey()))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Most values are the very ones of the other. Java makes the comparison of each kind of record
   * when it is first asked for, and in a process of half a second that takes longer than all else
   * here.
   */
  @SuppressWarnings("ReferenceEquality") // what is not the same may still be equal
  private static boolean isSame(Object one, @Nullable Object other) {
    return one == other || one.equals(other);
  }

  /** The same with another definition. */
  public Facts withDefinition(JsonNode declared) {
    return new Facts(declared, timeline, work, cluster, jobs, totals, rates, sinks);
  }

  /** The same with another timeline. */
  public Facts withTimeline(UnaryOperator<Timeline> change) {
    return new Facts(definition, change.apply(timeline), work, cluster, jobs, totals, rates, sinks);
  }

  /** The same with other work. */
  public Facts withWork(UnaryOperator<OpenWork> change) {
    return new Facts(definition, timeline, change.apply(work), cluster, jobs, totals, rates, sinks);
  }

  /** The same with other work beside the ticks. */
  public Facts withCluster(UnaryOperator<ClusterWork> change) {
    return new Facts(definition, timeline, work, change.apply(cluster), jobs, totals, rates, sinks);
  }

  /** The same with more deleted. */
  public Facts withExpired(UnaryOperator<Expired> change) {
    return withTimeline(it -> it.withExpired(change.apply(it.expired())));
  }

  /** The same with other jobs. */
  public Facts withJobs(Map<String, JobState> states) {
    return new Facts(
        definition, timeline, work, cluster, new TreeMap<>(states), totals, rates, sinks);
  }

  /** The same with a job at another place. */
  public Facts withJob(String job, JobState state) {
    Map<String, JobState> all = new TreeMap<>(jobs);
    all.put(job, state);
    return withJobs(all);
  }

  /** The same with other sums of an input. */
  public Facts withTotals(String input, UnaryOperator<Totals> change) {
    SortedMap<String, Totals> all = new TreeMap<>(totals);
    all.put(input, change.apply(totals(input)));
    return new Facts(definition, timeline, work, cluster, jobs, all, rates, sinks);
  }

  /** The same with what was measured since. */
  public Facts withRates(Rates measured) {
    return new Facts(definition, timeline, work, cluster, jobs, totals, measured, sinks);
  }

  /** The same with a sink at another place. */
  public Facts withSink(String sink, SinkProgress progress) {
    SortedMap<String, SinkProgress> all = new TreeMap<>(sinks);
    all.put(sink, progress);
    return withSinks(all);
  }

  /** The same with these sinks. */
  public Facts withSinks(Map<String, SinkProgress> all) {
    return new Facts(definition, timeline, work, cluster, jobs, totals, rates, new TreeMap<>(all));
  }
}
