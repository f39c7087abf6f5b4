package millrace.cut;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.mapreduce.Partitioner;

/**
 * The shuffle key of a cut job: file, bucket, lateness, and whether the value is the header of the
 * file's pieces or a record. Its bytes sort in this order, and a header sorts before its records.
 */
record CutKey(int file, Instant bucket, boolean late, CutKeyKind kind) {
  /** What the value is. */
  enum CutKeyKind {
    HEADER,
    RECORD
  }

  private static final int LENGTH = 4 + 8 + 1 + 1;

  /** Seconds before 1970 are negative; with the sign bit turned they sort as bytes. */
  private static final long SIGN = Long.MIN_VALUE;

  byte[] bytes() {
    return ByteBuffer.allocate(LENGTH)
        .putInt(file)
        .putLong(bucket.getEpochSecond() ^ SIGN)
        .put((byte) (late ? 1 : 0))
        .put((byte) (kind == CutKeyKind.HEADER ? 0 : 1))
        .array();
  }

  static CutKey of(BytesWritable bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes.getBytes(), 0, bytes.getLength());
    return new CutKey(
        buffer.getInt(),
        Instant.ofEpochSecond(buffer.getLong() ^ SIGN),
        buffer.get() == 1,
        buffer.get() == 0 ? CutKeyKind.HEADER : CutKeyKind.RECORD);
  }

  boolean hasSamePlaceAs(CutKey other) {
    return file == other.file && bucket.equals(other.bucket) && late == other.late;
  }

  /** Spreads places over reducers. All records of a place go to the same reducer. */
  public static final class CutPartitioner extends Partitioner<BytesWritable, BytesWritable> {
    @Override
    public int getPartition(BytesWritable key, BytesWritable value, int partitions) {
      int hash = 17;
      for (int i = 0; i < LENGTH - 1; i++) {
        hash = 31 * hash + key.getBytes()[i];
      }
      return Math.floorMod(hash * 0x9E3779B9, partitions);
    }
  }
}
