package millrace.aggregate;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keys of several fields. A key of one field is that field's bytes. Several are joined so that
 * joined keys sort as the tuples do: each byte {@code 00} of a field is written {@code 00 FF}, and
 * {@code 00 01} stands between two fields.
 */
public final class Keys {
  private static final byte ESCAPED = (byte) 0xFF;
  private static final byte SEPARATOR = 1;

  private Keys() {}

  /** The key of these fields. */
  public static ByteString join(List<Slice> fields) {
    return ByteString.copyOf(new Joiner().join(fields));
  }

  /** Joins the fields of one key after another, without an object for each. */
  public static final class Joiner {
    private final Slice joined = new Slice();
    private byte[] key = new byte[64];
    private int length;

    /** The key of these fields, shown until the next one is. */
    public Slice join(List<Slice> fields) {
      if (fields.size() == 1) {
        return joined.set(fields.get(0));
      }
      length = 0;
      for (int f = 0; f < fields.size(); f++) {
        if (f > 0) {
          makeRoom(2);
          key[length++] = 0;
          key[length++] = SEPARATOR;
        }
        append(fields.get(f));
      }
      return joined.set(key, 0, length);
    }

    private void append(Slice field) {
      int zeros = 0;
      for (int i = 0; i < field.length(); i++) {
        zeros += field.at(i) == 0 ? 1 : 0;
      }
      makeRoom(Math.addExact(field.length(), zeros));
      if (zeros == 0) {
        System.arraycopy(field.array(), field.offset(), key, length, field.length());
        length += field.length();
        return;
      }
      for (int i = 0; i < field.length(); i++) {
        key[length++] = field.at(i);
        if (field.at(i) == 0) {
          key[length++] = ESCAPED;
        }
      }
    }

    private void makeRoom(int more) {
      if (key.length - length < more) {
        key = Arrays.copyOf(key, Math.max(2 * length, Math.addExact(length, more)));
      }
    }
  }

  /**
   * The fields of a key that was joined from {@code count} of them.
   *
   * @throws IllegalArgumentException if it was not
   */
  public static List<ByteString> split(Slice key, int count) {
    if (count == 1) {
      return List.of(ByteString.copyOf(key));
    }
    List<ByteString> fields = new ArrayList<>();
    ByteArrayOutputStream field = new ByteArrayOutputStream();
    int i = 0;
    while (i < key.length()) {
      byte b = key.at(i++);
      if (b != 0) {
        field.write(b);
        continue;
      }
      byte next = i < key.length() ? key.at(i++) : 0;
      if (next == ESCAPED) {
        field.write(0);
      } else if (next == SEPARATOR) {
        fields.add(ByteString.of(field.toByteArray()));
        field.reset();
      } else {
        throw new IllegalArgumentException(
            "byte 00 stands alone in a key of " + count + " fields: " + key);
      }
    }
    fields.add(ByteString.of(field.toByteArray()));
    if (fields.size() != count) {
      throw new IllegalArgumentException(
          "key of " + fields.size() + " fields where " + count + " are expected: " + key);
    }
    return List.copyOf(fields);
  }
}
