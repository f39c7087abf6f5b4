package millrace.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PipelineJob;
import millrace.run.Run;
import millrace.run.Tally;
import millrace.state.BucketEntry;
import millrace.state.FileEntry;
import millrace.state.JobState;
import millrace.state.Piece;
import millrace.state.PipelineState;
import millrace.state.Records;
import millrace.state.ReportEntry;
import millrace.state.Snapshot;
import millrace.state.Work;
import millrace.store.Table;
import millrace.window.Publication;

/**
 * Adds up what a mill says of itself, from the state and from the files, without using the code
 * that decides what is due.
 */
final class Audit {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Mill mill;
  private final Pipeline pipeline;
  private final PipelineState state;
  private final Snapshot head;
  private final TreeMap<Instant, BucketEntry> buckets = new TreeMap<>();
  private final Map<String, ReportEntry> reports;

  Audit(Mill mill) throws IOException {
    this.mill = mill;
    this.pipeline = mill.pipeline();
    this.state = mill.state();
    this.head = state.snapshot();
    all(state.buckets()).values().forEach(bucket -> buckets.put(bucket.start(), bucket));
    this.reports = all(state.reports());
  }

  private static <V> Map<String, V> all(Table<V> table) {
    Map<String, V> all = new TreeMap<>();
    for (Iterator<Map.Entry<String, V>> it = table.from(""); it.hasNext(); ) {
      Map.Entry<String, V> entry = it.next();
      all.put(entry.getKey(), entry.getValue());
    }
    return all;
  }

  /** All sums that must hold after a tick. */
  void balance() throws IOException {
    files();
    pieces();
    folds();
    publications();
    reports();
    assertThat(head.exports()).as("exports that are still to be made").isEmpty();
  }

  /** Per file and in total: records = cut + quarantined + late-refused. */
  private void files() throws IOException {
    Records sum = Records.NONE;
    Map<String, Long> inPieces = new TreeMap<>();
    for (BucketEntry bucket : buckets.values()) {
      for (Piece piece : bucket.pieces()) {
        for (Piece.PieceSource source : piece.sources()) {
          inPieces.merge(source.file(), source.records(), Long::sum);
        }
      }
    }
    for (FileEntry file : all(state.files()).values()) {
      sum = sum.plus(file.records());
      if (head.facts().expired().raw().isEmpty()) {
        assertThat(inPieces.getOrDefault(file.path(), 0L))
            .as("records of %s in buckets", file.path())
            .isEqualTo(file.records().cut());
      }
    }
    assertThat(sum).as("sum over all files").isEqualTo(head.facts().total().records());
    assertThat(mill.quarantined())
        .as("lines in quarantine")
        .hasSize((int) (sum.quarantined() + sum.lateRefused()));
  }

  /** Every record that was cut is in one bucket, and every piece is the file it is said to be. */
  private void pieces() throws IOException {
    long records = 0;
    Set<Instant> open = new TreeSet<>();
    for (BucketEntry bucket : buckets.values()) {
      records += bucket.records();
      Instant end = bucket.start().plus(pipeline.buckets().every());
      boolean sealed =
          head.facts()
              .timeline()
              .watermark()
              .filter(watermark -> !end.isAfter(watermark))
              .isPresent();
      assertThat(bucket.state())
          .as("bucket %s, watermark %s", bucket.start(), head.facts().timeline().watermark())
          .isEqualTo(sealed ? BucketEntry.BucketState.SEALED : BucketEntry.BucketState.OPEN);
      if (!sealed) {
        open.add(bucket.start());
      }
      for (Piece piece : bucket.pieces()) {
        assertThat(mill.root().resolve(piece.path())).isRegularFile().hasSize(piece.length());
        assertThat(piece.sources().stream().mapToLong(Piece.PieceSource::records).sum())
            .isEqualTo(piece.records());
      }
    }
    assertThat(records).as("records in buckets").isEqualTo(head.facts().total().records().cut());
    assertThat(head.facts().timeline().open()).containsExactlyElementsOf(open);
    assertThat(head.facts().timeline().first())
        .as("the first bucket")
        .isEqualTo(buckets.isEmpty() ? Optional.empty() : Optional.of(buckets.firstKey()));
  }

