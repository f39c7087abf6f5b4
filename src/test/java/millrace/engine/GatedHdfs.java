package millrace.engine;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.util.Progressable;

/**
 * HDFS as an application master sees it that comes to gates while it commits a job: {@code
 * commit-started} before it says so, {@code moving} before the first file appears in the output,
 * {@code success} before {@code _SUCCESS} does, {@code commit-succeeded} after it said so.
 */
public final class GatedHdfs extends DistributedFileSystem {
  /** The setting that names the directory of the gates. */
  static final String GATES = "test.gates";

  private void pass(String point) {
    String gates = getConf().get(GATES);
    if (Gates.isMaster() && gates != null) {
      new Gates(java.nio.file.Path.of(gates)).pass(point);
    }
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int buffer,
      short replication,
      long block,
      Progressable progress)
      throws IOException {
    switch (file.getName()) {
      case "COMMIT_STARTED" -> pass("commit-started");
      case "_SUCCESS" -> pass("success");
      default -> {}
    }
    FSDataOutputStream out =
        super.create(file, permission, overwrite, buffer, replication, block, progress);
    if (file.getName().equals("COMMIT_SUCCESS")) {
      out.hflush();
      pass("commit-succeeded");
    }
    return out;
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    if (from.toString().contains("/_temporary/") && !to.toString().contains("/_temporary/")) {
      pass("moving");
    }
    return super.rename(from, to);
  }
}
