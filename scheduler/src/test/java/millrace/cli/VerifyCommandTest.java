package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import millrace.aggregate.ByteString;
import millrace.job.TimeCounts;
import millrace.run.RunReader;
import millrace.run.RunWriter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VerifyCommandTest {
  /** Two jobs, one of them of ranks, and every kind of window. */
  private static final String PIPELINE =
      """
      pipeline: shop
      landing:
        path: landing
        settle: 0s
        format: csv
        time: { by: event, field: time, format: iso }
        changed: replace
      buckets: { every: 5m, lateness: 1m }
      jobs:
        sold:
          sum: amount
          key: item
          windows: { all: cumulative, recent: sliding 10m }
          top: 3
        visits: { count: [item, till], windows: { all: cumulative, hour: tumbling 1h } }
      """;

  private static final String LEAF = "runs/job=sold/day=20240301/20240301T1000Z-2-0-part-0.run";
  private static final String WIDE = "runs/job=sold/day=20240301/20240301T1000Z-10-m2-part-0.run";
  private static final String PIECE = "buckets/bucket=20240301T1000Z/late-00009-0";
  private static final String REPORT =
      "_millrace/reports/job=sold/window=recent/202403/20240301T1000Z-11";
  private static final String COPY = "reports/job=sold/window=recent/bucket=20240301T1000Z/";
  private static final String PAGE = "_millrace/pages/runs/10-0.json";

  /** A shop after late records, with runs merged on two levels; tests work on copies of it. */
  @TempDir static Path turned;

  @BeforeAll
  static void turn() throws IOException {
    Mill mill = new Mill(turned).declare(PIPELINE);
    mill.drop("1.csv", Shop.morning());
    tick(mill, "10:11");
    mill.drop("2.csv", Shop.sales("10:12,hat,1,5", "10:17,hat,2,6", "10:22,coat,1,7"));
    tick(mill, "10:26");
    mill.drop("late.csv", Shop.sales("10:03,scarf,2,1", "10:26,hat,1,1"));
    tick(mill, "11:06");
  }

  private static void tick(Mill mill, String time) {
    assertThat(mill.tick("2024-03-01T" + time + ":00Z")).isEqualTo(new Mill.Ran(0, "", ""));
  }

  private static Mill copy(Path home) throws IOException {
    return new Mill(turned).copy(home);
  }

  private static void mustBeRight(Mill mill, String when) {
    for (List<String> words : List.of(List.<String>of(), List.of("--recompute"))) {
      Mill.Ran ran = mill.run("verify", words.toArray(String[]::new));
      assertThat(ran.out()).as(when).contains(": all is right; ").hasLineCount(1);
      assertThat(ran.err()).as(when).isEmpty();
      assertThat(ran.code()).as(when).isZero();
    }
  }

  // --- damage

  /** Files of one pipeline, each spoilt and put back. */
  private static final class Damage {
    private final Mill mill;
    private final String file;
    private final Path path;
    private final byte[] bytes;

    Damage(Mill mill, String file) throws IOException {
      this.mill = mill;
      this.file = file;
      this.path = mill.root().resolve("shop").resolve(file);
      this.bytes = Files.readAllBytes(path);
    }

    String missing() throws IOException {
      Files.delete(path);
      return problem();
    }

    String halved() throws IOException {
      return with(Arrays.copyOf(bytes, bytes.length / 2));
    }

    /** A bit of a byte so far from the end is turned over. */
    String flipped(int fromEnd) throws IOException {
      byte[] other = bytes.clone();
      other[other.length - fromEnd] ^= 1;
      return with(other);
    }

    String with(byte[] other) throws IOException {
      Files.write(path, other);
      return problem();
    }

    private String problem() throws IOException {
      Mill.Ran ran = mill.run("verify");
      Files.write(path, bytes);
      assertThat(ran.code()).as(file).isEqualTo(1);
      assertThat(ran.err()).as(file).isEmpty();
      assertThat(ran.lines()).as(file).hasSize(2);
      assertThat(ran.lines().get(1)).as(file).contains(": 1 problem; ");
      return ran.lines().get(0);
    }
  }

  private static String backfill(Mill mill, String from, String to, String job) {
    return "millrace backfill %s --from 20240301T%sZ --to 20240301T%sZ --job %s"
        .formatted(mill.pipeline(), from, to, job);
  }

  @Test
  void aDamagedSnapshotIsNamedAndTheNewestEndsIt(@TempDir Path home) throws IOException {
    Mill mill = copy(home);
    for (int number : List.of(5, 12)) {
      String file = "_millrace/snapshots/%020d.json".formatted(number);
      Damage damage = new Damage(mill, file);
      String what = "snapshot %d (file:%s) is damaged: ".formatted(number, damage.path);
      String remedy =
          " Nothing was changed. Put the bytes that were written back from a copy, and tick again."
              + (number == 12
                  ? " It is the newest: without it nothing can go on, and nothing else can be verified."
                  : "");
      byte[] half = Arrays.copyOf(damage.bytes, damage.bytes.length / 2);
      assertThat(damage.halved()).isEqualTo(what + digests(damage.bytes, half) + remedy);
      byte[] other = damage.bytes.clone();
      other[other.length - 9] ^= 1;
      assertThat(damage.flipped(9)).isEqualTo(what + digests(damage.bytes, other) + remedy);
      assertThat(damage.with(new byte[0]))
          .isEqualTo(
              what
                  + "it has 0 bytes and does not begin with a line that holds its digest."
                  + remedy);
    }
    assertThat(new Damage(mill, "_millrace/snapshots/%020d.json".formatted(5)).missing())
        .isEqualTo(
            "snapshot 5: missing between 4 and 6 in _millrace/snapshots. Put it back from a copy;"
                + " without one nothing is lost but its leftovers are never swept, for each"
                + " snapshot holds the whole state.");
  }

  @Test
  void theNewestSnapshotsAreMissedWhenAFileBearsTheirNumber(@TempDir Path home) throws IOException {
    Mill mill = copy(home);
    Path snapshots = mill.root().resolve("shop/_millrace/snapshots");
    Files.delete(snapshots.resolve("%020d.json".formatted(12)));
    assertThat(mill.run("verify").code()).as("12 said only that 11 is carried out").isZero();
    Files.delete(snapshots.resolve("%020d.json".formatted(11)));
    assertThat(mill.run("verify").out())
        .contains("snapshot 11: missing: the newest there is 10, and _millrace/");
  }

  private static String digests(byte[] written, byte[] found) {
    return "it was cut off or edited: digest written=%s found=%s."
        .formatted(sha256(tail(written)), sha256(tail(found)));
  }

  /** What follows the line with the digest. */
  private static byte[] tail(byte[] file) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    return text.substring(text.indexOf('\n') + 1).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aDamagedPageIsNamed(@TempDir Path home) throws IOException {
    Damage damage = new Damage(copy(home), PAGE);
    assertThat(damage.missing())
        .isEqualTo(
            "catalogue page: no such file: %s: missing, snapshot 12 names it. Put it back from a copy."
                .formatted(damage.path));
    byte[] other = damage.bytes.clone();
    other[other.length - 9] ^= 1;
    assertThat(damage.flipped(9))
        .isEqualTo(
            "catalogue page "
                + PAGE
                + " is damaged: "
                + digests(damage.bytes, other)
                + " Nothing was changed. Put the bytes that were written back from a copy, and tick again.");
  }

  @Test
  void aDamagedPieceIsNamed(@TempDir Path home) throws IOException {
    Damage damage = new Damage(copy(home), PIECE);
    String what = "bucket 20240301T1000Z: piece " + PIECE + ": ";
    String remedy =
        ". Put it back from a copy: without it the bucket cannot be folded, now or again.";
    assertThat(damage.missing()).isEqualTo(what + "missing, 53 bytes expected" + remedy);
    assertThat(damage.halved()).isEqualTo(what + "53 bytes expected, 26 found" + remedy);
    byte[] edited =
        new String(damage.bytes, StandardCharsets.UTF_8)
            .replace("scarf,2,1", "scarf,2,7")
            .getBytes(StandardCharsets.UTF_8);
    assertThat(damage.with(edited))
        .isEqualTo(
            "%sCRC-32C %s expected, %s found%s"
                .formatted(what, crc(damage.bytes), crc(edited), remedy));
  }

  private static String crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return "%08x".formatted(crc.getValue());
  }

  @Test
  void aDamagedRunIsNamedAndTheBackfillThatMakesItAnew(@TempDir Path home) throws IOException {
    Mill mill = copy(home);
    Damage leaf = new Damage(mill, LEAF);
    String what = "bucket 20240301T1000Z, job sold: run 20240301T1000Z-2-0: " + LEAF + ": ";
    String remedy = ". To compute it again: " + backfill(mill, "1000", "1005", "sold");
    assertThat(leaf.missing()).isEqualTo(what + "missing, 211 bytes expected" + remedy);
    assertThat(leaf.halved()).isEqualTo(what + "211 bytes expected, 105 found" + remedy);
    assertThat(leaf.flipped(3))
        .isEqualTo(
            what + "cannot be read near byte 211: its first line or its tail is damaged" + remedy);
    byte[] edited = swapped(leaf.bytes, "sold");
    assertThat(edited).hasSameSizeAs(leaf.bytes);
    assertThat(leaf.with(edited))
        .isEqualTo(
            "%sdigest %s expected, %s found%s"
                .formatted(what, digest(leaf.bytes), digest(edited), remedy));

    Damage wide = new Damage(mill, WIDE);
    String whatWide =
        "buckets 20240301T1000Z to before 20240301T1100Z, job sold: run 20240301T1000Z-10-m2: "
            + WIDE
            + ": ";
    String remedyWide = ". To compute it again: " + backfill(mill, "1015", "1020", "sold");
    assertThat(wide.missing()).isEqualTo(whatWide + "missing, 231 bytes expected" + remedyWide);
    assertThat(wide.halved()).isEqualTo(whatWide + "231 bytes expected, 115 found" + remedyWide);

    Files.delete(leaf.path);
    Files.write(wide.path, new byte[0]);
    for (Mill.Ran ran :
        List.of(
            mill.run("backfill", "--from", "20240301T1000Z", "--to", "20240301T1005Z"),
            mill.run("backfill", "--from", "20240301T1015Z", "--to", "20240301T1020Z"))) {
      assertThat(ran).isEqualTo(new Mill.Ran(0, "", ""));
    }
    mustBeRight(mill, "after the backfills");
  }

  @Test
  void everyByteOfARunCounts(@TempDir Path home) throws IOException {
    Damage leaf = new Damage(copy(home), LEAF);
    for (int at = 1; at <= leaf.bytes.length; at += Integer.getInteger("millrace.every", 23)) {
      assertThat(leaf.flipped(at)).contains(LEAF).contains("To compute it again: ");
    }
  }

  @Test
  void aDamagedReportOrCopyIsNamedAndTheBackfillThatPublishesItAgain(@TempDir Path home)
      throws IOException {
    Mill mill = copy(home);
    String what = "report sold/recent/20240301T1000Z, revision 2: ";
    String remedy = ". To publish it again: " + backfill(mill, "1000", "1005", "sold");
    for (String file : List.of(REPORT + ".tsv", REPORT + "-changed.tsv")) {
      Damage damage = new Damage(mill, file);
      expectFile(damage, what + file + ": ", remedy);
    }
    for (String file : List.of("part-00000.tsv", "_changed.tsv")) {
      Damage damage = new Damage(mill, COPY + file);
      expectFile(
          damage,
          what + COPY + file + ": ",
          ": it is no copy of "
              + REPORT
              + (file.equals("part-00000.tsv") ? ".tsv" : "-changed.tsv")
              + remedy);
    }
    Damage facts = new Damage(mill, COPY + "_report.json");
    String whatFacts = what + COPY + "_report.json: ";
    assertThat(facts.missing()).isEqualTo(whatFacts + "missing" + remedy);
    assertThat(facts.halved())
        .startsWith(whatFacts + "torn or edited: it has ")
        .contains(" bytes and cannot be read: ")
        .endsWith(remedy);
    assertThat(facts.with(edited(facts.bytes, "\"revision\" : 2", "\"revision\" : 1")))
        .isEqualTo(whatFacts + "revision 2 expected, 1 found: it is older" + remedy);
    assertThat(facts.with(edited(facts.bytes, "\"rows\" : 2", "\"rows\" : 9")))
        .isEqualTo(whatFacts + "rows: 2 expected, 9 found" + remedy);
    assertThat(facts.with(edited(facts.bytes, "\"complete\" : 1.0", "\"complete\" : 0.9")))
        .isEqualTo(whatFacts + "complete: 1 expected, 0.9 found" + remedy);
    assertThat(facts.with(edited(facts.bytes, "\"rows\" : 2", "\"rows\": 2 ")))
        .isEqualTo(whatFacts + "edited: it is not as it was written" + remedy);

    Files.delete(facts.path);
    Files.delete(new Damage(mill, COPY + "part-00000.tsv").path);
    Files.delete(new Damage(mill, REPORT + ".tsv").path);
    Files.delete(
        new Damage(mill, "reports/job=sold/window=all/bucket=20240301T1025Z/_report.json").path);
    assertThat(
            mill.run("backfill", "--from", "20240301T1000Z", "--to", "20240301T1005Z", "-v").err())
        .as("what is whole is copied anew and not restated")
        .endsWith(": 1 buckets computed again, 1 reports published\n");
    mustBeRight(mill, "after the backfill");
  }

  private static void expectFile(Damage damage, String what, String remedy) throws IOException {
    int length = damage.bytes.length;
    assertThat(damage.missing())
        .isEqualTo("%smissing, %d bytes expected%s".formatted(what, length, remedy));
    assertThat(damage.halved())
        .isEqualTo("%s%d bytes expected, %d found%s".formatted(what, length, length / 2, remedy));
    byte[] other = damage.bytes.clone();
    other[length - 2] ^= 1;
    assertThat(damage.flipped(2))
        .isEqualTo(
            "%ssha256 %s expected, %s found%s"
                .formatted(what, sha256(damage.bytes), sha256(other), remedy));
  }

  private static byte[] edited(byte[] bytes, String before, String after) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    assertThat(text).contains(before);
    return text.replace(before, after).getBytes(StandardCharsets.UTF_8);
  }

  // --- runs by hand

  private record Pair(ByteString key, ByteString state) {}

  private static List<Pair> pairs(byte[] run) throws IOException {
    List<Pair> pairs = new ArrayList<>();
    try (RunReader reader =
        new RunReader(
            new org.apache.hadoop.fs.FSDataInputStream(new Seekable(run)),
            run.length,
            "a run",
            "sum/1")) {
      while (reader.next()) {
        pairs.add(new Pair(ByteString.copyOf(reader.key()), ByteString.copyOf(reader.state())));
      }
    }
    return pairs;
  }

  private static String digest(byte[] run) throws IOException {
    millrace.run.RunDigest digest = millrace.run.RunDigest.NOTHING;
    for (Pair pair : pairs(run)) {
      digest = digest.plus(millrace.run.RunDigest.of(pair.key().view(), pair.state().view()));
    }
    return digest.toString();
  }

  /** The same run with the states of its first and its last key exchanged. */
  private static byte[] swapped(byte[] run, String job) throws IOException {
    List<Pair> pairs = pairs(run);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int last = pairs.size() - 1;
    try (RunWriter writer = new RunWriter(out, "a run", "sum/1", job)) {
      for (int i = 0; i <= last; i++) {
        Pair from = i == 0 ? pairs.get(last) : i == last ? pairs.get(0) : pairs.get(i);
        writer.append(pairs.get(i).key().view(), from.state().view());
      }
    }
    return out.toByteArray();
  }

  private static final class Seekable extends ByteArrayInputStream
      implements org.apache.hadoop.fs.Seekable, org.apache.hadoop.fs.PositionedReadable {
    Seekable(byte[] bytes) {
      super(bytes);
    }

    @Override
    public synchronized void seek(long to) {
      pos = (int) to;
    }

    @Override
    public synchronized long getPos() {
      return pos;
    }

    @Override
    public boolean seekToNewSource(long to) {
      return false;
    }

    @Override
    public int read(long position, byte[] buffer, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void readFully(long position, byte[] buffer, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void readFully(long position, byte[] buffer) {
      throw new UnsupportedOperationException();
    }
  }

  /** Changes a file of the state by hand, and makes its digest right again. */
  private static void forge(Path file, UnaryOperator<String> change) throws IOException {
    String tail = change.apply(new String(tail(Files.readAllBytes(file)), StandardCharsets.UTF_8));
    String digest = sha256(tail.getBytes(StandardCharsets.UTF_8));
    Files.writeString(file, "{ \"digest\" : \"" + digest + "\",\n" + tail);
  }

  @Test
  void aRunAndItsReportThatWereForgedTogetherAreFoundByComputingThemAgain(@TempDir Path home)
      throws IOException {
    Mill mill =
        new Mill(home)
            .declare(
                Shop.PIPELINE.replace("all: cumulative, recent: sliding 10m", "all: cumulative"));
    mill.drop("1.csv", Shop.sales("10:00,hat,1,40", "10:01,scarf,1,12.5"));
    tick(mill, "10:06");
    mustBeRight(mill, "before");
    Path shop = mill.root().resolve("shop");
    Path run = shop.resolve(LEAF);
    byte[] forged = swapped(Files.readAllBytes(run), "sold");
    assertThat(forged).hasSize((int) Files.size(run));
    String report = "_millrace/reports/job=sold/window=all/202403/20240301T1000Z-3.tsv";
    String copy = "reports/job=sold/window=all/bucket=20240301T1000Z/";
    byte[] rows = "scarf\t40\nhat\t12.5\n".getBytes(StandardCharsets.UTF_8);
    String sha256 = sha256(Files.readAllBytes(shop.resolve(report)));
    String digest = digest(Files.readAllBytes(run));
    UnaryOperator<String> change =
        text -> text.replace(sha256, sha256(rows)).replace(digest, quietDigest(forged));
    for (int number = 1; number <= 4; number++) {
      forge(shop.resolve("_millrace/snapshots/%020d.json".formatted(number)), change);
    }
    Files.write(run, forged);
    Files.write(shop.resolve(report), rows);
    Files.write(shop.resolve(copy + "part-00000.tsv"), rows);
    Path facts = shop.resolve(copy + "_report.json");
    Files.writeString(facts, change.apply(Files.readString(facts)));

    assertThat(mill.run("verify").code()).as("nobody sees it in the files").isZero();
    Mill.Ran ran = mill.run("verify", "--recompute");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.lines().get(0))
        .isEqualTo(
            "bucket 20240301T1000Z, job sold: "
                + LEAF
                + ": key hat: the raw records give 40, its runs hold 12.5; 2 keys differ. To compute it again: "
                + backfill(mill, "1000", "1005", "sold"));
    assertThat(ran.lines()).hasSize(2);
    assertThat(mill.run("backfill", "--from", "20240301T1000Z", "--to", "20240301T1005Z").code())
        .isZero();
    assertThat(mill.report("sold", "all")).isEqualTo("hat\t40\nscarf\t12.5\n");
    mustBeRight(mill, "after the backfill");
  }

  private static String quietDigest(byte[] run) {
    try {
      return digest(run);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aReportThatWasForgedAloneIsFoundByMakingItAgain(@TempDir Path home) throws IOException {
    Mill mill = copy(home);
    Path shop = mill.root().resolve("shop");
    String report = "_millrace/reports/job=sold/window=recent/202403/20240301T1010Z-7.tsv";
    String copy = "reports/job=sold/window=recent/bucket=20240301T1010Z/";
    byte[] rows = Files.readAllBytes(shop.resolve(report));
    byte[] forged = edited(rows, "150", "151");
    UnaryOperator<String> change = text -> text.replace(sha256(rows), sha256(forged));
    forge(shop.resolve("_millrace/pages/reports/11-0.json"), change);
    Files.write(shop.resolve(report), forged);
    Files.write(shop.resolve(copy + "part-00000.tsv"), forged);
    Path facts = shop.resolve(copy + "_report.json");
    Files.writeString(facts, change.apply(Files.readString(facts)));

    assertThat(mill.run("verify").code()).as("nobody sees it in the files").isZero();
    assertThat(mill.run("verify", "--recompute", "--job", "visits").code()).isZero();
    assertThat(mill.run("verify", "--recompute", "--from", "20240301T1015Z").code()).isZero();
    Mill.Ran ran =
        mill.run("verify", "--recompute", "--from", "20240301T1010Z", "--to", "20240301T1015Z");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.lines().get(0))
        .isEqualTo(
            ("report sold/recent/20240301T1010Z, revision 1: %s: sha256 %s of 3 rows expected from"
                    + " the runs of its buckets, %s of 3 rows is published. To publish it again: %s")
                .formatted(
                    report, sha256(rows), sha256(forged), backfill(mill, "1010", "1015", "sold")));
  }

  // --- no damage

  @Test
  void whatLateRecordsReplacedFilesRetentionAndBackfillLeaveIsRight(@TempDir Path home)
      throws IOException {
    Mill mill =
        new Mill(home).declare(PIPELINE + "retention: { raw: 30m, runs: 75m, reports: 2h }\n");
    assertThat(mill.run("verify").out())
        .isEqualTo("pipeline shop, snapshot 0: all is right; there is nothing yet\n");
    mill.drop("1.csv", Shop.morning() + "nonsense\n");
    tickWarned(mill, "10:11");
    mill.drop("1.csv", Shop.morning().replace("hat", "cap"));
    mill.drop("late.csv", Shop.sales("10:03,scarf,2,1", "10:07,scarf,1,1"));
    tickWarned(mill, "10:16");
    mustBeRight(mill, "after a file was replaced, and late records");
    for (int hour = 10; hour < 14; hour++) {
      mill.drop(
          hour + ".csv",
          Shop.sales(hour + ":20,hat,1,1", hour + ":33,coat,2,2", hour + ":50,hat,1,3"));
      tickWarned(mill, hour + ":59");
    }
    mustBeRight(mill, "after retention");
    assertThat(mill.run("verify", "--recompute").out())
        .as("retention has deleted something")
        .contains(" buckets without raw records");
    assertThat(mill.run("backfill", "--from", "20240301T1330Z", "--to", "20240301T1355Z").code())
        .isZero();
    mustBeRight(mill, "after a backfill");
    assertThat(mill.run("verify", "--job", "sold", "--from", "20240301T1350Z").out())
        .contains(" 1 pieces, ");
    Path left = mill.root().resolve("shop/buckets/bucket=20240301T1350Z/left");
    Files.writeString(left, "who knows");
    assertThat(mill.run("verify").out()).contains(", 1 files that nothing names");
  }

  /** What a job makes of the time of a record is made of it again. */
  @Test
  void timesThatStandInNoRecordAreProvedToo(@TempDir Path home) throws IOException {
    Mill mill =
        new Mill(home)
            .declare(
                """
                pipeline: shop
                landing:
                  path: landing
                  settle: 0s
                  time: { by: file-name, pattern: '(?<time>\\d{12})', format: yyyyMMddHHmm }
                buckets: { every: 5m }
                jobs:
                  times: { class: %s, windows: { all: cumulative } }
                """
                    .formatted(TimeCounts.class.getName()));
    mill.drop("202403011003.log", "a\nb\n").drop("202403011001.log", "c\n");
    tick(mill, "10:05");
    mill.drop("202403011002.log", "d\n");
    tick(mill, "10:10");
    assertThat(mill.report("times", "all").lines())
        .contains(
            "landing 2024-03-01T10:01:00Z\t1",
            "landing 2024-03-01T10:02:00Z\t1",
            "landing 2024-03-01T10:03:00Z\t2");
    mustBeRight(mill, "after a late file");
  }

  private static void tickWarned(Mill mill, String time) {
    assertThat(mill.tick("2024-03-01T" + time + ":00Z").code()).isZero();
  }

  @Test
  void wrongUsageIsRefused(@TempDir Path home) throws IOException {
    Mill mill = new Mill(home).declare(PIPELINE);
    Mill.Ran ran =
        mill.run(
            "verify", "--from", "2024-03-01T10:01:00Z", "--to", "20240301T1000Z", "--job", "x");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.errors())
        .containsExactly(
            "verify: 2024-03-01T10:01:00Z is no bound of a bucket; the nearest before it is 2024-03-01T10:00:00Z",
            "verify: --from 2024-03-01T10:01:00Z is not before --to 2024-03-01T10:00:00Z",
            "verify: unknown job x, there are sold, visits");
  }
}
