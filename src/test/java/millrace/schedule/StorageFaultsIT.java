package millrace.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static millrace.schedule.Mill.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import millrace.aggregate.Seeds;
import millrace.cluster.BreakableHdfs;
import millrace.cluster.Leases;
import millrace.store.Store;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DFSClientAdapter;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A pipeline whose storage fails under a running tick, at any of its steps: HDFS loses DataNodes or
 * its NameNode, enters safe mode, reaches a quota, or refuses a user. The tick says so, and what to
 * do; and once that is done, the next one brings everything to where it would have been.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StorageFaultsIT {
  private static final String PIPELINE =
      Mill.CSV
          + """
            after: archive
          buckets: { every: 5m }
          jobs:
            keys: { count: key, windows: { all: cumulative } }
            sums: { sum: amount, key: key, windows: { recent: sliding 10m }, top: 2 }
          """;

  private static final long HARD_LIMIT = Duration.ofMinutes(20).toMillis();

  private static final List<String> NOW = List.of("10:10", "10:15");

  /** Every build injects each fault at one step, another one each time; {@code -Pmatrix} at all. */
  private static final boolean ALL_STEPS = Integer.getInteger("millrace.every", 0) == 1;

  private final Path local;
  private final List<Outcome> expected = new ArrayList<>();
  private final List<Map<Step, Integer>> calls = new ArrayList<>();
  private final BreakableHdfs hdfs;
  private int mills;
  private int injected;

  StorageFaultsIT(@TempDir(factory = MemoryBacked.class) Path local) throws IOException {
    this.local = local;
    this.hdfs = new BreakableHdfs(local.resolve("hdfs"));
  }

  /** The steps of a tick, each by the calls that are it. */
  private enum Step {
    LOCK("lock"),
    READ_THE_HEAD("list _millrace/snapshots"),
    LIST_THE_LANDING("list landing"),
    ASK_WHETHER_A_FILE_IS_CLOSED("ask whether closed .*"),
    OPEN_A_FILE("open landing/.*"),
    WRITE_A_PIECE("write .*/piece-.*"),
    CLOSE_A_PIECE("close .*/piece-.*"),
    WRITE_A_DRAFT("create _millrace/attempts/[^/]*\\.json"),
    CLOSE_A_DRAFT("close _millrace/attempts/[^/]*\\.json"),
    COMMIT("put .*"),
    MOVE_TO_ITS_NAME("move .*"),
    ARCHIVE("archive .*"),
    WRITE_A_RUN("create .*/fold-.*"),
    CLOSE_A_RUN("close .*/fold-.*"),
    OPEN_A_RUN("open runs/.*"),
    WRITE_A_REPORT("create .*/report-.*"),
    EXPORT("create .*/export-.*"),
    DESCRIBE("replace .*"),
    SWEEP("delete .*"),
    UNLOCK("unlock");

    private final Pattern calls;

    Step(String calls) {
      this.calls = Pattern.compile(calls);
    }

    boolean is(String call) {
      return calls.matcher(call).matches();
    }
  }

  /** What can befall HDFS. */
  private enum Fault {
    SAFE_MODE("safe mode", "hdfs dfsadmin -safemode get") {
      @Override
      void begin(BreakableHdfs hdfs, org.apache.hadoop.fs.Path mill) throws IOException {
        hdfs.enterSafeMode();
      }

      @Override
      void end(BreakableHdfs hdfs, org.apache.hadoop.fs.Path mill) throws IOException {
        hdfs.leaveSafeMode();
      }
    },
    NAME_QUOTA("NameSpace quota", "hdfs dfsadmin -setQuota") {
      @Override
      void begin(BreakableHdfs hdfs, org.apache.hadoop.fs.Path mill) throws IOException {
        hdfs.fs().setQuota(mill, 1, HdfsConstants.QUOTA_DONT_SET);
      }

      @Override
      void end(BreakableHdfs hdfs, org.apache.hadoop.fs.Path mill) throws IOException {
        hdfs.fs().setQuota(mill, HdfsConstants.QUOTA_RESET, HdfsConstants.QUOTA_DONT_SET);
      }
    },
    SPACE_QUOTA("DiskSpace quota", "hdfs dfsadmin -setSpaceQuota") {
      @Override
      void begin(BreakableHdfs hdfs, org.apache.hadoop.fs.Path mill) throws IOException {
        hdfs.fs().setQuota(mill, HdfsConstants.QUOTA_DONT_SET, 1);
      }

      @Override
      void end(BreakableHdfs hdfs, org.apache.hadoop.fs.Path mill) throws IOException {
        hdfs.fs().setQuota(mill, HdfsConstants.QUOTA_DONT_SET, HdfsConstants.QUOTA_RESET);
      }
    },
    ONE_DATANODE_LOST("", "") {
      @Override
      void begin(BreakableHdfs hdfs, org.apache.hadoop.fs.Path mill) {
        hdfs.loseDataNode();
      }

      @Override
      void end(BreakableHdfs hdfs, org.apache.hadoop.fs.Path mill) throws IOException {
        hdfs.startDataNodes();
      }
    },
    ALL_DATANODES_LOST("", "hdfs dfsadmin -report") {
      @Override
      void begin(BreakableHdfs hdfs, org.apache.hadoop.fs.Path mill) {
        hdfs.loseDataNode();
        hdfs.loseDataNode();
      }

      @Override
      void end(BreakableHdfs hdfs, org.apache.hadoop.fs.Path mill) throws IOException {
        hdfs.startDataNodes();
      }
    },
    NAMENODE_LOST("", "see that the NameNode is up") {
      @Override
      void begin(BreakableHdfs hdfs, org.apache.hadoop.fs.Path mill) {
        hdfs.stopNameNode();
      }

      @Override
      void end(BreakableHdfs hdfs, org.apache.hadoop.fs.Path mill) throws IOException {
        hdfs.startNameNode();
      }
    },
    NAMENODE_RESTARTED("", "see that the NameNode is up") {
      @Override
      void begin(BreakableHdfs hdfs, org.apache.hadoop.fs.Path mill) throws IOException {
        hdfs.stopNameNode();
        hdfs.startNameNode();
      }

      @Override
      void end(BreakableHdfs hdfs, org.apache.hadoop.fs.Path mill) {}
    };

    private final String cause;
    private final String remedy;

    Fault(String cause, String remedy) {
      this.cause = cause;
      this.remedy = remedy;
    }

    abstract void begin(BreakableHdfs hdfs, org.apache.hadoop.fs.Path mill) throws IOException;

    abstract void end(BreakableHdfs hdfs, org.apache.hadoop.fs.Path mill) throws IOException;

    /** Whether servers must start again, which takes seconds. */
    boolean isSlow() {
      return compareTo(SPACE_QUOTA) > 0;
    }

    /** Whether nothing is amiss for a tick that lives through it. */
    boolean isBorne() {
      return remedy.isEmpty();
    }
  }

  /** Where a file is put. */
  private interface Producer {
    void put(String name, byte[] bytes) throws IOException;
  }

  /** What arrives before the tick of this number; a piece of the first is worth several packets. */
  private static void deliver(int tick, Producer to) throws IOException {
    if (tick == 0) {
      String[] many =
          Stream.iterate(0, i -> i + 1)
              .limit(3000)
              .map(i -> at("10:01", "a key of so many words that few records make a large file"))
              .toArray(String[]::new);
      to.put("a", Mill.text(many));
      to.put("b", Mill.text(at("10:02", "x"), at("10:04", "y"), at("10:07", "z"), "broken"));
    } else {
      to.put("late", Mill.text(at("10:03", "x", "2.5"), at("10:12", "y")));
    }
  }

  @BeforeAll
  void turnUndisturbed() throws IOException {
    Mill mill = Mill.of(Files.createDirectories(local.resolve("undisturbed")), PIPELINE);
    for (int tick = 0; tick < NOW.size(); tick++) {
      Map<Step, Integer> counts = new EnumMap<>(Step.class);
      Overheard.Ear ear =
          call -> {
            for (Step step : Step.values()) {
              if (step.is(call)) {
                counts.merge(step, 1, Integer::sum);
              }
            }
          };
      deliver(tick, mill::drop);
      mill.landing(landing -> Overheard.landing(landing, ear));
      try (Store store = mill.store()) {
        mill.tick(new Overheard(store, ear), NOW.get(tick));
      }
      mill.mustBalance();
      expected.add(Outcome.of(mill));
      calls.add(counts);
      assertThat(counts).as("what a tick calls").containsKeys(Step.values());
    }
    assertThat(expected.get(1).totals().records().cut()).isEqualTo(3005);
    assertThat(expected.get(1).revisions()).containsEntry("keys/all/20240301T1000Z", 2);
    shortenLeases();
  }

  /** A dead client's files are free after a second, not a minute. */
  private void shortenLeases() {
    hdfs.cluster().setLeasePeriod(1000, HARD_LIMIT);
  }

  /** A mill on HDFS and what it was said to the operator. */
  private final class OnHdfs {
    private final org.apache.hadoop.fs.Path directory;
    private final Mill mill;

    OnHdfs() throws IOException {
      directory = new org.apache.hadoop.fs.Path(hdfs.fs().getUri() + "/mill-" + mills++);
      hdfs.fs().mkdirs(new org.apache.hadoop.fs.Path(directory, "landing"));
      mill = Mill.on(local.resolve("scratch"), hdfs.conf(), directory, PIPELINE);
    }

    org.apache.hadoop.fs.Path landed(String name) {
      return new org.apache.hadoop.fs.Path(directory, "landing/" + name);
    }

    void drop(String name, byte[] bytes) throws IOException {
      try (OutputStream out = hdfs.fs().create(landed(name), false)) {
        out.write(bytes);
      }
    }

    /** A tick that is heard, and as HDFS gives it. */
    Tick.TickResult tick(String now, Overheard.Ear ear) throws IOException {
      mill.landing(landing -> Overheard.landing(landing, ear));
      try (Store store = mill.store()) {
        return mill.tick(new Overheard(store, ear), now);
      } finally {
        mill.landing(UnaryOperator.identity());
      }
    }

    /** Undisturbed, in the end. */
    void mustComeTo(int tick) throws IOException {
      Tick.TickResult result = tick(NOW.get(tick), call -> {});
      assertThat(result.outcome()).as("%s", mill.warned()).isEqualTo(Tick.TickOutcome.DONE);
      assertThat(Outcome.of(mill)).isEqualTo(expected.get(tick));
      mill.mustBeClean();
      mill.files()
          .forEach(
              (path, bytes) ->
                  assertThat(bytes).as("a file of the pipeline: %s", path).isNotEmpty());
    }
  }

  /** What became of a tick under which storage failed. */
  private record Disturbed(boolean done, String said) {}

  private Disturbed disturb(OnHdfs on, int tick, Fault fault, Step step, int occurrence)
      throws IOException {
    int[] heard = {0};
    int warned = on.mill.warned().size();
    Overheard.Ear ear =
        call -> {
          if (step.is(call) && ++heard[0] == occurrence) {
            fault.begin(hdfs, on.directory);
            if (fault == Fault.NAMENODE_RESTARTED) {
              shortenLeases();
            }
          }
        };
    boolean done = false;
    String said = "";
    try {
      done = on.tick(NOW.get(tick), ear).outcome() == Tick.TickOutcome.DONE;
    } catch (IOException e) {
      said = String.valueOf(e.getMessage());
    } finally {
      fault.end(hdfs, on.directory);
      shortenLeases();
    }
    assertThat(heard[0]).as("calls of this step").isGreaterThanOrEqualTo(occurrence);
    injected++;
    List<String> warnings = on.mill.warned();
    return new Disturbed(
        done, String.join("\n", warnings.subList(warned, warnings.size())) + "\n" + said);
  }

  @ParameterizedTest
  @EnumSource
  void whenItIsOverTheNextTickBringsEverything(Fault fault) throws IOException {
    Random random = Seeds.random();
    int before = injected;
    int failed = 0;
    List<Step> steps = ALL_STEPS ? List.of(Step.values()) : List.of(any(random));
    for (Step step : steps) {
      OnHdfs on = new OnHdfs();
      int only = random.nextInt(NOW.size());
      for (int tick = 0; tick < NOW.size(); tick++) {
        if (!ALL_STEPS && fault.isSlow() && tick != only) {
          deliver(tick, on::drop);
          on.mustComeTo(tick);
          continue;
        }
        Step at = ALL_STEPS ? step : any(random);
        int occurrence = 1 + random.nextInt(calls.get(tick).getOrDefault(at, 1));
        String what = "%s at %s %d of tick %d".formatted(fault, at, occurrence, tick + 1);
        try {
          deliver(tick, on::drop);
          Disturbed disturbed = disturb(on, tick, fault, at, occurrence);
          if (!disturbed.done()) {
            failed++;
            mustTellTheOperator(fault, disturbed.said());
          }
          on.mustComeTo(tick);
        } catch (IOException | RuntimeException | AssertionError e) {
          fail(what + ": " + e, e);
        }
      }
    }
    System.out.printf(
        "%s: injected %d times, %d ticks failed, all recovered%n",
        fault, injected - before, failed);
  }

  private static Step any(Random random) {
    return Step.values()[random.nextInt(Step.values().length)];
  }

  private static void mustTellTheOperator(Fault fault, String said) {
    assertThat(fault.isBorne()).as("a fault that a tick lives through: %s", said).isFalse();
    if (!said.contains("whether it was written is not known")) {
      assertThat(said).containsIgnoringCase(fault.cause).contains(fault.remedy, "cannot ");
    }
  }

  /** Who deletes what he landed is not counted, and keeps nobody up. */
  @ParameterizedTest
  @ValueSource(strings = {"ask whether closed landing/b", "open landing/b", "find landing/b"})
  void aFileDeletedAfterItWasListedIsLeftOut(String call) throws IOException {
    OnHdfs on = new OnHdfs();
    on.drop("a", Mill.text(at("10:01", "x")));
    on.drop("b", Mill.text(at("10:02", "y")));
    Tick.TickResult result =
        on.tick(
            "10:10",
            heard -> {
              if (heard.equals(call)) {
                hdfs.fs().delete(on.landed("b"), false);
              }
            });
    assertThat(result.outcome()).as("%s", on.mill.warned()).isEqualTo(Tick.TickOutcome.DONE);
    assertThat(on.mill.totals().cut()).isEqualTo(1);
    assertThat(on.mill.reports())
        .containsEntry("job=keys/window=all/bucket=20240301T1000Z/part-00000.tsv", "x\t1\n");
    assertThat(on.tick("10:10", heard -> {}).outcome()).isEqualTo(Tick.TickOutcome.DONE);
    on.mill.mustBeClean();
    injected++;
  }

  /**
   * A file is taken when it is closed, not before: neither while its DataNode is gone, nor while
   * HDFS waits for a writer that is dead. When HDFS has closed it, what reached it counts.
   */
  @Test
  void aFileWhoseWriterDiesIsTakenWhenHdfsHasClosedIt() throws Exception {
    OnHdfs on = new OnHdfs();
    DistributedFileSystem writer = (DistributedFileSystem) FileSystem.newInstance(hdfs.conf());
    FSDataOutputStream open = writer.create(on.landed("open"), (short) 1);
    open.write(Mill.text(at("10:01", "x"), at("10:02", "y")));
    open.hflush();
    hdfs.loseDataNodeThatHas(on.landed("open"));
    try {
      assertThat(on.tick("10:10", call -> {}))
          .isEqualTo(new Tick.TickResult(Tick.TickOutcome.DONE, 0, 1, 0, 0, 0));
    } finally {
      hdfs.startDataNodes();
    }
    DFSClientAdapter.stopLeaseRenewer(writer);
    assertThat(on.tick("10:10", call -> {}).waiting()).as("the writer may be alive").isEqualTo(1);
    assertThat(on.mill.status().arrivals().waiting().toString()).contains("still open for writing");

    hdfs.cluster().setLeasePeriod(100, 100);
    try {
      Leases.awaitClosed(hdfs.fs(), on.landed("open"));
    } finally {
      shortenLeases();
    }
    assertThat(on.tick("10:10", call -> {}))
        .isEqualTo(new Tick.TickResult(Tick.TickOutcome.DONE, 1, 0, 1, 1, 3));
    assertThat(on.mill.reports())
        .containsEntry("job=keys/window=all/bucket=20240301T1000Z/part-00000.tsv", "x\t1\ny\t1\n");
    on.mill.mustBeClean();
    injected += 2;
  }

  private static <T> T as(String user, PrivilegedExceptionAction<T> action) throws Exception {
    return UserGroupInformation.createUserForTesting(user, new String[] {"millers"}).doAs(action);
  }

  @Test
  void aFileThatMayNotBeReadHoldsUpNothingElse() throws Exception {
    OnHdfs on = new OnHdfs();
    deliver(0, on::drop);
    hdfs.fs().setPermission(on.directory, new FsPermission("777"));
    hdfs.fs().setPermission(on.landed(""), new FsPermission("777"));
    hdfs.fs().setPermission(on.landed("b"), new FsPermission("600"));
    assertThat(as("alice", () -> on.tick("10:10", call -> {})).outcome())
        .isEqualTo(Tick.TickOutcome.FAILED);
    assertThat(on.mill.warned())
        .singleElement()
        .asString()
        .startsWith("landing b: cannot be read: Permission denied: user=alice, access=READ")
        .endsWith("It is tried again at the next tick.");
    assertThat(on.mill.totals().cut()).isEqualTo(1);

    hdfs.fs().setPermission(on.landed("b"), new FsPermission("644"));
    as(
        "alice",
        () -> {
          on.tick("10:10", call -> {});
          return on;
        });
    assertThat(on.mill.totals()).isEqualTo(expected.get(0).totals());
    injected++;
  }

  /** As the operator sees it: the exit code and the line. */
  @Test
  void aStateThatMayNotBeWrittenIsToldOnTheCommandLine() throws Exception {
    OnHdfs on = new OnHdfs();
    deliver(0, on::drop);
    hdfs.fs().setPermission(on.landed("a"), new FsPermission("644"));
    millrace.cli.Mill.Ran ran = as("alice", () -> commandLine(on));
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.errors())
        .singleElement()
        .asString()
        .startsWith("millrace tick: cannot take the lock " + on.directory + "/root/mill/_millrace")
        .contains("Permission denied: user=alice, access=WRITE")
        .endsWith("; give the user that runs Millrace this permission, then tick again");
    assertThat(commandLine(on).code()).as("its owner may").isZero();
    assertThat(Outcome.of(on.mill)).isEqualTo(expected.get(0));
    injected++;
  }

  private millrace.cli.Mill.Ran commandLine(OnHdfs on) throws IOException {
    Path client = local.resolve("client.xml");
    Configuration settings = hdfs.conf();
    settings
        .getPropsWithPrefix("millrace.")
        .keySet()
        .forEach(key -> settings.unset("millrace." + key));
    try (OutputStream out = Files.newOutputStream(client)) {
      settings.writeXml(out);
    }
    Path file = local.resolve("pipeline.yaml");
    Files.writeString(
        file, PIPELINE.replace("path: landing", "path: \"" + on.directory + "/landing\""), UTF_8);
    return millrace.cli.Mill.call(
        List.of(
            "-conf",
            client.toString(),
            "-Dmillrace.engine=inline",
            "-Dmillrace.root=" + on.directory + "/root",
            "tick",
            file.toString(),
            "--now",
            "2024-03-01T10:10:00Z"));
  }

  @AfterAll
  void stop() {
    System.out.println("faults of HDFS: injected and recovered from " + injected);
    hdfs.close();
  }
}
