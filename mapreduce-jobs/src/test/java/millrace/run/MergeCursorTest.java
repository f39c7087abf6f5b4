package millrace.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import millrace.aggregate.ByteString;
import millrace.aggregate.Count;
import millrace.aggregate.Seeds;
import millrace.aggregate.Sum;
import org.junit.jupiter.api.Test;

final class MergeCursorTest {
  private static Pairs pairs(String... pairs) {
    var map = new TreeMap<ByteString, ByteString>();
    for (String pair : pairs) {
      String[] parts = pair.split("=", -1);
      map.put(ByteString.of(parts[0]), ByteString.of(parts[1]));
    }
    return new Pairs(map);
  }

  @Test
  void showsEachKeyOnceWithItsStatesCombined() throws IOException {
    Cursor merged =
        MergeCursor.of(
            List.of(pairs("a=1", "c=2"), pairs("b=5", "c=3"), pairs(), pairs("a=1", "c=1", "d=9")),
            new Count<>());
    assertThat(Pairs.read(merged)).containsExactly("a=2", "b=5", "c=6", "d=9");
  }

  @Test
  void ofNothingIsEmpty() throws IOException {
    assertThat(Pairs.read(MergeCursor.of(List.of(), new Count<>()))).isEmpty();
    assertThat(Pairs.read(MergeCursor.of(List.of(pairs(), pairs()), new Count<>()))).isEmpty();
  }

  @Test
  void passesOverWhatIsEmpty() throws IOException {
    Cursor merged = MergeCursor.of(List.of(pairs("a=", "b=0"), pairs("a=", "c=")), new Sum());
    assertThat(Pairs.read(merged)).containsExactly("b=0");
  }

  @Test
  void handsOnBytesThatOnlyOneHasWithoutReadingThem() throws IOException {
    assertThat(
            Pairs.read(MergeCursor.of(List.of(pairs("a=no count"), pairs("b=1")), new Count<>())))
        .containsExactly("a=no count", "b=1");
    assertThatThrownBy(
            () ->
                Pairs.read(
                    MergeCursor.of(List.of(pairs("a=no count"), pairs("a=1")), new Count<>())))
        .hasMessageContaining("not a count: no count");
  }

  @Test
  void closesEveryInput() throws IOException {
    List<Pairs> inputs = List.of(pairs("a=1"), pairs());
    MergeCursor.of(inputs, new Count<>()).close();
    assertThat(inputs).allMatch(Pairs::isClosed);
  }

  @Test
  void agreesWithAMapWhateverTheInputs() throws IOException {
    Random random = Seeds.random();
    for (int round = 0; round < 200; round++) {
      var expected = new TreeMap<ByteString, Long>();
      List<Cursor> inputs = new ArrayList<>();
      for (int i = random.nextInt(9); i > 0; i--) {
        var input = new TreeMap<ByteString, ByteString>();
        for (int n = random.nextInt(30); n > 0; n--) {
          byte[] bytes = new byte[1 + random.nextInt(2)];
          random.nextBytes(bytes);
          ByteString key = ByteString.copyOf(bytes);
          long count = 1L + random.nextInt(5);
          if (input.putIfAbsent(key, ByteString.of(Long.toString(count))) == null) {
            expected.merge(key, count, Long::sum);
          }
        }
        inputs.add(new Pairs(input));
      }
      assertThat(Pairs.read(MergeCursor.of(inputs, new Count<>())))
          .isEqualTo(
              expected.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
    }
  }
}
