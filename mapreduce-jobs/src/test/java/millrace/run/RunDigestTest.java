package millrace.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import millrace.aggregate.Slice;
import org.junit.jupiter.api.Test;

final class RunDigestTest {
  private static RunDigest of(String key, String state) {
    return RunDigest.of(Slice.of(key), Slice.of(state));
  }

  /**
   * The expected texts were computed by a reader written in Python from the documentation of the
   * class alone.
   */
  @Test
  void isWhatAnotherLanguageComputes() {
    assertThat(of("the", "42")).hasToString("e380ea83f9622130f4ce5ac02e24a4a3");
    assertThat(
            of("the", "42")
                .plus(of("a long key of more than sixteen bytes", "1"))
                .plus(of("é", "")))
        .hasToString("35d03d05613217809cc369c2299e17e9");
  }

  @Test
  void doesNotDependOnOrder() {
    assertThat(of("a", "1").plus(of("b", "2"))).isEqualTo(of("b", "2").plus(of("a", "1")));
    assertThat(RunDigest.NOTHING.plus(of("a", "1"))).isEqualTo(of("a", "1"));
  }

  @Test
  void tellsApartWhereTheKeyEnds() {
    assertThat(of("ab", "c")).isNotEqualTo(of("a", "bc"));
    assertThat(of("a", "").plus(of("b", ""))).isNotEqualTo(of("ab", ""));
  }

  @Test
  void looksOnlyAtWhatTheViewShows() {
    byte[] among = "__the42__".getBytes(StandardCharsets.US_ASCII);
    assertThat(RunDigest.of(new Slice().set(among, 2, 3), new Slice().set(among, 5, 2)))
        .isEqualTo(of("the", "42"));
  }

  @Test
  void isReadBackFromItsText() {
    assertThat(RunDigest.parse(of("the", "42").toString())).isEqualTo(of("the", "42"));
    assertThat(RunDigest.NOTHING).hasToString("0".repeat(32));
    for (String text :
        new String[] {"", "0".repeat(31), "0".repeat(33), "G".repeat(32), "+" + "0".repeat(31)}) {
      assertThatThrownBy(() -> RunDigest.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
