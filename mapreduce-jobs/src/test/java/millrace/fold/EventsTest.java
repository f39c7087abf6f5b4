package millrace.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import millrace.fold.FoldPiece.TimeSpan;
import millrace.fold.FoldPiece.Timeliness;
import millrace.fold.Workbench.TaskOutcome;
import millrace.job.JobSpec;
import millrace.job.TimeCounts;
import millrace.mapreduce.FoldMapReduce;
import millrace.mapreduce.JobLimits;
import millrace.plugin.Formats;
import millrace.record.RecordClock;
import millrace.record.TimeSource;
import millrace.run.Tally;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job sees the time and the input of each record, of those inputs that it reads. */
final class EventsTest {
  private static final long PLENTY = 64 << 20;
  private static final JobSpec WORDS = Workbench.wordCount(Map.of("field", "word"));
  private static final Instant TEN = Instant.parse("2024-03-01T10:00:00Z");
  private static final Instant ELEVEN = Instant.parse("2024-03-01T11:00:00Z");

  /** Its records say their times. */
  private static final FoldInput SHOP =
      new FoldInput("shop", Workbench.CSV, new TimeSource.EventField("at", "iso", ZoneOffset.UTC));

  /** Its records do not. */
  private static final FoldInput NOTES =
      new FoldInput("notes", Workbench.TEXT, new TimeSource.Arrival());

  @TempDir Path directory;
  private Workbench bench = new Workbench(Path.of(""));

  @BeforeEach
  void clean() {
    bench = new Workbench(directory);
  }

  private FoldPiece shop(String name, String... rows) throws IOException {
    List<String> lines = new ArrayList<>(List.of("at,word"));
    lines.addAll(Arrays.asList(rows));
    FoldPiece piece = bench.piece(name, Timeliness.IN_TIME, rows.length, lines);
    return new FoldPiece(
        "shop", piece.uri(), piece.length(), piece.records(), piece.timeliness(), List.of());
  }

  private FoldPiece notes(String name, List<TimeSpan> times, String... lines) throws IOException {
    FoldPiece piece = bench.text(name, lines);
    return new FoldPiece(
        "notes", piece.uri(), piece.length(), piece.records(), piece.timeliness(), times);
  }

  private static FoldPlan plan(List<JobSpec> jobs, FoldPiece... pieces) {
    List<Integer> all = IntStream.range(0, jobs.size()).boxed().toList();
    return new FoldPlan(
        List.of(SHOP, NOTES),
        jobs,
        List.of(new FoldPlan.Scan("bucket A", Arrays.asList(pieces), all)),
        1,
        1000);
  }

  private List<TaskOutcome> outcomes(FoldPlan plan) throws Exception {
    List<TaskOutcome> inline = bench.inline(plan, PLENTY);
    assertThat(bench.inline(plan, 10, 4)).isEqualTo(inline);
    assertThat(bench.mapReduce(plan, bench.configuration())).isEqualTo(inline);
    Configuration mapperForEachPiece = bench.configuration();
    new JobLimits(1, Workbench.MEMORY_BYTES, Workbench.SMALL_JOB_BYTES).write(mapperForEachPiece);
    assertThat(bench.mapReduce(plan, mapperForEachPiece)).isEqualTo(inline);
    return inline;
  }

  private String failure(FoldPlan plan, int task) throws IOException {
    TaskResult result = bench.inline(plan, bench.newOutput(), PLENTY).get(task);
    return String.valueOf(result.failure().orElseThrow().getMessage());
  }

  @Test
  void eachRecordHasItsOwnTimeOrThatOfItsSpan() throws Exception {
    FoldPiece shop =
        shop("s", "2024-03-01T10:02:00Z,a", "2024-03-01T10:01:00Z,b", "2024-03-01T10:02:00Z,c");
    FoldPiece notes =
        notes(
            "n",
            List.of(new TimeSpan(2, TEN), new TimeSpan(0, Instant.EPOCH), new TimeSpan(1, ELEVEN)),
            "d",
            "e",
            "f");
    FoldPiece more = notes("m", List.of(new TimeSpan(1, ELEVEN.plusNanos(1))), "g");
    FoldPlan plan = plan(List.of(TimeCounts.spec("times")), shop, notes, more);
    assertThat(outcomes(plan).get(0).contents())
        .containsExactly(
            "notes 2024-03-01T10:00:00Z=2",
            "notes 2024-03-01T11:00:00.000000001Z=1",
            "notes 2024-03-01T11:00:00Z=1",
            "shop 2024-03-01T10:01:00Z=1",
            "shop 2024-03-01T10:02:00Z=2");
  }