  /** Per bucket and job: cut = folded + filtered + keyless + rejected, and what waits is named. */
  private void folds() {
    for (PipelineJob job : pipeline.jobs()) {
      Tally tallies = Tally.NOTHING;
      int folded = 0;
      for (BucketEntry bucket : buckets.values()) {
        Optional<BucketEntry.Fold> fold = Optional.ofNullable(bucket.folds().get(job.name()));
        boolean gone =
            bucket.deleted().pieces() > 0
                && Optional.ofNullable(head.facts().jobs().get(job.name()))
                    .flatMap(JobState::since)
                    .filter(since -> bucket.start().isBefore(since))
                    .isPresent();
        if (gone) {
          continue; // the job came when the records had gone, and its reports say so
        }
        List<Work> waits =
            Stream.concat(head.facts().work().due().stream(), head.facts().work().parked().stream())
                .filter(work -> work.bucket().equals(bucket.start()))
                .filter(work -> work.jobs().contains(job.name()))
                .toList();
        long waiting =
            waits.stream()
                .flatMap(work -> work.from(job.from()).stream())
                .mapToLong(Piece::records)
                .sum();
        BucketEntry read = bucket.from(job.from());
        boolean replaced = waits.stream().anyMatch(work -> work.kind() == Work.WorkKind.REPLACE);
        long done = replaced ? 0 : fold.map(it -> it.tally().records()).orElse(0L);
        assertThat(done + waiting)
            .as("records of bucket %s folded by %s or waiting for it", bucket.start(), job.name())
            .isEqualTo(bucket.state() == BucketEntry.BucketState.SEALED ? read.records() : 0);
        if (fold.isPresent()) {
          tallies = tallies.plus(fold.get().tally());
          folded++;
        }
      }
      List<Run> roots =
          Optional.ofNullable(head.facts().jobs().get(job.name()))
              .map(it -> it.roots())
              .orElse(List.of());
      if (head.facts().expired().runs().isEmpty() || job.needsAllRuns()) {
        assertThat(roots.stream().map(Run::tally).reduce(Tally.NOTHING, Tally::plus))
            .as("what the runs of %s hold", job.name())
            .isEqualTo(tallies);
        assertThat(roots.stream().mapToInt(Run::buckets).sum()).isEqualTo(folded);
      }
      for (Run run : roots) {
        for (Run.Part part : run.parts()) {
          assertThat(mill.root().resolve(part.path())).isRegularFile().hasSize(part.length());
        }
      }
    }
  }

  /** Up to the first bucket a job has not folded, just the windows that are not empty are there. */
  private void publications() {
    if (pipeline.publish() != Pipeline.Publish.ALL
        || head.facts().timeline().watermark().isEmpty()) {
      return;
    }
    for (PipelineJob job : pipeline.jobs()) {
      Instant frontier =
          head.facts().work().due().stream()
              .filter(work -> work.jobs().contains(job.name()))
              .map(Work::bucket)
              .min(Instant::compareTo)
              .orElse(head.facts().timeline().watermark().get());
      job.windows()
          .forEach(
              (name, window) -> {
                Set<Instant> ends = new TreeSet<>();
                Instant expired = head.facts().expired().reports().orElse(Instant.MIN);
                for (Instant bucket : buckets.keySet()) {
                  endsWith(window, bucket, frontier)
                      .filter(end -> end.isAfter(expired))
                      .forEach(ends::add);
                }
                Set<Instant> published = new TreeSet<>();
                for (ReportEntry report : reports.values()) {
                  if (report.job().equals(job.name())
                      && report.window().equals(name)
                      && !report.to().isAfter(frontier)) {
                    published.add(report.to());
                  }
                }
                assertThat(published)
                    .as("ends of window %s of job %s up to %s", name, job.name(), frontier)
                    .containsExactlyElementsOf(ends);
              });
    }
  }

  /** The ends up to {@code frontier} of the windows that are published because of this bucket. */
  private Stream<Instant> endsWith(Publication window, Instant bucket, Instant frontier) {
    return Stream.iterate(
        window.endAfter(bucket),
        end ->
            !end.isAfter(frontier)
                && window
                    .startOf(end)
                    .map(start -> !start.isAfter(bucket))
                    .orElse(end.equals(bucket.plus(pipeline.buckets().every()))),
        window::endAfter);
  }

