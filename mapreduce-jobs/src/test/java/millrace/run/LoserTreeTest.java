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
import org.junit.jupiter.api.Test;

final class LoserTreeTest {
  private static LoserTree<Pairs> tree(List<Pairs> cursors) {
    return new LoserTree<>(cursors, cursor -> "list " + cursors.indexOf(cursor));
  }

  private static Pairs listed(String... keys) {
    return Pairs.of(Arrays.stream(keys).map(ByteString::of).toList());
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
      List<Pairs> cursors = new ArrayList<>();
      for (int i = random.nextInt(10); i > 0; i--) {
        int most = random.nextInt(60);
        List<ByteString> keys =
            random.ints(most, 0, 1).mapToObj(any -> key(random)).distinct().sorted().toList();
        expected.addAll(keys);
        cursors.add(Pairs.of(keys));
      }
      expected.sort(null);
      LoserTree<Pairs> tree = tree(cursors);
      for (int i = 0; i < expected.size(); i++) {
        assertThat(tree.next()).isTrue();
        assertThat(ByteString.copyOf(tree.key())).isEqualTo(expected.get(i));
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
    LoserTree<Pairs> tree = tree(List.of(listed("a", "c"), listed("abc", "abb", "d")));
    assertThat(tree.next()).isTrue();
    assertThat(tree.next()).isTrue();
    assertThatThrownBy(tree::next)
        .isInstanceOf(IOException.class)
        .hasMessage("list 1 is not sorted: key abb comes after abc");
    LoserTree<Pairs> shorter = tree(List.of(listed("ab", "a")));
    assertThat(shorter.next()).isTrue();
    assertThatThrownBy(shorter::next).hasMessageEndingWith("key a comes after ab");
  }

  @Test
  void aKeyThatOneCursorHasTwiceIsRepeated() throws IOException {
    LoserTree<Pairs> tree = tree(List.of(listed("", "", "a")));
    assertThat(tree.next()).isTrue();
    assertThat(tree.isRepeated()).isFalse();
    assertThat(tree.next()).isTrue();
    assertThat(tree.isRepeated()).isTrue();
    assertThat(tree.next()).isTrue();
    assertThat(tree.isRepeated()).isFalse();
  }
}
