package millrace.bench;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * Made-up input, the same for the same seed: few words are common and most are rare, as in text.
 */
public final class Input {
  /** How much of each there is, in MB. */
  public static final int MEGABYTES = 8;

  private static final int BYTES = MEGABYTES * 1_000_000;
  private static final int WORDS = 100_000;
  private static final long SEED = 7;

  private Input() {}

  /** Lines of ten words. */
  public static byte[] text() {
    Random random = new Random(SEED);
    return lines(
        line -> {
          StringBuilder words = new StringBuilder();
          for (int i = 0; i < 10; i++) {
            words.append(i == 0 ? "" : " ").append(word(random));
          }
          return words.toString();
        });
  }

  /** An access log in combined form, a hundred lines a second. */
  public static byte[] accessLog() {
    Random random = new Random(SEED);
    return lines(
        line ->
            "10.%d.%d.%d - - [%s] \"GET /%s/item-%s.html?from=%s HTTP/1.1\" %d %d \"-\" \"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\""
                .formatted(
                    random.nextInt(4),
                    random.nextInt(100),
                    random.nextInt(100),
                    "01/Mar/2024:10:%02d:%02d +0000".formatted(line / 6000 % 60, line / 100 % 60),
                    word(random),
                    word(random),
                    word(random),
                    random.nextInt(10) == 0 ? 404 : 200,
                    100 + random.nextInt(50_000)));
  }

  /** Rows of four fields, the last one quoted, below their names. */
  public static byte[] csv() {
    Random random = new Random(SEED);
    return lines(
        line ->
            line == 0
                ? "time,key,amount,text"
                : "%s,%s,%d,\"%s, %s\""
                    .formatted(
                        time(line),
                        word(random),
                        random.nextInt(100_000),
                        word(random),
                        word(random)));
  }

  /** Objects of four fields, one of them in an object of its own. */
  public static byte[] json() {
    Random random = new Random(SEED);
    return lines(
        line ->
            "{\"time\":\"%s\",\"key\":\"%s\",\"amount\":%d,\"who\":{\"name\":\"%s\",\"text\":\"%s %s\"}}"
                .formatted(
                    time(line),
                    word(random),
                    random.nextInt(100_000),
                    word(random),
                    word(random),
                    word(random)));
  }

  private static String time(int line) {
    return "2024-03-01T10:%02d:%02dZ".formatted(line / 6000 % 60, line / 100 % 60);
  }

  private static String word(Random random) {
    int rank = (int) Math.exp(random.nextDouble() * Math.log(WORDS));
    StringBuilder word = new StringBuilder();
    for (int rest = rank; rest > 0; rest /= 70) {
      word.append("bdfghklmnprstv".charAt(rest % 70 / 5)).append("aeiou".charAt(rest % 5));
    }
    return word.toString();
  }

  private static byte[] lines(IntFunction<String> line) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(BYTES + 1000);
    for (int i = 0; bytes.size() < BYTES; i++) {
      bytes.writeBytes((line.apply(i) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
