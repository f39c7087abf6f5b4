package millrace.mapreduce;

import com.google.common.primitives.Ints;
import millrace.aggregate.Slice;
import org.apache.hadoop.io.BytesWritable;

/**
 * The key between mappers and reducers: task index (4 bytes, big-endian), kind (0 an account, 1 an
 * entry), key bytes. Keys are compared bytewise, so a reducer sees one task after another, and of
 * each task the account first and then the entries in order of their keys.
 */
final class ShuffleKey {
  private static final int PREFIX = 5;
  private static final byte ACCOUNT = 0;
  private static final byte ENTRY = 1;

  private ShuffleKey() {}

  static void setAccount(BytesWritable into, int task) {
    set(into, task, ACCOUNT, new Slice());
  }

  static void setEntry(BytesWritable into, int task, Slice key) {
    set(into, task, ENTRY, key);
  }

  private static void set(BytesWritable into, int task, byte kind, Slice key) {
    into.setSize(PREFIX + key.length());
    byte[] bytes = into.getBytes();
    bytes[0] = (byte) (task >>> 24);
    bytes[1] = (byte) (task >>> 16);
    bytes[2] = (byte) (task >>> 8);
    bytes[3] = (byte) task;
    bytes[4] = kind;
    System.arraycopy(key.array(), key.offset(), bytes, PREFIX, key.length());
  }

  static int task(BytesWritable from) {
    return Ints.fromByteArray(from.getBytes());
  }

  static boolean isAccount(BytesWritable from) {
    return from.getBytes()[4] == ACCOUNT;
  }

  /** Shows the key's own bytes; none for an account. */
  static void show(BytesWritable from, Slice into) {
    into.set(from.getBytes(), PREFIX, from.getLength() - PREFIX);
  }
}
