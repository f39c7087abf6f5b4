package millrace.jobs.wordcount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import millrace.aggregate.ByteString;
import millrace.aggregate.Seeds;
import millrace.aggregate.Slice;
import millrace.job.Emitter;
import millrace.job.Event;
import millrace.option.Options;
import org.junit.jupiter.api.Test;

final class WordCountTest {
  private static List<ByteString> words(String tokens, byte[] line) {
    WordCount job = new WordCount();
    job.configure(Options.of(Map.of("tokens", tokens)));
    byte[] among = new byte[line.length + 4];
    Arrays.fill(among, (byte) 'x');
    System.arraycopy(line, 0, among, 2, line.length);
    List<ByteString> words = new ArrayList<>();
    job.map(
        Event.of(
            name -> name.equals("line") ? new Slice().set(among, 2, line.length) : new Slice(),
            Instant.EPOCH,
            "landing"),
        new Emitter<Slice>() {
          @Override
          public void emit(Slice key, Slice event) {
            words.add(ByteString.copyOf(key));
          }

          @Override
          public void filtered() {
            throw new AssertionError("a word count filters nothing");
          }

          @Override
          public void rejected(String reason) {
            throw new AssertionError("a word count rejects nothing: " + reason);
          }
        });
    return words;
  }

  private static List<String> unicode(String line) {
    return words("unicode", line.getBytes(StandardCharsets.UTF_8)).stream()
        .map(ByteString::toString)
        .toList();
  }

  private static List<String> whitespace(String line) {
    return words("whitespace", line.getBytes(StandardCharsets.UTF_8)).stream()
        .map(ByteString::toString)
        .toList();
  }