  @Test
  void aJobSeesAndCountsTheRecordsOfItsInputsOnly() throws Exception {
    FoldPiece shop = shop("s", "2024-03-01T10:02:00Z,a", "2024-03-01T10:01:00Z,b");
    FoldPiece notes = notes("n", List.of(new TimeSpan(3, TEN)), "d", "e", "f");
    List<JobSpec> jobs =
        List.of(
            TimeCounts.spec("of notes", "notes"),
            TimeCounts.spec("of all"),
            TimeCounts.spec("of shop", "shop"));
    FoldPlan plan = plan(jobs, shop, notes);
    List<TaskOutcome> outcomes = outcomes(plan);
    assertThat(outcomes)
        .extracting(outcome -> outcome.account().tally())
        .containsExactly(
            new Tally(3, 3, 0, 0, 0, 0), new Tally(5, 5, 0, 0, 0, 0), new Tally(2, 2, 0, 0, 0, 0));
    assertThat(outcomes.get(0).contents()).containsExactly("notes 2024-03-01T10:00:00Z=3");
    assertThat(outcomes.get(1).contents()).hasSize(3);
    assertThat(outcomes.get(2).contents()).allMatch(it -> it.startsWith("shop ")).hasSize(2);
    assertThat(plan.tasks()).extracting(plan::records).containsExactly(3L, 5L, 2L);
  }

  /** Whatever is wrong with it. */
  @Test
  void aPieceThatNoJobReadsIsNotTouched() throws Exception {
    FoldPiece shop = shop("s", "2024-03-01T10:02:00Z,a");
    FoldPiece gone = Workbench.piece("/gone", 1 << 30, 1, Timeliness.IN_TIME);
    FoldPiece notes =
        new FoldPiece("notes", gone.uri(), 1 << 30, 1, Timeliness.IN_TIME, gone.times());
    FoldPlan plan = plan(List.of(TimeCounts.spec("of shop", "shop")), notes, shop);
    assertThat(outcomes(plan).get(0).contents()).containsExactly("shop 2024-03-01T10:02:00Z=1");
    assertThat(plan.bytes()).isEqualTo(shop.length());
  }

  @Test
  void aJobWithNothingToReadMakesAnEmptyRun() throws Exception {
    FoldPlan plan =
        plan(
            List.of(TimeCounts.spec("of shop", "shop")),
            notes("n", List.of(new TimeSpan(1, TEN)), "d"));
    TaskOutcome outcome = outcomes(plan).get(0);
    assertThat(outcome.account()).isEqualTo(Account.NOTHING);
    assertThat(outcome.entries()).isZero();
  }

  @Test
  void aPieceThatCannotBeReadFailsOnlyTheJobsOfItsInput() throws IOException {
    FoldPiece shop = Workbench.withOneMore(shop("s", "2024-03-01T10:02:00Z,a"));
    FoldPiece tooShort =
        new FoldPiece(
            "shop", shop.uri(), shop.length(), shop.records(), shop.timeliness(), List.of());
    FoldPiece notes = notes("n", List.of(new TimeSpan(1, TEN)), "d");
    List<JobSpec> jobs =
        List.of(TimeCounts.spec("of shop", "shop"), TimeCounts.spec("notes", "notes"));
    List<TaskResult> results = bench.inline(plan(jobs, tooShort, notes), bench.newOutput(), PLENTY);
    assertThat(results.get(0).failure())
        .hasValueSatisfying(it -> assertThat(it).hasMessageContaining("the state names 2"));
    assertThat(results.get(1).failure()).isEmpty();
  }

  /** It had one when it was cut, so it is not the job's fault. */
  @Test
  void aRecordWithoutTimeIsAnErrorOfItsScanOnceAJobAsks() throws IOException {
    FoldPiece piece = shop("s", "2024-03-01T10:02:00Z,a", "noon,b", "2024-03-01T10:03:00Z,c");
    assertThat(bench.inline(plan(List.of(WORDS), piece), PLENTY).get(0).entries()).isEqualTo(3);
    JobSpec heedless = new JobSpec("heedless", TimeCounts.Heedless.class.getName(), Map.of());
    for (JobSpec asking : List.of(TimeCounts.spec("times"), heedless)) {
      FoldPlan plan = plan(List.of(WORDS, asking), piece);
      for (int task : List.of(0, 1)) {
        assertThat(failure(plan, task))
            .startsWith(
                "bucket A: piece "
                    + piece.uri()
                    + ", byte 31: a record that was good has no time: field at: not a time: \"noon\"");
      }
    }
  }

