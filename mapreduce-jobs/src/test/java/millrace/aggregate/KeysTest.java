package millrace.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class KeysTest {
  private static List<Slice> randomTuple(Random random, int fields) {
    List<Slice> tuple = new ArrayList<>();
    for (int i = 0; i < fields; i++) {
      byte[] bytes = new byte[random.nextInt(4)];
      for (int b = 0; b < bytes.length; b++) {
        bytes[b] = new byte[] {0, 1, 2, (byte) 0xFF, 'a'}[random.nextInt(5)];
      }
      tuple.add(new Slice(bytes));
    }
    return tuple;
  }

  private static int compare(List<Slice> left, List<Slice> right) {
    for (int i = 0; i < left.size(); i++) {
      int order = left.get(i).compareTo(right.get(i));
      if (order != 0) {
        return Integer.signum(order);
      }
    }
    return 0;
  }

  @Test
  void ofOneFieldAreItsBytes() {
    Slice bytes = new Slice(new byte[] {0, 1, (byte) 0xFF, 0});
    assertThat(Keys.join(List.of(bytes))).isEqualTo(ByteString.copyOf(bytes));
    assertThat(Keys.split(bytes, 1)).containsExactly(ByteString.copyOf(bytes));
  }

  @Test
  void areWrittenAsTheFormatSays() {
    assertThat(Keys.join(List.of(new Slice(new byte[] {'a', 0}), Slice.of("b"))).toBytes())
        .containsExactly('a', 0, 0xFF, 0, 1, 'b');
  }

  @Test
  void comeApartAgainAndSortLikeTheirTuples() {
    Random random = Seeds.random();
    for (int i = 0; i < 5000; i++) {
      int fields = 2 + random.nextInt(3);
      List<Slice> left = randomTuple(random, fields);
      List<Slice> right = randomTuple(random, fields);
      ByteString leftKey = Keys.join(left);
      assertThat(Keys.split(leftKey.view(), fields))
          .isEqualTo(left.stream().map(ByteString::copyOf).toList());
      assertThat(Integer.signum(leftKey.compareTo(Keys.join(right))))
          .isEqualTo(compare(left, right));
    }
  }

  @Test
  void areJoinedOneAfterAnother() {
    Random random = Seeds.random();
    Keys.Joiner joiner = new Keys.Joiner();
    for (int i = 0; i < 1000; i++) {
      int fields = 1 + random.nextInt(3);
      List<Slice> tuple = randomTuple(random, fields);
      assertThat(Keys.split(joiner.join(tuple), fields))
          .isEqualTo(tuple.stream().map(ByteString::copyOf).toList());
    }
  }

  @Test
  void refuseWhatWasNotJoined() {
    assertThatThrownBy(() -> Keys.split(Slice.of("a"), 2))
        .hasMessageStartingWith("key of 1 fields where 2 are expected");
    assertThatThrownBy(() -> Keys.split(new Slice(new byte[] {'a', 0}), 2))
        .hasMessageStartingWith("byte 00 stands alone");
  }
}
