package millrace.verify;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import millrace.aggregate.Slice;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PipelineJob;
import millrace.run.Run;
import millrace.run.RunDigest;
import millrace.run.Tally;
import millrace.state.BucketEntry;
import millrace.state.FileEntry;
import millrace.state.JobState;
import millrace.state.Piece;
import millrace.state.Records;
import millrace.state.ReportEntry;
import millrace.state.SinkProgress;
import millrace.state.Snapshot;
import millrace.state.Undelivered;
import millrace.state.Work;

/**
 * Reads every catalogue page of one snapshot, and adds up what must add up: that no record was lost
 * and none counted twice, from the landed files to what each job made of each bucket.
 *
 * <p>Whether each file's records are in its pieces is found out without holding the files: they are
 * spread over slots by a hash of their name, and in each slot the records of the files, each
 * weighed by another hash, must equal those of the pieces. Only of slots where they do not the
 * files are looked at singly.
 */
final class Sums {
  private static final int SLOTS = 1 << 12;

  private static final String REMEDY =
      "The state contradicts itself, though its digests are right: put the newest snapshot and its pages back from a copy, and report it.";

  private final Pipeline pipeline;
  private final HeadFollower newest;
  private final HeadFollower.WholeState all;
  private final Snapshot head;
  private final Finding finding = new Finding();
  private final long[] slots = new long[SLOTS];
  private final Map<String, Tally> folded = new TreeMap<>();
  private final Map<String, Set<Instant>> replaced = new TreeMap<>();
  private final Set<Instant> open = new TreeSet<>();
  private final Map<String, Records> records = new TreeMap<>();
  private final Map<String, Long> undelivered = new TreeMap<>();
  private long inBuckets;
  private long deleted;

  private Sums(Pipeline pipeline, HeadFollower newest, HeadFollower.WholeState all) {
    this.pipeline = pipeline;
    this.newest = newest;
    this.all = all;
    this.head = all.state().snapshot();
  }

  /** Checks the newest state; pages that are swept on the way make it begin again. */
  static void check(Pipeline pipeline, HeadFollower newest) throws IOException {
    while (true) {
      HeadFollower.WholeState all = newest.new WholeState(newest.state());
      try {
        new Sums(pipeline, newest, all).run();
        return;
      } catch (HeadFollower.HeadMoved gone) {
        newest.reload();
      }
    }
  }

  private void run() throws IOException {
    for (Work work : head.facts().work().all().toList()) {
      if (work.kind() == Work.WorkKind.REPLACE) {
        work.jobs()
            .forEach(
                job -> replaced.computeIfAbsent(job, any -> new HashSet<>()).add(work.bucket()));
      }
    }
    all.each("files", FileEntry.class, (state, key, file) -> add(file));
    all.each("contents", String.class, (state, key, path) -> {});
    all.each("buckets", BucketEntry.class, (state, key, bucket) -> add(bucket));
    all.each("runs", Run.class, (state, key, run) -> {});
    all.each("reports", ReportEntry.class, (state, key, report) -> {});
    all.each(
        "undelivered",
        Undelivered.class,
        (state, key, one) -> undelivered.merge(one.sink(), 1L, Long::sum));
    finding.count(Counted.PAGES, all.pages());
    finding.count(Counted.BYTES, all.bytes());
    if (!all.isDamaged()) {
      compare();
    }
    newest.accept(finding);
  }

  private void add(FileEntry file) {
    finding.count(Counted.FILES);
    records.merge(file.input(), file.records(), Records::plus);
    weigh(file.key(), file.records().cut());
  }

  /** Of a file by its key. */
  private void weigh(String file, long count) {
    RunDigest hash = hash(file);
    slots[slot(hash)] += (hash.second() | 1) * count;
  }

  private static RunDigest hash(String file) {
    return RunDigest.of(Slice.of(file), Slice.of(""));
  }

  private static int slot(RunDigest hash) {
    return (int) (hash.first() & (SLOTS - 1));
  }

  private void add(BucketEntry bucket) {
    inBuckets += bucket.records();
    deleted += bucket.deleted().records();
    String name = "bucket " + pipeline.buckets().grid().name(bucket.start());
    for (Piece piece : bucket.pieces()) {
      long sources = 0;
      for (Piece.PieceSource source : piece.sources()) {
        sources += source.records();
        weigh(FileEntry.key(piece.input(), source.file()), -source.records());
      }
      expect(
          name + ": piece " + piece.path() + ": records of its sources", piece.records(), sources);
    }
    Instant end = pipeline.buckets().grid().next(bucket.start());
    boolean due =
        head.facts()
            .timeline()
            .watermark()
            .filter(watermark -> !end.isAfter(watermark))
            .isPresent();
    if (due != (bucket.state() == BucketEntry.BucketState.SEALED)) {
      wrong(
          "%s: is %s, and the watermark is %s"
              .formatted(
                  name,
                  bucket.state() == BucketEntry.BucketState.SEALED ? "sealed" : "open",
                  head.facts().timeline().watermark().map(Instant::toString).orElse("not set")));
    }
    if (bucket.state() == BucketEntry.BucketState.OPEN) {
      open.add(bucket.start());
    }
    for (PipelineJob job : pipeline.jobs()) {
      if (!HeadFollower.declared(all.state(), "jobs").path(job.name()).isMissingNode()) {
        fold(name, bucket.from(job.from()), job);
      }
    }
    bucket.folds().forEach((job, fold) -> folded.merge(job, fold.tally(), Tally::plus));
  }