  @Test
  void itIsAnErrorOfTheLastRecordAsOfAnyOther() throws Exception {
    FoldPiece piece = shop("s", "2024-03-01T10:02:00Z,a", ",b");
    JobSpec heedless = new JobSpec("heedless", TimeCounts.Heedless.class.getName(), Map.of());
    FoldPlan plan = plan(List.of(heedless), piece);
    assertThat(failure(plan, 0))
        .endsWith("byte 31: a record that was good has no time: no event time: field at is empty");
    Path out = bench.newOutput();
    var job =
        FoldMapReduce.prepare(
            bench.configuration(), plan, Workbench.hadoop(out), "fails", List.of());
    assertThat(job.waitForCompletion(false)).isFalse();
    assertThat(FoldMapReduce.failure(bench.configuration(), Workbench.hadoop(out)))
        .hasValueSatisfying(it -> assertThat(it).contains("a record that was good has no time"));
  }

  /** Folds a piece of three records by these jobs, by a clock that counts how often it is asked. */
  private int asked(JobSpec... jobs) throws IOException {
    FoldPiece piece = shop("s" + jobs.length, "1,a", "2,b", "3,c");
    FoldPlan plan = plan(Arrays.asList(jobs), piece);
    ClassLoader loader = EventsTest.class.getClassLoader();
    AtomicInteger asked = new AtomicInteger();
    RecordClock clock = record -> TEN.plusSeconds(asked.incrementAndGet());
    List<TaskBuilder> builders = new ArrayList<>();
    for (FoldPlan.Task task : plan.tasks()) {
      builders.add(new TaskBuilder(plan, task, loader));
    }
    var access = new InputAccess(Formats.of(SHOP.format(), loader), Optional.of(clock));
    try (PieceReader reader = PieceReader.open(plan, 0, piece, access, bench.configuration())) {
      while (reader.next()) {
        for (TaskBuilder builder : builders) {
          builder.fold(reader);
        }
      }
    }
    return asked.get();
  }

  @Test
  void aTimeIsWorkedOutOnceARecordAndOnlyIfAJobAsks() throws IOException {
    assertThat(asked(WORDS, WORDS)).isZero();
    assertThat(asked(TimeCounts.spec("one"), WORDS, TimeCounts.spec("other"))).isEqualTo(3);
  }

  @Test
  void aPlanThatDoesNotKnowItsInputsIsNone() throws IOException {
    FoldPiece shop = shop("s", "2024-03-01T10:02:00Z,a");
    FoldPiece timed =
        new FoldPiece("shop", "s", 9, 1, Timeliness.IN_TIME, List.of(new TimeSpan(1, TEN)));
    FoldPiece untimed = notes("n", List.of(), "d");
    assertThatThrownBy(() -> plan(List.of(TimeCounts.spec("j", "shop", "shops")), shop))
        .hasMessage("job j: input shops is not in the plan");
    assertThatThrownBy(() -> plan(List.of(WORDS), bench.text("p", "a")))
        .hasMessageEndingWith("/p: input landing is not in the plan");
    assertThatThrownBy(() -> plan(List.of(WORDS), timed))
        .hasMessage(
            "bucket A: piece s: times of records are given, and input shop takes them from "
                + SHOP.time());
    assertThatThrownBy(() -> plan(List.of(WORDS), untimed))
        .hasMessageEndingWith(
            "/n: times of records are missing, and input notes takes them from Arrival[]");
    assertThatThrownBy(() -> notes("n", List.of(new TimeSpan(2, TEN)), "d"))
        .hasMessageEndingWith("/n: holds 1 records, 2 of them have a time");
    assertThatThrownBy(() -> new FoldPlan(List.of(SHOP, SHOP), List.of(), List.of(), 1, 1))
        .hasMessage("an input is named twice: shop");
  }

  @Test
  void aPlanComesThroughJsonWithInputsAndTimes() throws IOException {
    FoldInput names =
        new FoldInput(
            "names",
            Workbench.TEXT,
            new TimeSource.FileName("(?<time>\\d{8})", "yyyyMMdd", ZoneOffset.ofHours(2)));
    List<TimeSpan> times = List.of(new TimeSpan(1, TEN), new TimeSpan(1, ELEVEN.plusNanos(1)));
    FoldPlan plan =
        new FoldPlan(
            List.of(SHOP, NOTES, names),
            List.of(TimeCounts.spec("j", "notes", "shop")),
            List.of(
                new FoldPlan.Scan(
                    "bucket A",
                    List.of(
                        shop("s", "2024-03-01T10:02:00Z,a"),
                        new FoldPiece("names", "n", 4, 2, Timeliness.LATE, times)),
                    List.of(0))),
            1,
            1000);
    assertThat(FoldPlan.fromJson(plan.toJson())).isEqualTo(plan);
    assertThat(plan.toJson())
        .contains(
            "\"time\":{\"by\":\"arrival\"}", "{\"records\":1,\"time\":\"2024-03-01T10:00:00Z\"}");
  }
}
