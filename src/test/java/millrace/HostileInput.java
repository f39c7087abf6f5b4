package millrace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import millrace.cli.Mill;

/**
 * One hostile delivery, and all that is expected of it: what is said, what becomes of each file and
 * of its records, and which rows it adds to the reports.
 */
final class HostileInput {
  /** What most deliveries are taken by. */
  static final String CSV =
      """
      pipeline: p
      landing:
        path: landing
        settle: 0s
        format: csv
        time: { by: event, field: time, format: iso }
      buckets: { every: 5m, lateness: 1m }
      jobs:
        keys: { count: key, windows: { all: cumulative } }
        sums: { sum: amount, key: key, windows: { all: cumulative } }
      """;

  /** Where lines themselves are counted, at the time of the tick that takes them. */
  static final String TEXT =
      """
      pipeline: p
      landing: { path: landing, settle: 0s, format: text }
      buckets: { every: 5m, lateness: 1m }
      jobs: { keys: { count: line, windows: { all: cumulative } } }
      """;

  /** Does to the landing directory what dropping a file does not. */
  interface Delivery {
    void arrive(Mill mill) throws IOException;
  }

  private final int number;
  private final String title;
  private final List<Delivery> deliveries = new ArrayList<>();
  private final List<Delivery> afterwards = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private final List<String> saidAfterwards = new ArrayList<>();
  private final Map<String, String> files = new LinkedHashMap<>();
  private final List<String> waiting = new ArrayList<>();
  private final Map<String, Long> counts = new LinkedHashMap<>();
  private final Map<String, String> sums = new LinkedHashMap<>();
  private final Map<String, String> settings = new LinkedHashMap<>();
  private String pipeline = CSV;
  private IntFunction<byte[]> good = HostileInput::goodCsv;
  private long others;
  private int inputs;

  private HostileInput(int number, String title) {
    this.number = number;
    this.title = title;
  }

  /** The row with this number in the list of forty. */
  static HostileInput kind(int number, String title) {
    return new HostileInput(number, title);
  }

  /** Three records of two buckets, in the file of somebody who does all right. */
  static byte[] goodCsv(int i) {
    return """
        time,key,amount
        2024-03-01T10:01:00Z,good-%1$d,%1$d
        2024-03-01T10:02:00Z,good,1
        2024-03-01T10:06:00Z,good,-2.5
        """
        .formatted(i)
        .getBytes(UTF_8);
  }

  private static byte[] goodText(int i) {
    return "good-%d\ngood\ngood\n".formatted(i).getBytes(UTF_8);
  }

  // --- what arrives

  /** A file arrives that is cut: so many records, of which so many are cut, the others not. */
  HostileInput cut(String name, byte[] bytes, long records, long cut) {
    return file(name, bytes, "CUT %d %d %d".formatted(records, cut, records - cut));
  }

  /** A file arrives that is cut, every one of its records. */
  HostileInput cut(String name, byte[] bytes, long records) {
    return cut(name, bytes, records, records);
  }

  /** A file arrives that is quarantined whole, and why; a line says so. */
  HostileInput quarantined(String name, byte[] bytes, String reason) {
    said.add(
        "landing %s: quarantined whole: %s. Nothing of it was counted; deliver it again, mended."
            .formatted(name, reason));
    return file(name, bytes, "QUARANTINED 0 0 0");
  }

  /** A file arrives that is a duplicate. */
  HostileInput duplicate(String name, byte[] bytes) {
    return file(name, bytes, "DUPLICATE 0 0 0");
  }

  /** A file arrives that is not taken, and why; {@code status} says so. */
  HostileInput notTaken(String name, byte[] bytes, String stateAndReason) {
    waiting.add(name + " " + stateAndReason);
    return file(name, bytes, "unknown");
  }

  private HostileInput file(String name, byte[] bytes, String verdict) {
    return arrives(mill -> mill.drop(name, bytes)).becomes(name, verdict);
  }

  /** Something else happens in the landing directory before the tick. */
  HostileInput arrives(Delivery delivery) {
    deliveries.add(delivery);
    inputs++;
    return this;
  }

  /** Something happens after the first tick. */
  HostileInput then(Delivery delivery) {
    afterwards.add(delivery);
    inputs++;
    return this;
  }

  /** How the pipeline file differs. */
  HostileInput pipeline(String right, String different) {
    if (!pipeline.contains(right)) {
      throw new IllegalArgumentException("the pipeline does not say " + right);
    }
    pipeline = pipeline.replace(right, different);
    return this;
  }

