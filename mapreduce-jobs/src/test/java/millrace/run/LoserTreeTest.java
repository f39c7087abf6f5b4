package millrace.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import millrace.aggregate.ByteString;
import millrace.aggregate.Seeds;
import millrace.aggregate.Slice;
import org.junit.jupiter.api.Test;

final class LoserTreeTest {
  /** Keys in the order in which they are given, in bytes that are written over by the next. */
  private static final class Listed implements Cursor {
    private final List<ByteString> keys;
    private final byte[] bytes = new byte[64];
    private final Slice key = new Slice();
    private int next;

    Listed(List<ByteString> keys) {
      this.keys = keys;
    }

    @Override
    public boolean next() {
      Arrays.fill(bytes, (byte) '?');
      if (next == keys.size()) {
        return false;
      }
      byte[] of = keys.get(next++).toBytes();
      System.arraycopy(of, 0, bytes, next % 3, of.length);
      key.set(bytes, next % 3, of.length);
      return true;
    }

    @Override
    public Slice key() {
      return key;
    }

    @Override
    public Slice state() {
      return key;
    }

    @Override
    public void close() {
      // there is nothing to close
    }
  }

  private static LoserTree<Listed> tree(List<Listed> cursors) {
    return new LoserTree<>(cursors, cursor -> "list " + cursors.indexOf(cursor));
  }

  private static Listed listed(String... keys) {
    return new Listed(Arrays.stream(keys).map(ByteString::of).toList());
  }

  private static ByteString key(Random random) {
    byte[] bytes = new byte[random.nextInt(6) + (random.nextInt(8) == 0 ? 40 : 0)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = i < 40 && bytes.length >= 40 ? (byte) '/' : (byte) (126 + random.nextInt(4));
    }
    return ByteString.copyOf(bytes);
  }

  @Test
  void showsAllKeysInOrderWhateverTheyShare() throws IOException {
    Random random = Seeds.random();
    int ties = 0;
    for (int round = 0; round < 500; round++) {
      List<ByteString> expected = new ArrayList<>();
      List<Listed> cursors = new ArrayList<>();
      for (int i = random.nextInt(10); i > 0; i--) {
        int most = random.nextInt(60);
        List<ByteString> keys =
            random.ints(most, 0, 1).mapToObj(any -> key(random)).distinct().sorted().toList();
        expected.addAll(keys);
        cursors.add(new Listed(keys));
      }
      expected.sort(null);
      LoserTree<Listed> tree = tree(cursors);
      for (int i = 0; i < expected.size(); i++) {
        assertThat(tree.next()).isTrue();
        assertThat(tree.key().copy()).isEqualTo(expected.get(i));
        assertThat(tree.first().key()).isEqualTo(tree.key());
        assertThat(tree.isRepeated())
            .isEqualTo(i > 0 && expected.get(i).equals(expected.get(i - 1)));
        boolean tied = i + 1 < expected.size() && expected.get(i).equals(expected.get(i + 1));
        assertThat(tree.isTied()).isEqualTo(tied);
        ties += tied ? 1 : 0;
      }
      assertThat(tree.next()).isFalse();
      assertThat(tree.next()).as("and stays at the end").isFalse();
    }
    assertThat(ties).isGreaterThan(1000);
  }

  @Test
  void refusesKeysThatDoNotAscend() throws IOException {
    LoserTree<Listed> tree = tree(List.of(listed("a", "c"), listed("abc", "abb", "d")));
    assertThat(tree.next()).isTrue();
    assertThat(tree.next()).isTrue();
    assertThatThrownBy(tree::next)
        .isInstanceOf(IOException.class)
        .hasMessage("list 1 is not sorted: key abb comes after abc");
    LoserTree<Listed> shorter = tree(List.of(listed("ab", "a")));
    assertThat(shorter.next()).isTrue();
    assertThatThrownBy(shorter::next).hasMessageEndingWith("key a comes after ab");
  }

  @Test
  void aKeyThatOneCursorHasTwiceIsRepeated() throws IOException {
    LoserTree<Listed> tree = tree(List.of(listed("", "", "a")));
    assertThat(tree.next()).isTrue();
    assertThat(tree.isRepeated()).isFalse();
    assertThat(tree.next()).isTrue();
    assertThat(tree.isRepeated()).isTrue();
    assertThat(tree.next()).isTrue();
    assertThat(tree.isRepeated()).isFalse();
  }
}