  private static byte[] bytes(int... values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int value : values) {
      out.write(value);
    }
    return out.toByteArray();
  }

  @Test
  void whitespaceSplitsAtSixBytesAndKeepsTheRest() {
    assertThat(whitespace(" The whale,\tthe\u000b\u000cWHALE!\r "))
        .containsExactly("The", "whale,", "the", "WHALE!");
    assertThat(whitespace("a\u00a0b\u2003c\u0085d\u001ce"))
        .containsExactly("a\u00a0b\u2003c\u0085d\u001ce");
    assertThat(whitespace("")).isEmpty();
    assertThat(whitespace("   ")).isEmpty();
  }

  @Test
  void whitespaceKeepsBytesThatAreNoUtf8() {
    byte[] word = bytes(0xFF, 'a', 0xC3);
    assertThat(words("whitespace", bytes(' ', 0xFF, 'a', 0xC3, ' ')))
        .containsExactly(ByteString.copyOf(word));
  }

  @Test
  void whitespaceAgreesWithAPatternOnAnyBytes() {
    Random random = Seeds.random();
    for (int i = 0; i < 3000; i++) {
      byte[] line = new byte[random.nextInt(40)];
      random.nextBytes(line);
      for (int at = 0; at < line.length; at++) {
        if (random.nextInt(3) == 0) {
          line[at] = (byte) random.nextInt('"');
        }
      }
      List<String> expected =
          Pattern.compile("[\\x09-\\x0D\\x20]")
              .splitAsStream(new String(line, StandardCharsets.ISO_8859_1))
              .filter(word -> !word.isEmpty())
              .toList();
      assertThat(words("whitespace", line))
          .extracting(word -> new String(word.toBytes(), StandardCharsets.ISO_8859_1))
          .isEqualTo(expected);
    }
  }

  @Test
  void unicodeTakesLettersAndDigitsInLowerCase() {
    assertThat(unicode("Call me Ishmael--42 times, don't_you?"))
        .containsExactly("call", "me", "ishmael", "42", "times", "don", "t", "you");
    assertThat(unicode("")).isEmpty();
    assertThat(unicode("--")).isEmpty();
    assertThat(unicode("Ⅷ x² ½ ٣٤")).containsExactly("x", "٣٤");
  }

  @Test
  void unicodeLowersEachWordAsAWhole() {
    assertThat(unicode("ΟΔΟΣ ΣΟΦΟΣ ΣΑΣ Σ")).containsExactly("οδος", "σοφος", "σας", "σ");
    assertThat(unicode("İSTANBUL Iğdır")).containsExactly("i\u0307stanbul", "iğdır");
    assertThat(unicode("STRASSE Straße ÉCOLE")).containsExactly("strasse", "straße", "école");
    assertThat(unicode("\ud801\udc00\ud801\udc01")).containsExactly("\ud801\udc28\ud801\udc29");
  }

  @Test
  void unicodeKnowsNoWordsInsideChineseRuns() {
    assertThat(unicode("滾滾長江東逝水，浪花淘盡英雄。")).containsExactly("滾滾長江東逝水", "浪花淘盡英雄");
    assertThat(unicode("هٰذَا كتاب")).containsExactly("ه", "ذ", "ا", "كتاب");
    assertThat(unicode("𠀀𠀁 x")).containsExactly("𠀀𠀁", "x");
  }

  @Test
  void unicodeSeparatesAtBytesThatAreNoUtf8() {
    assertThat(words("unicode", bytes('a', 0xFF, 'b', 0xC3))).hasToString("[a, b]");
    assertThat(words("unicode", bytes('a', 0xE9, 0xAF, 'b'))).as("cut short").hasToString("[a, b]");
    assertThat(words("unicode", bytes('a', 0xC1, 0x81, 'b'))).as("overlong").hasToString("[a, b]");
    assertThat(words("unicode", bytes('a', 0xED, 0xA0, 0x80, 'b')))
        .as("surrogate")
        .hasToString("[a, b]");
    assertThat(words("unicode", bytes('a', 0xF4, 0x90, 0x80, 0x80, 'b')))
        .as("too large")
        .hasToString("[a, b]");
    assertThat(words("unicode", bytes('a', 0xE9, 0xC3, 0xA9, 'b')))
        .as("then good again")
        .hasToString("[a, éb]");
    assertThat(words("unicode", bytes(0xEF, 0xBF, 0xBD))).as("U+FFFD itself").isEmpty();
  }

  @Test
  void unicodeAgreesWithJavaOnAnyBytes() {
    Random random = Seeds.random();
    String[] pieces = {
      "a", "Z", "9", " ", "-", "é", "Σ", "İ", "鯨", "\ud801\udc00", "\u0301", "ß", "\u00aa"
    };
    for (int i = 0; i < 3000; i++) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int n = random.nextInt(12); n > 0; n--) {
        if (random.nextInt(4) == 0) {
          line.write(random.nextInt(256));
        } else {
          line.writeBytes(pieces[random.nextInt(pieces.length)].getBytes(StandardCharsets.UTF_8));
        }
      }
      List<String> expected = new ArrayList<>();
      for (String word :
          new String(line.toByteArray(), StandardCharsets.UTF_8).split("[^\\p{L}\\p{Nd}]+", -1)) {
        if (!word.isEmpty()) {
          expected.add(word.toLowerCase(Locale.ROOT));
        }
      }
      assertThat(words("unicode", line.toByteArray()).stream().map(ByteString::toString).toList())
          .isEqualTo(expected);
    }
  }

  @Test
  void optionsAreChecked() {
    WordCount job = new WordCount();
    assertThatThrownBy(() -> job.configure(Options.of(Map.of("tokens", "unicod"))))
        .hasMessage(
            "unknown value of option tokens: unicod (did you mean unicode? allowed: unicode, whitespace)");
    assertThatThrownBy(() -> job.configure(Options.of(Map.of("token", "unicode"))))
        .hasMessage("unknown option: token (did you mean tokens? allowed: field, tokens)");
    job.configure(Options.of(Map.of("field", "message")));
    assertThat(job.fields()).containsExactly("message");
  }
}