  /** Lines are counted, not rows of fields. */
  HostileInput text() {
    pipeline = TEXT;
    good = HostileInput::goodText;
    return this;
  }

  /** The good files are these. */
  HostileInput good(IntFunction<byte[]> files) {
    good = files;
    return this;
  }

  /** A setting. */
  HostileInput with(String key, String value) {
    settings.put(key, value);
    return this;
  }

  /** A file arrives that is cut, every one of its records. */
  HostileInput cut(String name, String text, long records) {
    return cut(name, text.getBytes(UTF_8), records);
  }

  /** So many records more, all of them good, in files that are not named here. */
  HostileInput manyOthers(long records) {
    others = records;
    return this;
  }

  // --- what is expected

  /** What becomes of a file: its verdict, and its records, those cut and those quarantined. */
  HostileInput becomes(String name, String verdict) {
    files.put(name, verdict);
    return this;
  }

  /** The first tick says this of a file. */
  HostileInput says(String name, String what) {
    said.add("landing " + name + ": " + what);
    return this;
  }

  /** The first tick says this. */
  HostileInput saysLine(String line) {
    said.add(line);
    return this;
  }

  /** The first tick says of a file that so many records are broken. */
  HostileInput saysBroken(String name, long broken, long records) {
    return says(name, broken + " of " + records + " records quarantined, see quarantine/");
  }

  /** The second tick says this of a file. */
  HostileInput thenSays(String name, String what) {
    saidAfterwards.add("landing " + name + ": " + what);
    return this;
  }

  /** What {@code status} lists beside: file, state and reason. */
  HostileInput waits(String fileStateAndReason) {
    waiting.add(fileStateAndReason);
    return this;
  }

  /** A row the delivery adds to the counts: a key, as the report's file has it, and its count. */
  HostileInput counts(String key, long count) {
    counts.put(utf8(key), count);
    return this;
  }

  /** The same with a key that is not UTF-8, a character for each byte. */
  HostileInput countsBytes(String key, long count) {
    counts.put(key, count);
    return this;
  }

  /** A row the delivery adds to the sums. */
  HostileInput sums(String key, String sum) {
    sums.put(utf8(key), sum);
    return this;
  }

  static String utf8(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  // --- what the test asks for

  int number() {
    return number;
  }

  int inputs() {
    return inputs;
  }

  long others() {
    return others;
  }

  List<String> said() {
    return List.copyOf(said);
  }

  List<String> saidAfterwards() {
    return List.copyOf(saidAfterwards);
  }

  Map<String, String> files() {
    return files;
  }

  List<String> waiting() {
    return List.copyOf(waiting);
  }

  Map<String, Long> counts() {
    return counts;
  }

  Map<String, String> sums() {
    return sums;
  }

  boolean hasSums() {
    return pipeline.contains("sums:");
  }

  /** A mill with nine good files, older than any delivery, and the hostile ones among them. */
  Mill deliver(Path home) throws IOException {
    Mill mill = new Mill(home).declare(pipeline);
    settings.forEach(mill::with);
    for (int i = 1; i <= 9; i++) {
      mill.drop(goodName(i), good.apply(i));
    }
    age(mill);
    for (Delivery delivery : deliveries) {
      delivery.arrive(mill);
    }
    return mill;
  }

  /** Some before and some after the hostile ones, in the order in which files are taken. */
  static String goodName(int i) {
    return (i % 2 == 0 ? "a-good-" : "z-good-") + i + ".csv";
  }

  private static void age(Mill mill) throws IOException {
    for (int i = 1; i <= 9; i++) {
      Files.setLastModifiedTime(
          mill.landing().resolve(goodName(i)),
          java.nio.file.attribute.FileTime.from(java.time.Instant.parse("2024-03-01T10:00:00Z")));
    }
  }

  /** What happens between the first tick and the second. */
  void deliverAfterwards(Mill mill) throws IOException {
    for (Delivery delivery : afterwards) {
      delivery.arrive(mill);
    }
  }

  /** A good file of the bucket after. */
  void deliverNext(Mill mill) throws IOException {
    String later = new String(good.apply(0), UTF_8).replace("good", "next");
    mill.drop("next.csv", later.replace("T10:0", "T10:1"));
    Files.setLastModifiedTime(
        mill.landing().resolve("next.csv"),
        java.nio.file.attribute.FileTime.from(java.time.Instant.parse("2024-03-01T10:00:00Z")));
  }

  @Override
  public String toString() {
    return number + " " + title;
  }
}
