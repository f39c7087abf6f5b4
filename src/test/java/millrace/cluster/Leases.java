package millrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/** Files whose writers have died. */
public final class Leases {
  private Leases() {}

  /** Waits until HDFS has closed a file: the NameNode tells nobody. */
  public static void awaitClosed(DistributedFileSystem hdfs, Path file) throws IOException {
    Instant patience = Instant.now().plus(Duration.ofMinutes(1));
    while (!hdfs.isFileClosed(file)) {
      assertThat(Instant.now()).as("when HDFS takes the file over").isBefore(patience);
      Thread.onSpinWait();
    }
  }
}