  /**
   * Each report holds just the buckets of its window, is where other programs read it, and nothing
   * else lies there.
   */
  private void reports() throws IOException {
    Set<String> named = new TreeSet<>();
    for (ReportEntry report : reports.values()) {
      String directory =
          "reports/job=%s/window=%s/bucket=%s"
              .formatted(report.job(), report.window(), report.bucket());
      Path exported = mill.root().resolve(directory);
      JsonNode facts = JSON.readTree(Files.readAllBytes(exported.resolve("_report.json")));
      named.add(directory + "/_report.json");
      assertThat(facts.path("revision").asInt()).as(directory).isEqualTo(report.revision());
      for (int i = 0; i < report.parts().size(); i++) {
        String part = "part-%05d.tsv".formatted(i);
        named.add(directory + "/" + part);
        assertThat(exported.resolve(part))
            .hasBinaryContent(Files.readAllBytes(mill.root().resolve(report.parts().get(i).path())))
            .hasDigest("SHA-256", report.parts().get(i).sha256());
        assertThat(facts.path("parts").path(i).path("sha256").asText())
            .isEqualTo(report.parts().get(i).sha256());
      }
      report
          .changed()
          .ifPresent(
              changed -> {
                named.add(directory + "/_changed.tsv");
                assertThat(exported.resolve("_changed.tsv"))
                    .hasDigest("SHA-256", changed.part().sha256());
                assertThat(facts.path("changed").path("part").path("sha256").asText())
                    .isEqualTo(changed.part().sha256());
              });
      assertThat(report.missing())
          .as("buckets that %s misses", directory)
          .isEqualTo(
              waits(report)
                  ? report.missing()
                  : head.facts().work().parked().stream()
                      .filter(work -> work.jobs().contains(report.job()))
                      .map(Work::bucket)
                      .filter(start -> start.isBefore(report.to()))
                      .filter(start -> report.from().filter(start::isBefore).isEmpty())
                      .sorted()
                      .distinct()
                      .map(pipeline.buckets().grid()::name)
                      .toList());
      assertThat(report.changed().isPresent()).as(directory).isEqualTo(report.revision() > 1);
      if (pipeline.publish() == Pipeline.Publish.ALL && !waits(report)) {
        holdsItsBuckets(report);
      }
    }
    Set<String> found = new TreeSet<>();
    Mill.files(mill.root().resolve("reports")).keySet().forEach(it -> found.add("reports/" + it));
    assertThat(found).isEqualTo(named);
  }

  private boolean waits(ReportEntry report) {
    return head.facts().work().due().stream()
        .anyMatch(
            work -> work.jobs().contains(report.job()) && work.bucket().isBefore(report.to()));
  }

  private void holdsItsBuckets(ReportEntry report) {
    Tally tally = Tally.NOTHING;
    int count = 0;
    for (BucketEntry bucket :
        buckets.subMap(report.from().orElse(Instant.MIN), report.to()).values()) {
      if (bucket.folds().containsKey(report.job())) {
        tally =
            tally.plus(Optional.ofNullable(bucket.folds().get(report.job())).orElseThrow().tally());
        count++;
      }
    }
    assertThat(report.tally()).as("records behind %s", report.key()).isEqualTo(tally);
    assertThat(report.buckets()).as("buckets behind %s", report.key()).isEqualTo(count);
  }

  /** What each bucket's runs say, whichever files they are in by now. */
  Set<String> runs() {
    Set<String> runs = new TreeSet<>();
    for (PipelineJob job : pipeline.jobs()) {
      for (Run run :
          Optional.ofNullable(head.facts().jobs().get(job.name())).orElseThrow().roots()) {
        runs.add(job.name() + " " + text(run));
      }
    }
    all(state.runs()).forEach((key, run) -> runs.add(key.replaceFirst("/.*", " ") + text(run)));
    return runs;
  }

  private static String text(Run run) {
    return run.covers() + " " + run.buckets() + " " + run.digest() + " " + run.tally();
  }

  /** Files that neither a kept snapshot nor a page that one names has the name of. */
  Set<String> unnamed() throws IOException {
    Map<String, byte[]> files = mill.files();
    Set<String> named = new HashSet<>(Set.of("_millrace/lock"));
    Deque<JsonNode> open = new ArrayDeque<>();
    for (String file : files.keySet()) {
      if (file.startsWith("_millrace/snapshots/")) {
        named.add(file);
        open.add(json(files, file));
      }
    }
    while (!open.isEmpty()) {
      JsonNode node = open.remove();
      node.fields()
          .forEachRemaining(
              field -> {
                if (!field.getKey().equals("dropped") && !field.getKey().equals("moves")) {
                  open.add(field.getValue());
                }
              });
      if (node.isArray()) {
        node.forEach(open::add);
      }
      if (node.isTextual() && named.add(node.asText())) {
        String text = node.asText();
        if (text.startsWith("_millrace/pages/")) {
          open.add(json(files, text));
        }
      }
    }
    Set<String> unnamed = new TreeSet<>(files.keySet());
    unnamed.removeAll(named);
    unnamed.removeIf(file -> file.startsWith("reports/") || file.startsWith("quarantine/"));
    return unnamed;
  }

  private static JsonNode json(Map<String, byte[]> files, String file) throws IOException {
    byte[] bytes = files.get(file);
    if (bytes == null) {
      throw new FileNotFoundException(file + " is named and not there");
    }
    return JSON.readTree(bytes);
  }
}