  /**
   * What was cut was folded, filtered, keyless or rejected, or it waits, or is parked.
   *
   * @param bucket what of it the job reads
   */
  private void fold(String name, BucketEntry bucket, PipelineJob job) {
    Set<Instant> again = replaced.getOrDefault(job.name(), Set.of());
    long done =
        Optional.ofNullable(bucket.folds().get(job.name()))
            .filter(fold -> !again.contains(bucket.start()))
            .map(fold -> fold.tally().records())
            .orElse(0L);
    long waiting = waiting(head.facts().work().due(), bucket, job);
    long parked = waiting(head.facts().work().parked(), bucket, job);
    long cut = bucket.state() == BucketEntry.BucketState.SEALED ? bucket.records() : 0;
    boolean less =
        bucket.deleted().pieces() > 0
            && (since(job.name()).filter(bucket.start()::isBefore).isPresent()
                || again.contains(bucket.start()));
    long sum = done + waiting + parked;
    if (less ? sum > cut : sum != cut) {
      wrong(
          "%s, job %s: %d records cut, and %d folded, filtered, keyless or rejected, %d waiting, %d parked"
              .formatted(name, job.name(), cut, done, waiting, parked));
    }
  }

  private static long waiting(List<Work> works, BucketEntry bucket, PipelineJob job) {
    return works.stream()
        .filter(work -> work.bucket().equals(bucket.start()) && work.jobs().contains(job.name()))
        .flatMap(work -> work.from(job.from()).stream())
        .mapToLong(Piece::records)
        .sum();
  }

  private Optional<Instant> since(String job) {
    return Optional.ofNullable(head.facts().jobs().get(job)).flatMap(JobState::since);
  }

  private void compare() throws IOException {
    String snapshot = "snapshot " + head.number() + ": ";
    Set<String> inputs = new TreeSet<>(head.facts().totals().keySet());
    inputs.addAll(records.keySet());
    for (String input : inputs) {
      String files = pipeline.isNamed(input) ? "files of input " + input : "files";
      compare(
          snapshot,
          files,
          head.facts().totals(input).records(),
          records.getOrDefault(input, Records.NONE));
    }
    expect(snapshot + "records in all buckets", head.facts().total().records().cut(), inBuckets);
    Set<String> sinks = new TreeSet<>(head.facts().sinks().keySet());
    sinks.addAll(undelivered.keySet());
    for (String sink : sinks) {
      expect(
          snapshot + "reports that output " + sink + " is to be told",
          Optional.ofNullable(head.facts().sinks().get(sink)).map(SinkProgress::waiting).orElse(0L),
          undelivered.getOrDefault(sink, 0L));
    }
    if (!open.equals(new TreeSet<>(head.facts().timeline().open()))) {
      wrong(
          "%sopen buckets: %s expected, %s found"
              .formatted(snapshot, head.facts().timeline().open(), open));
    }
    head.facts().jobs().forEach(this::compareRuns);
    if (deleted == 0) {
      compareFiles();
    }
  }

  private void compare(String snapshot, String files, Records totals, Records found) {
    String all = "records of all " + files;
    expect(snapshot + all, totals.records(), found.records());
    expect(snapshot + "cut " + all, totals.cut(), found.cut());
    expect(snapshot + "quarantined " + all, totals.quarantined(), found.quarantined());
    expect(snapshot + "late-refused " + all, totals.lateRefused(), found.lateRefused());
  }

  /** The runs of a job hold what it made of all buckets, as long as none of them is deleted. */
  private void compareRuns(String name, JobState job) {
    boolean kept =
        head.facts().expired().runs().isEmpty()
            || pipeline.job(name).filter(PipelineJob::needsAllRuns).isPresent();
    Tally runs = job.roots().stream().map(Run::tally).reduce(Tally.NOTHING, Tally::plus);
    Tally buckets = folded.getOrDefault(name, Tally.NOTHING);
    if (kept && !runs.equals(buckets)) {
      wrong(
          "snapshot %d, job %s: its runs hold %s, and its buckets were folded to %s"
              .formatted(head.number(), name, runs, buckets));
    }
  }

  private void compareFiles() throws IOException {
    List<Integer> unequal = new ArrayList<>();
    for (int slot = 0; slot < SLOTS; slot++) {
      if (slots[slot] != 0) {
        unequal.add(slot);
      }
    }
    if (unequal.isEmpty()) {
      return;
    }
    Map<String, Long> found = new TreeMap<>();
    all.each(
        "buckets",
        BucketEntry.class,
        (state, key, bucket) -> {
          for (Piece piece : bucket.pieces()) {
            for (Piece.PieceSource source : piece.sources()) {
              String file = FileEntry.key(piece.input(), source.file());
              if (unequal.contains(slot(hash(file)))) {
                found.merge(file, source.records(), Long::sum);
              }
            }
          }
        });
    all.each(
        "files",
        FileEntry.class,
        (state, key, file) -> {
          if (unequal.contains(slot(hash(file.key())))) {
            long sum = Optional.ofNullable(found.remove(file.key())).orElse(0L);
            expect("landed file " + named(file.key()) + ": records cut", file.records().cut(), sum);
          }
        });
    found.forEach(
        (file, sum) ->
            expect("landed file " + named(file) + ", which is not known: records cut", 0, sum));
  }

  private String named(String file) {
    int end = file.indexOf('/');
    return pipeline.named(file.substring(0, end), file.substring(end + 1));
  }

  private void expect(String what, long expected, long found) {
    if (expected != found) {
      wrong("%s: %d expected, %d found".formatted(what, expected, found));
    }
  }

  private void wrong(String what) {
    finding.problem(what + ". " + REMEDY);
  }
}
