package millrace.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import millrace.aggregate.Slice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyHashTest {
  /** Computed in Python from the documentation of the class alone; files out there depend on it. */
  @ParameterizedTest
  @CsvSource({"'',0,0,0", "the,0,4,540", "a,1,1,137", "鯨,0,0,400"})
  void neverChanges(String key, int ofFour, int ofEight, int ofMany) {
    assertThat(KeyHash.part(Slice.of(key), 1)).isZero();
    assertThat(KeyHash.part(Slice.of(key), 4)).isEqualTo(ofFour);
    assertThat(KeyHash.part(Slice.of(key), 8)).isEqualTo(ofEight);
    assertThat(KeyHash.part(Slice.of(key), 1024)).isEqualTo(ofMany);
  }

  @Test
  void spreadsKeysEvenly() {
    int[] keys = new int[8];
    for (int i = 0; i < 8000; i++) {
      keys[KeyHash.part(Slice.of("/page/" + i), 8)]++;
    }
    for (int part : keys) {
      assertThat(part).isBetween(850, 1150);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, -1, Integer.MIN_VALUE})
  void takesPowersOfTwoOnly(int parts) {
    assertThatThrownBy(() -> KeyHash.part(Slice.of("a"), parts))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
