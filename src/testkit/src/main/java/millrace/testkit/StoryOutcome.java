package millrace.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import millrace.report.ReportFile;
import millrace.run.Run;
import millrace.state.BucketEntry;
import millrace.state.FileEntry;
import millrace.state.JobState;
import millrace.state.Piece;
import millrace.state.PipelineState;
import millrace.state.ReportEntry;
import millrace.state.Snapshot;
import millrace.state.Work;
import millrace.store.Store;
import millrace.store.Table;

/**
 * What came of a story: the state of the pipeline, what its runs hold, its reports with the rows
 * that changed, what is in quarantine, and what is left where files land. Who wrote it, when, in
 * how many steps and under which names is left out, so that two stories that went different ways to
 * the same end are equal.
 *
 * @param facts by name
 */
public record StoryOutcome(SortedMap<String, String> facts) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SHOWN = 12;

  public StoryOutcome {
    facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
  }

  /**
   * What is there now.
   *
   * @param store the files of the pipeline
   * @param landing the files where its inputs land and what is in them, by path
   */
  public static StoryOutcome of(Store store, Map<String, byte[]> landing) throws IOException {
    SortedMap<String, String> facts = new TreeMap<>();
    landing.forEach((path, bytes) -> facts.put("landing " + path, text(bytes)));
    Snapshot head = Snapshot.chain(store).head().orElse(Snapshot.NONE);
    PipelineState state = new PipelineState(store, head);
    tellSnapshot(facts, head);
    each(state.files(), (path, file) -> facts.put("file " + path, text(file)));
    each(state.contents(), (sha256, path) -> facts.put("content " + sha256, path));
    each(state.buckets(), (name, bucket) -> facts.put("bucket " + name, text(bucket)));
    each(state.reports(), (key, report) -> facts.put("report " + key, text(report)));
    List<String> runs = new ArrayList<>();
    each(state.runs(), (key, run) -> runs.add(key.replaceFirst("/.*", " ") + text(run)));
    head.facts()
        .jobs()
        .forEach((job, it) -> it.roots().forEach(run -> runs.add(job + " " + text(run))));
    facts.put("runs", lines(runs));
    List<String> quarantined = new ArrayList<>();
    tellFiles(facts, store, "reports", quarantined);
    tellFiles(facts, store, "quarantine", quarantined);
    facts.put("quarantine", lines(quarantined));
    return new StoryOutcome(facts);
  }

  private interface EntryReader<V> {
    void read(String key, V value);
  }

  private static <V> void each(Table<V> table, EntryReader<V> reader) {
    for (Iterator<Map.Entry<String, V>> it = table.from(""); it.hasNext(); ) {
      Map.Entry<String, V> next = it.next();
      reader.read(next.getKey(), next.getValue());
    }
  }

  private static void tellSnapshot(SortedMap<String, String> facts, Snapshot head) {
    facts.put("definition", String.valueOf(head.facts().definition()));
    facts.put("first bucket", String.valueOf(head.facts().timeline().first()));
    facts.put("watermark", String.valueOf(head.facts().timeline().watermark()));
    facts.put("open buckets", String.valueOf(head.facts().timeline().open()));
    facts.put("work", lines(head.facts().work().due().stream().map(StoryOutcome::text).toList()));
    facts.put(
        "parked", lines(head.facts().work().parked().stream().map(StoryOutcome::text).toList()));
    facts.put("running", String.valueOf(head.facts().cluster().folds().size()));
    facts.put("merging", String.valueOf(head.facts().cluster().merges().size()));
    facts.put("backfills", String.valueOf(head.facts().cluster().backfills().size()));
    facts.put("expired", String.valueOf(head.facts().expired()));
    facts.put("totals", String.valueOf(head.facts().total()));
    facts.put("exports", String.valueOf(head.exports().size()));
    head.facts().jobs().forEach((job, it) -> facts.put("job " + job, text(it)));
  }

  private static void tellFiles(
      SortedMap<String, String> facts, Store store, String directory, List<String> quarantined)
      throws IOException {
    for (Store.StoreEntry entry : store.list(directory)) {
      String path = directory + "/" + entry.name();
      if (entry.directory()) {
        tellFiles(facts, store, path, quarantined);
      } else if (path.startsWith("quarantine/")) {
        // The names of these files hold the number of a snapshot.
        String text = text(read(store, path));
        text.lines().map(StoryOutcome::withoutPlace).forEach(quarantined::add);
      } else if (path.endsWith("/" + ReportFile.DESCRIPTION)) {
        JsonNode report = JSON.readTree(read(store, path));
        if (report instanceof ObjectNode fields) {
          fields.remove("snapshot");
        }
        facts.put(path, String.valueOf(report));
      } else {
        facts.put(path, text(read(store, path)));
      }
    }
  }

  private static String withoutPlace(String line) {
    return line.replaceFirst("\"overlong\":\"[^\"]*\"", "\"overlong\":\"\"");
  }

  private static byte[] read(Store store, String path) throws IOException {
    try (InputStream in = store.open(path)) {
      return in.readAllBytes();
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String lines(Collection<String> lines) {
    return String.join("\n", lines.stream().sorted().toList());
  }

  private static String text(FileEntry file) {
    return "%s %s %d bytes %s counted=%s %s versions=%d taken=%s fed=%s"
        .formatted(
            file.verdict(),
            file.sha256(),
            file.length(),
            file.reason(),
            file.counted(),
            file.records(),
            file.past().versions(),
            file.past().taken(),
            file.fed());
  }

  private static String text(BucketEntry bucket) {
    Map<String, String> folds = new TreeMap<>();
    bucket
        .folds()
        .forEach(
            (job, fold) ->
                folds.put(
                    job,
                    "%d pieces, revision %d, %s, %s"
                        .formatted(fold.pieces(), fold.revision(), fold.engine(), fold.tally())));
    return "%s %s %s %s".formatted(bucket.state(), bucket.gone(), text(bucket.pieces()), folds);
  }

  private static String text(List<Piece> pieces) {
    return pieces.stream()
        .map(
            piece ->
                "%d bytes, crc32c %s, %d records, %d late, %s"
                    .formatted(
                        piece.length(),
                        piece.crc32c(),
                        piece.records(),
                        piece.late(),
                        piece.sources()))
        .toList()
        .toString();
  }

  private static String text(Work work) {
    return "%s %s %s %s attempts=%d"
        .formatted(work.bucket(), work.kind(), text(work.pieces()), work.jobs(), work.attempts());
  }

  private static String text(JobState job) {
    return "%s published=%s dirty=%s since=%s coarse=%s"
        .formatted(
            job.definition(),
            new TreeMap<>(job.published()),
            job.dirty().stream().sorted().toList(),
            job.since(),
            job.coarse());
  }

  private static String text(Run run) {
    return "%s %d buckets, %d entries, digest %s, %s %s"
        .formatted(
            run.covers(),
            run.buckets(),
            run.entries(),
            run.digest(),
            run.tally(),
            new TreeMap<>(run.engines()));
  }

  private static String text(ReportEntry report) {
    return "%s-%s revision=%d top=%s rows=%d %s buckets=%d %s %s missing=%s since=%s changed=%s"
        .formatted(
            report.from(),
            report.to(),
            report.revision(),
            report.top(),
            report.rows(),
            report.parts().stream().map(ReportEntry.ReportPart::sha256).toList(),
            report.buckets(),
            new TreeMap<>(report.engines()),
            report.tally(),
            report.missing(),
            report.since(),
            report
                .changed()
                .map(it -> it.part().sha256() + " -" + it.removed() + " +" + it.added()));
  }

  /** The facts in which the two differ, with both values; none when they are equal. */
  public List<String> differences(StoryOutcome other) {
    List<String> differences = new ArrayList<>();
    SortedMap<String, String> all = new TreeMap<>(facts);
    all.putAll(other.facts);
    for (String name : all.keySet()) {
      String here = Optional.ofNullable(facts.get(name)).orElse("(nothing)");
      String there = Optional.ofNullable(other.facts.get(name)).orElse("(nothing)");
      if (!here.equals(there)) {
        differences.add("%s\n    is        %s\n    should be %s".formatted(name, here, there));
      }
    }
    return differences;
  }

  /**
   * Makes sure that this is equal to what is expected.
   *
   * @throws AssertionError that shows where they differ
   */
  public void mustBe(StoryOutcome expected) {
    List<String> differences = differences(expected);
    if (!differences.isEmpty()) {
      throw new AssertionError(
          "%d facts differ:\n  %s"
              .formatted(
                  differences.size(),
                  String.join(
                      "\n  ", differences.subList(0, Math.min(SHOWN, differences.size())))));
    }
  }
}
