package millrace.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import millrace.aggregate.Seeds;
import millrace.aggregate.Slice;
import millrace.fold.FoldPiece.Timeliness;
import millrace.fold.Workbench.TaskOutcome;
import millrace.job.BrokenJobs;
import millrace.job.Event;
import millrace.job.Job;
import millrace.job.JobSpec;
import millrace.job.WatchedJobs;
import millrace.run.RunDigest;
import millrace.run.Tally;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InlineFoldTest {
  private static final long PLENTY = 64 << 20;
  private static final JobSpec WORDS = Workbench.wordCount(Map.of());

  @TempDir Path directory;
  private Workbench bench = new Workbench(Path.of(""));

  @BeforeEach
  void clean() {
    bench = new Workbench(directory);
  }

  private List<TaskResult> run(FoldPlan plan) throws IOException {
    return bench.inline(plan, bench.newOutput(), PLENTY);
  }

  private static String failure(TaskResult result) {
    return String.valueOf(result.failure().orElseThrow().getMessage());
  }

  @Test
  void countsWords() throws IOException {
    FoldPiece first = bench.text("p1", "to be or", "not to be");
    FoldPiece second = bench.text("p2", "be", "");
    FoldPlan plan = Workbench.plan(Workbench.TEXT, 1, List.of(WORDS), first, second);
    TaskOutcome outcome = bench.inline(plan, PLENTY).get(0);
    assertThat(outcome.contents()).containsExactly("be=3", "not=1", "or=1", "to=2");
    assertThat(outcome.entries()).isEqualTo(4);
    assertThat(outcome.account().tally()).isEqualTo(new Tally(4, 3, 0, 1, 0, 0));
  }

  @Test
  void lateRecordsAreTallied() throws IOException {
    FoldPiece inTime = bench.piece("p1", Timeliness.IN_TIME, 2, List.of("a", "b"));
    FoldPiece late = bench.piece("p2", Timeliness.LATE, 1, List.of("a"));
    FoldPlan plan = Workbench.plan(Workbench.TEXT, 1, List.of(WORDS), inTime, late);
    assertThat(run(plan).get(0).tally()).isEqualTo(new Tally(3, 3, 0, 0, 0, 1));
  }

  @Test
  void nothingSaidMakesNoFile() throws IOException {
    FoldPlan plan = Workbench.plan(Workbench.TEXT, 4, List.of(WORDS), bench.text("p", "", " "));
    TaskResult result = run(plan).get(0);
    assertThat(result.parts()).isEmpty();
    assertThat(result.entries()).isZero();
    assertThat(result.digest()).isEqualTo(RunDigest.NOTHING);
    assertThat(result.tally()).isEqualTo(new Tally(2, 0, 0, 2, 0, 0));
  }

  @Test
  void aRecordCountsAsTheFirstThingItIs() throws IOException {
    JobSpec undecided = BrokenJobs.spec(BrokenJobs.Undecided.class);
    FoldPiece piece =
        bench.text(
            "p",
            "rejected a",
            "filtered rejected",
            "filtered",
            "",
            "a filtered",
            "rejected rejected");
    TaskOutcome outcome =
        bench.inline(Workbench.plan(Workbench.TEXT, 1, List.of(undecided), piece), PLENTY).get(0);
    assertThat(outcome.account())
        .isEqualTo(new Account(new Tally(6, 2, 1, 1, 2, 0), List.of("because"), List.of()));
    assertThat(outcome.contents()).containsExactly("a=2");
  }

  @Test
  void spillingChangesNothing() throws IOException {
    Random random = Seeds.random();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      lines.add("w" + random.nextInt(800) + " w" + (int) Math.abs(random.nextGaussian() * 20));
    }
    FoldPiece piece = bench.piece("p", Timeliness.IN_TIME, lines.size(), lines);
    JobSpec lineCount = Workbench.field("lines", Map.of("op", "count", "key", "line"));
    FoldPlan plan = Workbench.plan(Workbench.TEXT, 4, List.of(WORDS, lineCount), piece);
    List<TaskOutcome> expected = bench.inline(plan, PLENTY);
    assertThat(bench.inline(plan, 40_000)).isEqualTo(expected);
    assertThat(bench.inline(plan, 3_000)).isEqualTo(expected);
    assertThat(expected.get(0).contents()).hasSizeGreaterThan(500);
  }

  @Test
  void threadsChangeNothing() throws IOException {
    Random random = Seeds.random();
    List<FoldPiece> pieces = new ArrayList<>();
    for (int p = 0; p < 9; p++) {
      List<String> lines = new ArrayList<>();
      for (int i = random.nextInt(700); i >= 0; i--) {
        lines.add(random.nextInt(99) == 0 ? "" : "w" + random.nextInt(800) + " " + i % 20);
      }
      pieces.add(
          bench.piece(
              "p" + p, p % 2 == 0 ? Timeliness.IN_TIME : Timeliness.LATE, lines.size(), lines));
    }
    List<JobSpec> jobs =
        List.of(
            WORDS,
            Workbench.field("mean", Map.of("op", "mean", "key", "line", "value", "line")),
            Workbench.field("lines", Map.of("op", "count", "key", "line")));
    FoldPlan plan = Workbench.plan(Workbench.TEXT, 4, jobs, pieces.toArray(FoldPiece[]::new));
    List<TaskOutcome> expected = bench.inline(plan, PLENTY);
    assertThat(expected.get(0).contents()).hasSizeGreaterThan(500);
    for (int threads : List.of(2, 3, 20)) {
      assertThat(bench.inline(plan, PLENTY, threads)).isEqualTo(expected);
      assertThat(bench.inline(plan, 100_000, threads)).isEqualTo(expected);
    }
  }

  /** Of several pieces that fail a job, the first is named. */
  @Test
  void threadsFailAsOneDoes() throws IOException {
    List<FoldPiece> pieces = new ArrayList<>();
    for (int p = 0; p < 12; p++) {
      pieces.add(bench.text("p" + p, "a", p % 4 == 3 ? "boom" : "b", "c"));
    }
    List<JobSpec> jobs = List.of(WORDS, BrokenJobs.spec(BrokenJobs.Exploding.class));
    FoldPlan plan = Workbench.plan(Workbench.TEXT, 1, jobs, pieces.toArray(FoldPiece[]::new));
    TaskResult alone = run(plan).get(1);
    assertThat(failure(alone)).contains("p3");
    for (int i = 0; i < 20; i++) {
      List<TaskResult> results = bench.inline(plan, bench.newOutput(), PLENTY, 4);
      assertThat(results.get(0).failure()).isEmpty();
      assertThat(failure(results.get(1))).isEqualTo(failure(alone));
    }
  }

  @Test
  void aJobThatFailsTakesNoOtherAlong() throws IOException {
    FoldPiece piece = bench.text("p", "a", "boom", "b");
    List<JobSpec> jobs =
        List.of(
            WORDS,
            BrokenJobs.spec(BrokenJobs.Exploding.class),
            new JobSpec("gone", "com.example.Gone", Map.of()),
            WORDS);
    List<TaskResult> results = run(Workbench.plan(Workbench.TEXT, 1, jobs, piece));
    assertThat(results).extracting(result -> result.task().index()).containsExactly(0, 1, 2, 3);
    assertThat(results)
        .extracting(result -> result.failure().isPresent())
        .containsExactly(false, true, true, false);
    assertThat(results.get(0).entries()).isEqualTo(3);
    assertThat(results.get(3).digest()).isEqualTo(results.get(0).digest());
    assertThat(failure(results.get(1)))
        .isEqualTo(
            "bucket 20240301T1005Z: piece %s, byte 2: job broken: class %s failed on this record: java.lang.IllegalStateException: this should not happen"
                .formatted(piece.uri(), BrokenJobs.Exploding.class.getName()));
    assertThat(failure(results.get(2)))
        .startsWith("bucket 20240301T1005Z: job gone: class com.example.Gone is not found;");
  }

  @Test
  void aJobThatCannotReadItsOwnStatesFailsOnlyItself() throws IOException {
    FoldPiece piece = bench.text("p", "a", "b", "a", "c");
    FoldPlan plan =
        Workbench.plan(
            Workbench.TEXT, 1, List.of(BrokenJobs.spec(BrokenJobs.Unreadable.class), WORDS), piece);
    List<TaskResult> results = bench.inline(plan, bench.newOutput(), 1);
    assertThat(failure(results.get(0)))
        .startsWith("bucket 20240301T1005Z, job broken: class ")
        .endsWith("failed on its own states: java.lang.IllegalArgumentException: not mine: ?");
    assertThat(results.get(1).entries()).isEqualTo(3);
  }

  @Test
  void aJobCannotGoOnWhenItsAggregateHasFailed() throws IOException {
    JobSpec stubborn = BrokenJobs.spec(BrokenJobs.Stubborn.class);
    FoldPiece piece = bench.text("p", "a", "b");
    TaskResult result = run(Workbench.plan(Workbench.TEXT, 1, List.of(stubborn), piece)).get(0);
    assertThat(failure(result)).contains("byte 0: job broken: ", "failed on this record: ");
  }

  /** Several records are folded together, but which of them the aggregate failed on is known. */
  @Test
  void anAggregateFailsOnTheRecordThatWasTooMuchForIt() throws IOException {
    FoldPiece first = bench.text("first", "a", "b", "a", "c", "d", "b", "c");
    FoldPiece other = bench.text("other", "e", "ff", "e", "e", "a");
    JobSpec limited = BrokenJobs.spec(BrokenJobs.Limited.class);
    FoldPlan plan = Workbench.plan(Workbench.TEXT, 1, List.of(limited, WORDS), first, other);
    List<TaskResult> results = run(plan);
    assertThat(failure(results.get(0)))
        .isEqualTo(
            "bucket 20240301T1005Z: piece %s, byte 7: job broken: class %s failed on this record: java.lang.ArithmeticException: too much"
                .formatted(other.uri(), BrokenJobs.Limited.class.getName()));
    assertThat(results.get(1).entries()).isEqualTo(6);
  }

  private void failsOn(int offset, Class<?> job, FoldPiece piece) throws IOException {
    FoldPlan plan = Workbench.plan(Workbench.TEXT, 1, List.of(BrokenJobs.spec(job)), piece);
    assertThat(failure(run(plan).get(0))).contains(", byte " + offset + ": job broken: ");
  }

  /** What was told halfway is not told again, so neither counts nor places are wrong. */
  @Test
  void aJobThatGoesOnIsFailedByTheRecordThatWasTooMuch() throws IOException {
    List<String> lines = new ArrayList<>(List.of("a", "b", "b", "b"));
    for (int i = 0; i < 2 * KeyTable.TOGETHER; i++) {
      lines.add("c" + i);
    }
    failsOn(6, BrokenJobs.Deaf.class, bench.text("p", lines.toArray(String[]::new)));
  }

  /** Whatever waits is told before a later record ends all. */
  @Test
  void theFirstRecordThatFailsIsNamed() throws IOException {
    failsOn(4, BrokenJobs.Fragile.class, bench.text("p", "a", "a", "a", "boom"));
    FoldPiece piece = bench.text("q", "a", "a", "a", "b");
    failsOn(4, BrokenJobs.Limited.class, Workbench.withOneMore(piece));
  }

  /** A state that waits to be joined to others takes memory as well. */
  @Test
  void memoryIsBoundedByWhatWaitsToo() throws IOException {
    Job<Slice, Long> job = new BrokenJobs.Heavy();
    StateBuilder<Slice, Long> folder = StateBuilder.of(job);
    Event same = Event.of(name -> Slice.of("same"), Instant.EPOCH, "landing");
    for (int i = 1; i < KeyTable.TOGETHER; i++) {
      folder.fold(same, Timeliness.IN_TIME, i);
      assertThat(folder.memory()).isGreaterThanOrEqualTo(i * BrokenJobs.Heavy.WEIGHT);
    }
    folder.settle();
    assertThat(folder.memory()).isBetween(BrokenJobs.Heavy.WEIGHT, 2 * BrokenJobs.Heavy.WEIGHT);
  }

  @Test
  void aPieceThatIsNotWhatTheStateNamesFailsItsScanOnly() throws IOException {
    FoldPiece good = bench.text("good", "a");
    FoldPiece tooFew = Workbench.piece(good.uri(), good.length(), 2, Timeliness.IN_TIME);
    FoldPiece tooLong = Workbench.piece(good.uri(), 99, 1, Timeliness.IN_TIME);
    FoldPiece missing =
        Workbench.piece(Workbench.uri(directory.resolve("missing")), 1, 1, Timeliness.IN_TIME);
    List<FoldPlan.Scan> scans = new ArrayList<>();
    for (FoldPiece piece : List.of(good, tooFew, tooLong, missing, good)) {
      scans.add(new FoldPlan.Scan("bucket " + scans.size(), List.of(piece), List.of(0)));
    }
    List<TaskResult> results =
        run(new FoldPlan(Workbench.inputs(Workbench.TEXT), List.of(WORDS), scans, 1, 100));
    assertThat(results.get(0).failure()).isEmpty();
    assertThat(failure(results.get(1)))
        .isEqualTo("bucket 1: piece " + good.uri() + ": holds 1 records, the state names 2");
    assertThat(failure(results.get(2)))
        .isEqualTo("bucket 2: piece " + good.uri() + ": has 2 bytes, the state names 99");
    assertThat(failure(results.get(3)))
        .startsWith("bucket 3: piece " + missing.uri() + ": cannot be opened: ");
    assertThat(results.get(4).failure()).isEmpty();
  }

  @Test
  void aBrokenRecordInAPieceIsAnErrorWithItsPlace() throws IOException {
    FoldPiece piece = bench.piece("p", Timeliness.IN_TIME, 2, List.of("a,b", "1,2", "1,2,3"));
    JobSpec job = Workbench.field("a", Map.of("op", "count", "key", "a"));
    TaskResult result = run(Workbench.plan(Workbench.CSV, 1, List.of(job), piece)).get(0);
    assertThat(failure(result))
        .startsWith(
            "bucket 20240301T1005Z: piece "
                + piece.uri()
                + ", byte 8: a record that was good is broken: ");
  }

  /** A plan of scans that each have some of these pieces, for one job. */
  @SafeVarargs
  private static FoldPlan scans(Class<?> job, List<FoldPiece>... pieces) {
    List<FoldPlan.Scan> scans = new ArrayList<>();
    for (List<FoldPiece> some : pieces) {
      scans.add(new FoldPlan.Scan("bucket " + scans.size(), some, List.of(0)));
    }
    return new FoldPlan(
        Workbench.inputs(Workbench.TEXT), List.of(WatchedJobs.spec(job)), scans, 1, 1 << 20);
  }

  private void allSucceed(FoldPlan plan, long memoryBytes, int threads) throws IOException {
    assertThat(bench.inline(plan, bench.newOutput(), memoryBytes, threads))
        .hasSameSizeAs(plan.tasks())
        .allSatisfy(result -> assertThat(result.failure()).isEmpty());
  }

  @Test
  void smallScansAreFoldedAtTheSameTime() throws IOException {
    WatchedJobs.Meeting.forget();
    List<FoldPiece> first = List.of(bench.text("p1", "a"));
    List<FoldPiece> second = List.of(bench.text("p2", "b"));
    allSucceed(scans(WatchedJobs.Meeting.class, first, second), PLENTY, 2);
  }

  @Test
  void piecesOfALargeScanAreFoldedAtTheSameTime() throws IOException {
    WatchedJobs.Meeting.forget();
    List<FoldPiece> pieces = List.of(bench.text("p1", "a"), bench.text("p2", "b"));
    allSucceed(scans(WatchedJobs.Meeting.class, pieces), PLENTY, 2);
  }

  @Test
  void aSmallScanIsReadByOneThread() throws IOException {
    WatchedJobs.Crowd.forget();
    List<FoldPiece> pieces = List.of(bench.text("p1", "a"), bench.text("p2", "b"));
    InlineFold engine = engine(Files.createDirectory(bench.newOutput()));
    Path out = Files.createDirectory(bench.newOutput());
    engine.run(
        scans(WatchedJobs.Crowd.class, pieces), name -> Files.newOutputStream(out.resolve(name)));
    assertThat(WatchedJobs.Crowd.made()).isEqualTo(1);
  }

  /** Whoever reads a piece of a large scan is one of the threads, too. */
  @Test
  void noMoreAreAtWorkThanThereAreThreads() throws IOException {
    WatchedJobs.Crowd.forget();
    List<String> lines = new ArrayList<>(Collections.nCopies(20_000, "a"));
    lines.add(0, "begin");
    lines.add("end");
    List<FoldPiece> pieces = new ArrayList<>();
    for (int p = 0; p < 6; p++) {
      pieces.add(bench.text("p" + p, lines.toArray(String[]::new)));
    }
    FoldPlan plan =
        scans(WatchedJobs.Crowd.class, pieces, pieces, pieces.subList(0, 1), pieces, pieces);
    allSucceed(plan, PLENTY, 2);
    assertThat(WatchedJobs.Crowd.made()).isEqualTo(9);
    assertThat(WatchedJobs.Crowd.most()).isEqualTo(2);
  }

  private int spilled(FoldPlan plan, long memoryBytes, int threads) throws IOException {
    WatchedJobs.Large.forget();
    allSucceed(plan, memoryBytes, threads);
    return WatchedJobs.Large.spilled();
  }

  /** Seven states have room where one reads alone, and five where there are two. */
  @Test
  void memoryIsSharedByAllWhoRead() throws IOException {
    List<FoldPiece> one = List.of(bench.text("p1", "a", "b", "c", "d", "e", "f", "g"));
    List<FoldPiece> other = List.of(bench.text("p2", "h", "i", "j", "k", "l", "m", "n"));
    long memoryBytes = 11L * WatchedJobs.Large.WEIGHT;
    assertThat(spilled(scans(WatchedJobs.Large.class, one, other), memoryBytes, 1)).isZero();
    assertThat(spilled(scans(WatchedJobs.Large.class, one), memoryBytes, 2)).isZero();
    assertThat(spilled(scans(WatchedJobs.Large.class, one, other), memoryBytes, 2)).isEqualTo(2);
  }

  @Test
  void memoryIsNeverMoreThanAQuarterOfTheHeap() throws IOException {
    long fit = Runtime.getRuntime().maxMemory() / 4 / WatchedJobs.Large.WEIGHT;
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < fit + 2; i++) {
      lines.add("line " + i);
    }
    List<FoldPiece> less =
        List.of(bench.text("p1", lines.subList(0, (int) (fit / 2)).toArray(String[]::new)));
    List<FoldPiece> more = List.of(bench.text("p2", lines.toArray(String[]::new)));
    assertThat(spilled(scans(WatchedJobs.Large.class, less), Long.MAX_VALUE, 1)).isZero();
    assertThat(spilled(scans(WatchedJobs.Large.class, more), Long.MAX_VALUE, 1)).isEqualTo(1);
  }

  /** All that can be known of a result, and every file there is. */
  private record Everything(
      List<FoldPlan.Task> tasks, List<String> results, Map<String, String> files) {}

  private Everything everything(FoldPlan plan, long memoryBytes, int threads) throws IOException {
    Path out = bench.newOutput();
    List<FoldPlan.Task> tasks = new ArrayList<>();
    List<String> results = new ArrayList<>();
    for (TaskResult it : bench.inline(plan, out, memoryBytes, threads)) {
      tasks.add(it.task());
      results.add(
          "%s %s %d %s %s %s"
              .formatted(
                  it.failure().map(Throwable::getMessage),
                  it.parts(),
                  it.entries(),
                  it.digest(),
                  it.tally(),
                  it.rejections()));
    }
    Map<String, String> files = new TreeMap<>();
    try (var paths = Files.list(out)) {
      for (Path path : paths.toList()) {
        files.put(
            path.getFileName().toString(), Files.readString(path, StandardCharsets.ISO_8859_1));
      }
    }
    return new Everything(tasks, results, files);
  }

  @Test
  void manyScansComeToTheSameByAnyNumberOfThreads() throws IOException {
    Random random = Seeds.random();
    List<JobSpec> jobs =
        List.of(
            WORDS,
            BrokenJobs.spec(BrokenJobs.Exploding.class),
            Workbench.field("mean", Map.of("op", "mean", "key", "line", "value", "line")));
    List<FoldPlan.Scan> scans = new ArrayList<>();
    for (int s = 0; s < 40; s++) {
      List<FoldPiece> pieces = new ArrayList<>();
      for (int p = s % 5 == 0 ? 4 : 1; p > 0; p--) {
        List<String> lines = new ArrayList<>();
        for (int i = random.nextInt(300); i >= 0; i--) {
          lines.add(s % 7 == 3 && i == 20 ? "boom" : "w" + random.nextInt(300) + " " + i % 20);
        }
        pieces.add(bench.piece("p" + s + "-" + p, Timeliness.IN_TIME, lines.size(), lines));
      }
      if (s % 10 == 5) {
        FoldPiece last = pieces.remove(pieces.size() - 1);
        pieces.add(Workbench.withOneMore(last));
      }
      List<Integer> some = s % 3 == 0 ? List.of(2, 0) : List.of(0, 1, 2);
      scans.add(new FoldPlan.Scan("bucket " + s, pieces, some));
    }
    FoldPlan plan = new FoldPlan(Workbench.inputs(Workbench.TEXT), jobs, scans, 2, 1 << 20);
    Everything expected = everything(plan, PLENTY, 1);
    assertThat(expected.tasks()).isEqualTo(plan.tasks());
    assertThat(expected.results()).anyMatch(it -> it.contains("failed on this record"));
    assertThat(expected.results()).anyMatch(it -> it.contains("the state names"));
    assertThat(expected.files()).hasSizeGreaterThan(100);
    for (int threads : List.of(2, 8)) {
      assertThat(everything(plan, PLENTY, threads)).isEqualTo(expected);
      assertThat(everything(plan, 8_000L * threads, threads)).isEqualTo(expected);
    }
  }

  private InlineFold engine(Path scratch) {
    return new InlineFold(
        bench.configuration(), InlineFoldTest.class.getClassLoader(), scratch, PLENTY, 4);
  }

  @Test
  void runsThatCannotBeWrittenEndEverything() throws IOException {
    FoldPlan plan = Workbench.plan(Workbench.TEXT, 1, List.of(WORDS), bench.text("p", "a"));
    InlineFold engine = engine(Files.createDirectory(bench.newOutput()));
    assertThatThrownBy(
            () ->
                engine.run(
                    plan,
                    name -> {
                      throw new IOException("disk full");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("disk full");
  }

  /**
   * Each scan has spilled; those that are begun end, and the first that cannot be written is told.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void whereOneCannotBeWrittenNoOtherIsBegunAndNothingIsLeft(int threads) throws IOException {
    List<FoldPlan.Scan> scans = new ArrayList<>();
    for (int s = 0; s < 100; s++) {
      List<FoldPiece> pieces = List.of(bench.text("p" + s, "a b c d", "a e"));
      scans.add(new FoldPlan.Scan("bucket " + s, pieces, List.of(0)));
    }
    FoldPlan plan =
        new FoldPlan(Workbench.inputs(Workbench.TEXT), List.of(WORDS), scans, 1, 1 << 20);
    Set<String> asked = ConcurrentHashMap.newKeySet();
    Path scratch = Files.createDirectory(bench.newOutput());
    InlineFold engine =
        new InlineFold(
            bench.configuration(), InlineFoldTest.class.getClassLoader(), scratch, 1, threads);
    assertThatThrownBy(
            () ->
                engine.run(
                    plan,
                    name -> {
                      asked.add(name);
                      if (name.compareTo("task-00005") > 0) {
                        throw new IOException("no room for " + name);
                      }
                      return OutputStream.nullOutputStream();
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("no room for task-00005-part-00000-of-00001.run");
    assertThat(asked).hasSizeBetween(6, 5 + threads);
    assertThat(scratch).isEmptyDirectory();
    assertThat(Thread.interrupted()).isFalse();
  }

  /** A state that cannot even be written leaves no file behind: the bench looks for some. */
  @Test
  void aJobThatOverflowsTheStackFailsOnlyItself() throws IOException {
    FoldPlan plan =
        Workbench.plan(
            Workbench.TEXT,
            1,
            List.of(BrokenJobs.spec(BrokenJobs.Endless.class), WORDS),
            bench.text("p", "a", "b"));
    List<TaskResult> results = bench.inline(plan, bench.newOutput(), 1);
    assertThat(failure(results.get(0)))
        .contains("failed on its own states: ", "StackOverflowError");
    assertThat(results.get(1).entries()).isEqualTo(2);
  }
}
