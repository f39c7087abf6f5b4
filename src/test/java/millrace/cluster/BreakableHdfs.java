package millrace.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.MiniDFSCluster.DataNodeProperties;
import org.apache.hadoop.hdfs.server.namenode.EditLogFileOutputStream;

/**
 * An HDFS of a test class's own, with two DataNodes, that is quick to break and quick to mend:
 * nobody else need live through its faults, and its clients give up in seconds rather than minutes.
 */
public final class BreakableHdfs implements AutoCloseable {
  private final MiniDFSCluster hdfs;
  private final Deque<DataNodeProperties> stopped = new ArrayDeque<>();

  /** Starts it, with its files below {@code directory}. */
  public BreakableHdfs(Path directory) throws IOException {
    EditLogFileOutputStream.setShouldSkipFsyncForTesting(true);
    hdfs = new MiniDFSCluster.Builder(settings(), directory.toFile()).numDataNodes(2).build();
    hdfs.waitActive();
  }

  private static Configuration settings() {
    Configuration settings = new Configuration();
    settings.setInt("dfs.replication", 2);
    settings.setInt("dfs.namenode.safemode.extension", 0);
    settings.setInt("dfs.heartbeat.interval", 1);
    // A pipeline goes on with the one DataNode that is left.
    settings.set("dfs.client.block.write.replace-datanode-on-failure.policy", "NEVER");
    // A client whose reads and writes fail tries again after seconds, by default.
    settings.setInt("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", 10);
    settings.setInt("dfs.client.retry.window.base", 10);
    settings.setInt("ipc.client.connect.max.retries", 1);
    settings.setInt("ipc.client.connect.retry.interval", 50);
    return settings;
  }

  /** The settings of a client. */
  public Configuration conf() {
    return new Configuration(hdfs.getConfiguration(0));
  }

  /** Its files; not to be closed. */
  public DistributedFileSystem fs() throws IOException {
    return (DistributedFileSystem) FileSystem.get(conf());
  }

  /** Itself. */
  public MiniDFSCluster cluster() {
    return hdfs;
  }

  /**
   * Stops one DataNode, as if its machine had lost power; the one that was started last, so that
   * what was written without it is not lost with the other.
   */
  public void loseDataNode() {
    stopped.push(hdfs.stopDataNode(hdfs.getDataNodes().size() - 1));
  }

  /** Stops the one DataNode that has the last block of a file. */
  public void loseDataNodeThatHas(org.apache.hadoop.fs.Path file) throws IOException {
    var blocks = fs().getClient().getLocatedBlocks(file.toUri().getPath(), 0);
    stopped.push(hdfs.stopDataNode(blocks.getLastLocatedBlock().getLocations()[0].getXferAddr()));
  }

  /** Starts all DataNodes that were stopped, and waits until the NameNode knows them. */
  public void startDataNodes() throws IOException {
    while (!stopped.isEmpty()) {
      hdfs.restartDataNode(stopped.pop(), true);
    }
    hdfs.waitActive();
  }

  /** Stops the NameNode. */
  public void stopNameNode() {
    hdfs.shutdownNameNode(0);
  }

  /** Starts the NameNode again, and waits until it knows its DataNodes. */
  public void startNameNode() throws IOException {
    hdfs.restartNameNode(0, true);
  }

  /** Lets nobody change anything. */
  public void enterSafeMode() throws IOException {
    fs().setSafeMode(org.apache.hadoop.fs.SafeModeAction.ENTER);
  }

  /** Ends {@link #enterSafeMode}. */
  public void leaveSafeMode() throws IOException {
    fs().setSafeMode(org.apache.hadoop.fs.SafeModeAction.LEAVE);
  }

  @Override
  public void close() {
    hdfs.shutdown();
  }
}
