package millrace.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import millrace.state.Records;
import millrace.time.TimeRange;
import millrace.window.WindowOracle;

/**
 * What a mill must have published, found by remembering every record and adding all of them up anew
 * for every report. It knows no runs, no state and no files, and shares no code with what it
 * judges.
 */
final class NaiveMill {
  /** A record that lands: the moment it tells, if it tells one. */
  record Line(Optional<Instant> moment, String key, long amount) {}

  /** A window of a job; with a {@code top}, sums of amounts by rank, else counts by key. */
  record Report(String job, String window, Optional<Integer> top, WindowOracle oracle) {}

  /** How buckets are cut, as in the pipeline file. */
  record Rules(Duration every, Duration lateness, Duration maxAhead, boolean correctsLate) {}

  private record Counted(Instant bucket, Line line) {}

  private final Rules rules;
  private final List<Report> reports;
  private final List<Counted> counted = new ArrayList<>();
  private final Set<Counted> folded = new HashSet<>();
  private final Map<String, String> published = new TreeMap<>();
  private final Map<String, Integer> revisions = new TreeMap<>();
  private Optional<Instant> sealedTo = Optional.empty();
  private Records sums = Records.NONE;
  private int corrections;

  NaiveMill(Rules rules, List<Report> reports) {
    this.rules = rules;
    this.reports = List.copyOf(reports);
  }

  /** A tick at which these lines are taken. */
  void tick(Instant now, List<Line> lines) {
    Optional<TimeRange> sealed = sealedTo.map(end -> new TimeRange(first().orElseThrow(), end));
    for (Line line : lines) {
      take(now, line, sealed);
    }
    Instant due = WindowOracle.bucketOf(now.minus(rules.lateness()), rules.every());
    if (first().isPresent() && due.isAfter(sealedTo.orElse(first().get()))) {
      sealedTo = Optional.of(due);
    }
    Set<Instant> news = fold();
    for (Report report : reports) {
      publish(report, news);
    }
  }

  private Optional<Instant> first() {
    return counted.stream().map(Counted::bucket).min(Comparator.naturalOrder());
  }

  private void take(Instant now, Line line, Optional<TimeRange> sealed) {
    long cut = 0;
    long quarantined = 0;
    long late = 0;
    if (line.moment().isEmpty() || line.moment().get().isAfter(now.plus(rules.maxAhead()))) {
      quarantined++;
    } else {
      Instant bucket = WindowOracle.bucketOf(line.moment().get(), rules.every());
      boolean isLate = sealed.filter(span -> span.contains(bucket)).isPresent();
      if (isLate && !rules.correctsLate()) {
        late++;
      } else {
        cut++;
        corrections += isLate ? 1 : 0;
        counted.add(new Counted(bucket, line));
      }
    }
    sums = sums.plus(new Records(1, cut, quarantined, late));
  }

  /** The sealed buckets that hold records which no report could hold before. */
  private Set<Instant> fold() {
    Set<Instant> news = new TreeSet<>();
    for (Counted one : counted) {
      Instant end = one.bucket().plus(rules.every());
      if (sealedTo.filter(to -> !end.isAfter(to)).isPresent() && folded.add(one)) {
        news.add(one.bucket());
      }
    }
    return news;
  }

  private void publish(Report report, Set<Instant> news) {
    Set<TimeRange> windows = new TreeSet<>();
    for (Counted one : folded) {
      for (TimeRange window : report.oracle().because(one.bucket())) {
        if (!window.end().isAfter(sealedTo.orElseThrow())) {
          windows.add(window);
        }
      }
    }
    for (TimeRange window : windows) {
      String name =
          DateTimeFormatter.ofPattern(
                  rules.every().toSeconds() % 60 == 0
                      ? "uuuuMMdd'T'HHmm'Z'"
                      : "uuuuMMdd'T'HHmmss'Z'")
              .format(window.end().minus(rules.every()).atOffset(ZoneOffset.UTC));
      String key = report.job() + "/" + report.window() + "/" + name;
      published.put(
          "job=%s/window=%s/bucket=%s/part-00000.tsv"
              .formatted(report.job(), report.window(), name),
          rows(report, window));
      if (news.stream().anyMatch(window::contains)) {
        revisions.merge(key, 1, Integer::sum);
      } else {
        revisions.putIfAbsent(key, 1);
      }
    }
  }

  private String rows(Report report, TimeRange window) {
    Map<String, Long> values = new TreeMap<>();
    for (Counted one : folded) {
      if (window.contains(one.bucket()) && !one.line().key().isEmpty()) {
        long value = report.top().isPresent() ? one.line().amount() : 1;
        values.merge(one.line().key(), value, Long::sum);
      }
    }
    List<Map.Entry<String, Long>> rows = new ArrayList<>(values.entrySet());
    if (report.top().isPresent()) {
      rows.sort(Map.Entry.<String, Long>comparingByValue().reversed());
    }
    StringBuilder text = new StringBuilder();
    rows.stream()
        .limit(report.top().orElse(Integer.MAX_VALUE))
        .forEach(row -> text.append(row.getKey()).append('\t').append(row.getValue()).append('\n'));
    return text.toString();
  }

  /** The rows of all reports, by their path below {@code reports}. */
  Map<String, String> published() {
    return published;
  }

  /** How often each report was published. */
  Map<String, Integer> revisions() {
    return revisions;
  }

  /** How many records came late and were counted. */
  int corrections() {
    return corrections;
  }

  /** What became of all records. */
  Records sums() {
    return sums;
  }
}
