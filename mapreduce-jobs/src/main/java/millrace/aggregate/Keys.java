package millrace.aggregate;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
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
    if (fields.size() == 1) {
      return fields.get(0).copy();
    }
    ByteArrayOutputStream key = new ByteArrayOutputStream();
    for (int f = 0; f < fields.size(); f++) {
      if (f > 0) {
        key.write(0);
        key.write(SEPARATOR);
      }
      Slice field = fields.get(f);
      for (int i = 0; i < field.length(); i++) {
        key.write(field.at(i));
        if (field.at(i) == 0) {
          key.write(ESCAPED);
        }
      }
    }
    return ByteString.of(key.toByteArray());
  }

  /**
   * The fields of a key that was joined from {@code count} of them.
   *
   * @throws IllegalArgumentException if it was not
   */
  public static List<ByteString> split(Slice key, int count) {
    if (count == 1) {
      return List.of(key.copy());
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
