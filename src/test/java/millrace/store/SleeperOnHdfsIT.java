package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import millrace.aggregate.Seeds;
import millrace.cluster.MiniCluster;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DFSClientAdapter;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An attempt that sleeps for longer than HDFS lets it hold the lock: another takes the lock and
 * does all there is to do, and then the first wakes up in the middle of what it was doing.
 */
@ExtendWith(MiniCluster.Shared.class)
class SleeperOnHdfsIT {
  private static final long HARD_LIMIT = Duration.ofMinutes(20).toMillis();

  /** One in so many calls is tried, another one in every build; with {@code -Pmatrix} many. */
  private static final int EVERY = Integer.getInteger("millrace.every", 16) == 1 ? 4 : 64;

  private final MiniCluster cluster;

  SleeperOnHdfsIT(MiniCluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void whoSleepsPastHisLeaseAndWakesSpoilsNothing() throws IOException {
    Random random = Seeds.random();
    boolean slept = true;
    int times = 0;
    for (int call = 1 + random.nextInt(EVERY); slept; call += EVERY) {
      Path root = new Path(cluster.newDirectory(), "call" + call);
      try (FileSystem holder = FileSystem.newInstance(cluster.hdfsConf());
          Store mine = Stores.open(cluster.hdfsConf(), root);
          Store others = Stores.open(cluster.hdfsConf(), root)) {
        holder.create(
            new Path(root, PipelinePaths.LOCK), false); // held, until he is taken for dead
        assertThat(others.lock(Duration.ZERO)).isEmpty();
        SleepingStore sleeping = new SleepingStore(mine, call, () -> another(holder, others));
        try {
          new Ledger(sleeping).run();
        } catch (IOException e) {
          // He was overtaken, and may learn it in this way.
        }
        slept = sleeping.slept();
        new Ledger(others).run();
        cluster
            .fs()
            .delete(new Path(root, PipelinePaths.LOCK), false); // of one who never fell asleep
        Ledger.assertDoneAndClean(others);
        times += slept ? 1 : 0;
      } finally {
        cluster.hdfs().setLeasePeriod(HdfsConstants.LEASE_SOFTLIMIT_PERIOD, HARD_LIMIT);
      }
    }
    System.out.println("slept past a lease and woke " + times + " times");
  }

  private void another(FileSystem holder, Store store) throws IOException {
    DFSClientAdapter.stopLeaseRenewer((DistributedFileSystem) holder);
    cluster.hdfs().setLeasePeriod(200, HARD_LIMIT);
    Optional<Closeable> lock = store.lock(Duration.ofSeconds(60));
    assertThat(lock).as("the lock of one who sleeps").isPresent();
    cluster.hdfs().setLeasePeriod(HdfsConstants.LEASE_SOFTLIMIT_PERIOD, HARD_LIMIT);
    new Ledger(store).run();
    lock.get().close();
  }
}
