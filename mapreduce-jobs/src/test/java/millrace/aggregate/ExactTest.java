package millrace.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExactTest {
  private static Exact parse(String text) throws Exact.NotANumber {
    return Exact.parse(Slice.of(text));
  }

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "0,0",
        "-0,0",
        "-0.000,0",
        "0e99999999999999999999,0",
        "+7,7",
        "007,7",
        " 12\t,12",
        "1.50,1.5",
        "15e-1,1.5",
        "1.5E+3,1500",
        ".5,0.5",
        "5.,5",
        "-.25,-0.25",
        "9223372036854775807,9223372036854775807",
        "9223372036854775808,9223372036854775808",
        "-9223372036854775808,-9223372036854775808",
        "123456789012345678,123456789012345678",
        "100000000000000000000.00,100000000000000000000",
        "1e-7,0.0000001",
      })
  void readsWhatPeopleWriteAndWritesItPlain(String text, String plain) throws Exact.NotANumber {
    assertThat(parse(text)).hasToString(plain);
    assertThat(parse(plain)).isEqualTo(parse(text)).hasSameHashCodeAs(parse(text));
    assertThat(Exact.ofCanonical(Slice.of(plain))).isEqualTo(parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-",
        "+",
        ".",
        "e5",
        "1e",
        "1e+",
        "1,5",
        "1 2",
        "1.2.3",
        "--1",
        "0x1F",
        "NaN",
        "Infinity",
        "1_000",
        "１２",
        "1e5.0",
        "1\u00a0",
        "12€"
      })
  void refusesWhatIsNoNumber(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(Exact.NotANumber.class)
        .hasMessageStartingWith("not a number: \"");
  }

  @Test
  void refusesNumbersBeyondAThousandDigits() throws Exact.NotANumber {
    assertThat(parse("1e999").toString()).hasSize(1000);
    assertThat(parse("1e-1000").toString()).hasSize(1002);
    for (String text :
        new String[] {
          "1e1000",
          "1e-1001",
          "1e400000",
          "-1e2147483648",
          "1e-99999999999",
          "9".repeat(1001),
          "1" + "0".repeat(5000)
        }) {
      assertThatThrownBy(() -> parse(text))
          .hasMessageStartingWith("not a number of at most 1000 digits: ");
    }
  }

  @Test
  void theReasonShowsTheTextHarmlesslyAndShort() {
    assertThatThrownBy(() -> parse("a\u001b[31m\n\u202eb"))
        .hasMessage("not a number: \"a\\u001b[31m\\u000a\\u202eb\"");
    assertThatThrownBy(() -> parse("x".repeat(100)))
        .hasMessage("not a number: \"" + "x".repeat(40) + "\"…");
  }

  @Test
  void addsAndComparesLikeBigDecimal() {
    Random random = Seeds.random();
    for (int i = 0; i < 2000; i++) {
      Exact a = Numbers.any(random);
      Exact b = Numbers.any(random);
      BigDecimal bigA = new BigDecimal(a.toString());
      BigDecimal bigB = new BigDecimal(b.toString());
      assertThat(new BigDecimal(a.plus(b).toString())).isEqualByComparingTo(bigA.add(bigB));
      assertThat(Integer.signum(a.compareTo(b))).isEqualTo(bigA.compareTo(bigB));
      assertThat(a.equals(b)).isEqualTo(bigA.compareTo(bigB) == 0);
      assertThat(a.plus(b))
          .isEqualTo(Exact.of(bigA.add(bigB)))
          .hasSameHashCodeAs(Exact.of(bigA.add(bigB)));
      assertThat(Exact.ofCanonical(Slice.of(a.plus(b).toString()))).isEqualTo(a.plus(b));
    }
  }

  @Test
  void growsBeyondLongAndComesBack() {
    Exact beyond = Exact.of(Long.MAX_VALUE).plus(Exact.of(1));
    assertThat(beyond).hasToString("9223372036854775808");
    assertThat(beyond.plus(Exact.of(-1))).isEqualTo(Exact.of(Long.MAX_VALUE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "-", "-0", "01", "1.0", "1e3", "+1", " 1", "1.", ".5", "0.50", "NaN", "1-2", "1.2.3"
      })
  void statesAreReadInOneWritingOnly(String text) {
    assertThatThrownBy(() -> Exact.ofCanonical(Slice.of(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not an exact number as states hold them: ");
  }
}
