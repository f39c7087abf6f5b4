package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import millrace.cluster.MiniCluster;
import millrace.testkit.Crash;
import millrace.testkit.CrashingStore;
import millrace.testkit.InjectedFailure;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DFSClientAdapter;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(MiniCluster.Shared.class)
class HdfsStoreIT implements StoreContract {
  private static final long HARD_LIMIT = Duration.ofMinutes(20).toMillis();

  private final MiniCluster cluster;
  private final Path root;

  HdfsStoreIT(MiniCluster cluster) {
    this.cluster = cluster;
    this.root = new Path(cluster.newDirectory(), "not yet there 100%");
  }

  @Override
  public Store open() throws IOException {
    return Stores.open(cluster.hdfsConf(), root);
  }

  @Test
  void aRelativeRootIsBelowTheHomeDirectory() throws IOException {
    try (Store store = Stores.open(cluster.hdfsConf(), new Path("millrace/access"))) {
      assertThat(store.path("x"))
          .isEqualTo(new Path(cluster.fs().getHomeDirectory(), "millrace/access/x"));
    }
  }

  @Test
  void memoryAnswersAsHdfs() throws IOException {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    System.out.println("millrace.seed=" + seed);
    var random = new Random(seed);
    for (int sequence = 0; sequence < Integer.getInteger("millrace.sequences", 30); sequence++) {
      try (Store hdfs = open()) {
        DifferentialTest.sameAnswers(new MemoryStore(), hdfs, random);
        for (String name : new String[] {"a", "b", "c", "d", "f", "_millrace"}) {
          hdfs.delete(name);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFailureAtAnyChangeLosesNothingAndLeavesNothing(InjectedFailure failure) throws IOException {
    int every = Integer.getInteger("millrace.every", 30);
    boolean survived = false;
    for (long fatal = 1L + Math.floorMod(failure.name().hashCode(), every);
        !survived;
        fatal += every) {
      try (Store hdfs = Stores.open(cluster.hdfsConf(), new Path(root, "crash-" + fatal))) {
        var crashing = new CrashingStore(hdfs, fatal, failure);
        try {
          new Ledger(crashing).run();
        } catch (Crash | IOException e) {
          // What reached HDFS is what counts.
        }
        survived = crashing.survived();
        new Ledger(hdfs).run();
        Ledger.assertDoneAndClean(hdfs);
      }
    }
  }

  @Test
  void aFileDeletedUnderItsWriterIsNotWritten() throws IOException {
    try (Store store = open();
        Store other = open()) {
      OutputStream out = store.create("drafts/1");
      out.write('x');
      other.delete("drafts");
      assertThatThrownBy(out::close).isInstanceOf(IOException.class);
      assertThat(store.find("drafts/1")).isEmpty();
    }
  }

  /** HDFS itself notices that a client is dead, after a while that is shortened here. */
  @Test
  void theLockOfADeadHolderIsFreeAsSoonAsHdfsKnows() throws IOException {
    Path lock = new Path(root, "_millrace/lock");
    try (FileSystem holder = FileSystem.newInstance(cluster.hdfsConf());
        Store store = open()) {
      holder.create(lock, false);
      assertThat(store.lock(Duration.ZERO)).isEmpty();
      DFSClientAdapter.stopLeaseRenewer((DistributedFileSystem) holder);
      assertThat(store.lock(Duration.ofMillis(300))).as("not known to be dead yet").isEmpty();
      cluster.hdfs().setLeasePeriod(500, HARD_LIMIT);
      Optional<Closeable> taken = store.lock(Duration.ofSeconds(30));
      assertThat(taken).isPresent();
      taken.get().close();
    } finally {
      cluster.hdfs().setLeasePeriod(HdfsConstants.LEASE_SOFTLIMIT_PERIOD, HARD_LIMIT);
    }
  }

  @Test
  void aLockFileThatNobodyHoldsOpenIsNobodys() throws IOException {
    try (Store store = open();
        Store other = open()) {
      cluster.fs().create(new Path(root, "_millrace/lock"), false).close();
      Optional<Closeable> taken = store.lock(Duration.ZERO);
      assertThat(taken).isPresent();
      assertThat(other.lock(Duration.ZERO)).isEmpty();
      taken.get().close();
      assertThat(store.find("_millrace/lock")).isEmpty();
      assertThat(store.list("_millrace/tmp")).isEmpty();
    }
  }

  /** His lock was taken from him: closing late, he frees nobody else's. */
  @Test
  void aHolderWhoLostItFreesNothing() throws IOException {
    try (Store store = open();
        Store other = open();
        Store third = open()) {
      Optional<Closeable> lost = store.lock(Duration.ZERO);
      cluster.fs().delete(new Path(root, "_millrace/lock"), false);
      Optional<Closeable> held = other.lock(Duration.ZERO);
      try {
        lost.orElseThrow().close();
      } catch (IOException e) {
        // His file is gone, and he may say so.
      }
      assertThat(third.lock(Duration.ZERO)).isEmpty();
      held.orElseThrow().close();
    }
  }
}
