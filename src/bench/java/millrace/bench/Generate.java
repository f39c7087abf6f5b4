package millrace.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Input of any size for whole processes, the same for the same arguments. Runs as it is:
 *
 * <pre>{@code
 * java Generate.java text FILE MEGABYTES SEED [DISTINCT]    # lines of ten words
 * java Generate.java log FILE LINES SEED BUCKET [DISTINCT]  # access log of the n-th five minutes
 * java Generate.java all-keys FILE KEYS [flat]              # each key once or more, in no order
 * java Generate.java some-keys FILE LINES SEED KEYS [flat]  # keys of these
 * }</pre>
 *
 * <p>The n-th most frequent of the distinct values comes about 1/n as often as the first, unless it
 * says flat.
 */
public final class Generate {
  private static final Instant START = Instant.parse("2024-03-01T00:00:00Z");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private Generate() {}

  /** See above. */
  public static void main(String[] args) throws IOException {
    try (Out out = new Out(Path.of(args[1]))) {
      switch (args[0]) {
        case "text" ->
            text(out, number(args, 2, 64) << 20, number(args, 3, 1), number(args, 4, 500_000));
        case "log" ->
            log(
                out,
                number(args, 2, 20_000),
                number(args, 3, 1),
                number(args, 4, 0),
                number(args, 5, 1_000_000));
        case "all-keys" -> allKeys(out, number(args, 2, 1_000_000), args.length > 3);
        case "some-keys" ->
            someKeys(
                out,
                number(args, 2, 100_000),
                number(args, 3, 1),
                number(args, 4, 1_000_000),
                args.length > 5);
        default -> throw new IllegalArgumentException("nothing is called " + args[0]);
      }
    }
  }

  private static long number(String[] args, int at, long otherwise) {
    return args.length > at ? Long.parseLong(args[at]) : otherwise;
  }

  /** A rank from 1, the n-th with a share of about 1/n. */
  private static long rank(SplittableRandom random, long distinct) {
    return Math.min(distinct, (long) Math.exp(random.nextDouble() * Math.log(distinct + 1.0)));
  }

  private static void text(Out out, long bytes, long seed, long distinct) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    while (out.written < bytes) {
      for (int i = 0; i < 10; i++) {
        out.word(rank(random, distinct));
        out.put(i == 9 ? '\n' : ' ');
      }
    }
  }

  private static void log(Out out, long lines, long seed, long bucket, long distinct)
      throws IOException {
    SplittableRandom random = new SplittableRandom(seed * 1000 + bucket);
    Instant start = START.plusSeconds(300 * bucket);
    String time = "";
    for (long line = 0; line < lines; line++) {
      if (line == 0 || line * 300 / lines > (line - 1) * 300 / lines) {
        time = TIME.format(start.plusSeconds(line * 300 / lines));
      }
      long client = rank(random, 100_000);
      long url = rank(random, distinct);
      out.put("10." + (client >> 14) + "." + (client >> 7 & 127) + "." + (client & 127));
      out.put(" - - [" + time + "] \"GET /");
      out.word(url % 40 + 1);
      out.put("/");
      out.word(url / 40 + 1);
      out.put("/item-" + url + ".html HTTP/1.1\" 200 " + random.nextInt(100, 50_000));
      out.put(
          " \"-\" \"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\"\n");
    }
  }

  /** A bijection of [0, keys), so that keys come in no order. */
  private static long scattered(long i, long keys) {
    return i * 2_147_483_647L % keys;
  }

  private static void key(Out out, long number) throws IOException {
    out.put("key-");
    out.word(number % 4900 + 1);
    out.put("-" + number + "\n");
  }

  private static void allKeys(Out out, long keys, boolean flat) throws IOException {
    for (long i = 0; i < keys; i++) {
      long number = scattered(i, keys);
      key(out, number);
      if (flat) {
        continue;
      }
      // A few keys are common from the start: the n-th one about 1/n as often.
      for (long more = keys / 20 / (number + 1); more > 0 && number < 10_000; more--) {
        key(out, number);
      }
    }
  }

  private static void someKeys(Out out, long lines, long seed, long keys, boolean flat)
      throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    for (long i = 0; i < lines; i++) {
      key(out, flat ? random.nextLong(keys) : rank(random, keys) - 1);
    }
  }

  /** A file being written. */
  private static final class Out implements AutoCloseable {
    private static final String CONSONANTS = "bdfghklmnprstv";
    private static final String VOWELS = "aeiou";

    private final OutputStream file;
    private long written;

    Out(Path path) throws IOException {
      file = new BufferedOutputStream(Files.newOutputStream(path), 1 << 16);
    }

    void put(char letter) throws IOException {
      file.write(letter);
      written++;
    }

    void put(String text) throws IOException {
      file.write(text.getBytes(StandardCharsets.US_ASCII));
      written += text.length();
    }

    /** A word for a number from 1; small ones are short. */
    void word(long number) throws IOException {
      for (long rest = number; rest > 0; rest = (rest - 1) / 70) {
        put(CONSONANTS.charAt((int) ((rest - 1) % 70 / 5)));
        put(VOWELS.charAt((int) ((rest - 1) % 5)));
      }
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
