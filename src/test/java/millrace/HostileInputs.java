package millrace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static millrace.HostileInput.kind;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.SnappyCodec;
import org.apache.hadoop.util.ReflectionUtils;

/** The forty bad inputs of the list, in its order, as deliveries. */
final class HostileInputs {
  private static final String HEADER = "time,key,amount\n";
  private static final String NOT_GZIP = "not a gzip file";
  private static final String CUT_SHORT = "Unexpected end of input stream";

  /** The sizes of the list with {@code -Pmatrix}; in every build a hundredth. */
  private static final int SCALE = Integer.getInteger("millrace.every", 16) == 1 ? 100 : 1;

  private HostileInputs() {}

  static List<HostileInput> all() throws IOException {
    List<HostileInput> all = new ArrayList<>();
    text(all);
    sizes(all);
    compressed(all);
    unfinished(all);
    names(all);
    many(all);
    values(all);
    hostileText(all);
    times(all);
    return all;
  }

  private static void text(List<HostileInput> all) throws IOException {
    all.add(
        kind(1, "empty file")
            .cut("bad.csv", new byte[0], 0)
            .cut("header.csv", bytes(HEADER), 0)
            .cut("blank.csv", bytes("\n"), 0));
    all.add(
        kind(2, "no final newline")
            .cut("bad.csv", bytes(HEADER + "2024-03-01T10:01:00Z,x,1"), 1)
            .cut("header.csv", bytes("time,key,amount"), 0)
            .counts("x", 1)
            .sums("x", "1"));
    all.add(
        kind(3, "CRLF")
            .cut("bad.csv", rows("x", "y").replaceAll("\n", "\r\n"), 2)
            .counts("x", 1)
            .counts("y", 1)
            .sums("y", "1"));
    all.add(
        kind(4, "lone CR only")
            .cut("bad.csv", rows("x", "y").replaceAll("\n", "\r"), 2)
            .counts("x", 1)
            .counts("y", 1)
            .sums("y", "1"));
    all.add(
        kind(5, "mixed endings and blank lines")
            .cut(
                "bad.csv",
                bytes(
                    "\n\r\n"
                        + HEADER
                        + "\r\r\n"
                        + row("x", "1")
                        + "\r\n\n \n"
                        + row("y", "2")
                        + "\r"),
                3,
                2)
            .saysBroken("bad.csv", 1, 3)
            .counts("x", 1)
            .counts("y", 1)
            .sums("y", "2"));
    all.add(
        kind(6, "UTF-8 BOM")
            .cut("bad.csv", bytes("\ufeff" + rows("x")), 1)
            .cut("joined.csv", bytes("\ufeff" + rows("x") + "\ufeff" + row("y", "1")), 2)
            .cut("only.csv", bytes("\ufeff"), 0)
            .counts("x", 2)
            .counts("y", 1)
            .sums("x", "2"));
    all.add(
        kind(7, "UTF-16LE")
            .quarantined("le.csv", in(UTF_16LE, "\ufeff" + rows("x")), utf16())
            .quarantined("be.csv", in(UTF_16BE, "\ufeff" + rows("x")), utf16())
            .quarantined(
                "bare.csv",
                in(UTF_16LE, rows("x", "y")),
                "66 of its first 132 bytes are control characters: " + utf16())
            .quarantined(
                "utf32.csv",
                in(Charset.forName("UTF-32LE"), "\ufeff" + rows("x")),
                "looks like UTF-32 text: convert it to UTF-8"));
    all.add(
        kind(8, "invalid UTF-8 bytes")
            .cut(
                "bad.csv",
                """
                time,amount,key
                2024-03-01T10:01:00Z,1,caf\u00c3
                2024-03-01T10:01:00Z,2,\u00ff\u00fe
                2024-03-01T10:01:00Z,3,\u00c0\u00af
                2024-03-01T10:01:00Z,4,\u00ed\u00a0\u0080
                \u00ff\u00fe
                """
                    .getBytes(ISO_8859_1),
                5,
                4)
            .saysBroken("bad.csv", 1, 5)
            .countsBytes("caf\u00c3", 1)
            .countsBytes("\u00ff\u00fe", 1)
            .countsBytes("\u00c0\u00af", 1)
            .countsBytes("\u00ed\u00a0\u0080", 1));
    all.add(
        kind(9, "NUL in line")
            .cut("bad.csv", bytes(rows("a\0b", "\0") + "\0\n"), 3, 2)
            .saysBroken("bad.csv", 1, 3)
            .quarantined(
                "full.csv",
                bytes(rows("x" + "\0".repeat(50))),
                "50 of its first 91 bytes are control characters: looks like a binary file")
            .counts("a\0b", 1)
            .counts("\0", 1));
    all.add(
        kind(10, "U+0085 and U+2028 inside a line")
            .cut("bad.csv", bytes(rows("a\u0085b", "a\u2028b", "a\u2029b", "a\u000bb", "a\fb")), 5)
            .counts("a\u0085b", 1)
            .counts("a\u2028b", 1)
            .counts("a\u2029b", 1)
            .counts("a\u000bb", 1)
            .counts("a\fb", 1));
  }

  private static void sizes(List<HostileInput> all) throws IOException {
    int long11 = SCALE == 1 ? 3 << 20 : 20 << 20;
    all.add(
        kind(11, "line of many splits")
            .with("millrace.record.max.bytes", "32m")
            .with("millrace.split.max.bytes", "1m")
            .with("millrace.engine", "local")
            .cut(
                "bad.csv",
                bytes(
                    "time,key,amount,note\n2024-03-01T10:01:00Z,x,1,"
                        + "n".repeat(long11)
                        + "\n2024-03-01T10:01:00Z,y,1,\n"),
                2)
            .counts("x", 1)
            .counts("y", 1)
            .sums("x", "1"));
    all.add(
        kind(12, "file with no newline")
            .with("millrace.record.max.bytes", "64k")
            .cut("bad.csv", bytes("x".repeat(1 << 20)), 1, 0)
            .saysBroken("bad.csv", 1, 1)
            .cut("row.csv", bytes(HEADER + "x".repeat(1 << 20)), 1, 0)
            .saysBroken("row.csv", 1, 1)
            .cut("quote.csv", bytes(HEADER + "\"" + row("x", "1\n").repeat(10_000)), 1, 0)
            .saysBroken("quote.csv", 1, 1));
    all.add(
        kind(13, "many empty lines, each a record of text")
            .text()
            .cut("bad.csv", bytes("\n".repeat(100_000 * SCALE)), 100_000L * SCALE)
            .cut("crlf.csv", bytes("\r\n".repeat(1000)), 1000));
    all.add(
        kind(13, "many empty lines, none a row")
            .cut("bad.csv", bytes(HEADER + "\n".repeat(100_000 * SCALE)), 0));
    all.add(
        kind(14, "line of only delimiters; 10,000 columns")
            .cut("bad.csv", bytes(rows("x") + ",,\n" + ",".repeat(9999) + "\n"), 3, 1)
            .saysBroken("bad.csv", 2, 3)
            .cut("header.csv", bytes(",".repeat(9999) + "\n" + rows("x")), 3, 0)
            .saysBroken("header.csv", 3, 3)
            .cut("wide.csv", wide(), 1)
            .counts("x", 1)
            .counts("wide", 1));
  }

  private static byte[] wide() {
    StringBuilder names = new StringBuilder("time,key,amount");
    StringBuilder values = new StringBuilder("2024-03-01T10:01:00Z,wide,7");
    for (int i = 3; i < 10_000; i++) {
      names.append(",c").append(i);
      values.append(',').append(i);
    }
    return bytes(names + "\n" + values + "\n");
  }

  private static void compressed(List<HostileInput> all) throws IOException {
    byte[] plain = noise(20_000);
    byte[] whole = gz(plain);
    all.add(
        kind(15, "gz cut at 2/3")
            .quarantined(
                "bad.csv.gz", Arrays.copyOf(whole, whole.length * 2 / 3), unreadable(CUT_SHORT))
            .quarantined("head.csv.gz", Arrays.copyOf(whole, 5), unreadable(CUT_SHORT))
            .quarantined(
                "bad.csv.bz2", shortened(pack(new BZip2Codec(), plain), 3), unreadable(CUT_SHORT))
            .quarantined(
                "bad.csv.snappy",
                shortened(pack(new SnappyCodec(), plain), 3),
                unreadable(CUT_SHORT)));
    all.add(
        kind(16, "gz minus last 4 bytes")
            .quarantined(
                "bad.csv.gz", Arrays.copyOf(whole, whole.length - 4), unreadable(CUT_SHORT)));
    all.add(
        kind(17, "gz one byte flipped")
            .quarantined("magic.csv.gz", flipped(whole, 0), unreadable(NOT_GZIP))
            .quarantined(
                "method.csv.gz",
                flipped(whole, 2),
                unreadable("gzip data not compressed with deflate method"))
            .quarantined("body.csv.gz", flipped(whole, 30), unreadable("invalid bit length repeat"))
            .quarantined(
                "middle.csv.gz",
                flipped(whole, whole.length / 2),
                unreadable("invalid distance too far back"))
            .quarantined(
                "crc.csv.gz",
                flipped(whole, whole.length - 8),
                unreadable("gzip stream CRC failure"))
            .quarantined(
                "length.csv.gz",
                flipped(whole, whole.length - 2),
                unreadable("stored gzip size doesn't match decompressed size"))
            .cut("time.csv.gz", flipped(gz(bytes(rows("x"))), 5), 1)
            .counts("x", 1));
    all.add(
        kind(18, "concatenated gz: all members are counted")
            .cut(
                "bad.csv.gz",
                join(gz(bytes(rows("x"))), gz(bytes(row("y", "2\n"))), gz(bytes(row("x", "3\n")))),
                3)
            .cut(
                "bad.csv.bz2",
                join(
                    pack(new BZip2Codec(), bytes(rows("x"))),
                    pack(new BZip2Codec(), bytes(row("y", "2\n")))),
                2)
            .cut(
                "bad.csv.snappy",
                join(
                    pack(new SnappyCodec(), bytes(rows("x"))),
                    pack(new SnappyCodec(), bytes(row("z", "2\n")))),
                2)
            .counts("x", 4)
            .counts("y", 2)
            .counts("z", 1)
            .sums("x", "6"));
    all.add(
        kind(19, "gz and trailing garbage")
            .quarantined(
                "bad.csv.gz", join(gz(bytes(rows("x"))), bytes("garbage")), unreadable(CUT_SHORT))
            .quarantined(
                "one.csv.gz", join(gz(bytes(rows("x"))), bytes("g")), unreadable(CUT_SHORT))
            .quarantined(
                "zero.csv.gz", join(gz(bytes(rows("x"))), new byte[64]), unreadable(NOT_GZIP))
            .quarantined(
                "bad.csv.bz2",
                join(pack(new BZip2Codec(), bytes(rows("x"))), bytes("g")),
                unreadable("no bzip2 data behind a whole member"))
            .quarantined(
                "bad.csv.snappy",
                join(pack(new SnappyCodec(), bytes(rows("x"))), bytes("g")),
                unreadable(CUT_SHORT)));
    all.add(
        kind(20, "0-byte .gz")
            .quarantined("bad.csv.gz", new byte[0], unreadable(CUT_SHORT))
            .quarantined("bad.csv.bz2", new byte[0], unreadable(CUT_SHORT))
            .quarantined("bad.csv.snappy", new byte[0], unreadable(CUT_SHORT)));
    all.add(
        kind(21, "text named .gz")
            .quarantined("bad.csv.gz", bytes(rows("x")), unreadable(NOT_GZIP))
            .quarantined("bad.csv.bz2", bytes(rows("x")), unreadable("not a bzip2 file"))
            .quarantined(
                "bad.csv.snappy",
                bytes(rows("x")),
                unreadable(
                    "not a snappy file, or damaged: a chunk of 745235833 bytes, the longest has"
                        + " 262144")));
    all.add(
        kind(22, "gz named .log and .GZ")
            .quarantined("bad.log", gz(bytes(rows("x"))), "looks gzip-compressed: name it *.gz")
            .quarantined(
                "twice.csv.gz", gz(gz(bytes(rows("x")))), "looks gzip-compressed: name it *.gz")
            .cut("bad.csv.GZ", gz(bytes(rows("y"))), 1)
            .counts("y", 1));
    all.add(
        kind(23, ".xz, .zip, tar and others without codec")
            .quarantined(
                "bad.csv.xz",
                join(hex("fd377a585a00"), plain),
                "looks xz-compressed: decompress it, or compress it with gzip or bzip2")
            .quarantined(
                "bad.csv.zst",
                join(hex("28b52ffd"), plain),
                "looks zstd-compressed: decompress it, or compress it with gzip or bzip2")
            .quarantined(
                "bad.csv.lz4",
                join(hex("04224d18"), plain),
                "looks lz4-compressed: decompress it, or compress it with gzip or bzip2")
            .quarantined("bad.zip", zip("x.csv", plain), "looks like a zip archive: unpack it")
            .quarantined("bad.tar", tar("x.csv", plain), "looks like a tar archive: unpack it")
            .quarantined(
                "long.tar", tar("x".repeat(99), plain), "looks like a tar archive: unpack it")
            .quarantined(
                "bad.tar.gz", gz(tar("x.csv", plain)), "looks like a tar archive: unpack it"));
    all.add(
        kind(24, "gz bomb 1000:1, and zip with ../../x entries")
            .with("millrace.record.max.bytes", "64k")
            .quarantined(
                "zeros.csv.gz",
                gz(new byte[8 << 20]),
                "8192 of its first 8192 bytes are control characters: looks like a binary file")
            .cut("line.csv.gz", gz(bytes(HEADER + "x".repeat(8 << 20))), 1, 0)
            .saysBroken("line.csv.gz", 1, 1)
            .cut("rows.csv.gz", gz(bytes(HEADER + row("x", "1\n").repeat(20_000))), 20_000)
            .quarantined("bad.zip", zip("../../x", plain), "looks like a zip archive: unpack it")
            .counts("x", 20_000)
            .sums("x", "20000"));
  }

  private static void unfinished(List<HostileInput> all) throws IOException {
    all.add(
        kind(25, "file still open by a live writer: on a disk, one that has not come to rest")
            .pipeline("settle: 0s", "settle: 1h")
            .notTaken("bad.csv", bytes(rows("x")), "settling: changed less than 3600 s ago"));
    all.add(
        kind(26, "writer killed: half a record, and its rest later")
            .cut("bad.csv", bytes(rows("x") + "2024-03-01T10:02"), 2, 1)
            .saysBroken("bad.csv", 1, 2)
            .then(mill -> append(mill.landing().resolve("bad.csv"), ":00Z,x,5\n" + row("y", "1\n")))
            .thenSays("bad.csv", "1 of 2 records quarantined, see quarantine/")
            .becomes("bad.csv", "CUT 4 2 2")
            .counts("x", 1)
            .counts("y", 1)
            .sums("x", "1"));
    all.add(
        kind(27, "x._COPYING_, x.tmp, x.part, .hidden, _hidden")
            .notTaken("x.csv._COPYING_", bytes(rows("x")), "ignored: name ends with ._COPYING_")
            .notTaken("x.csv.tmp", bytes(rows("x")), "ignored: name ends with .tmp")
            .notTaken("x.csv.gz.tmp", gz(bytes(rows("x"))), "ignored: name ends with .tmp")
            .notTaken("x.csv.part", bytes(rows("x")), "ignored: name ends with .part")
            .notTaken(".hidden", bytes(rows("x")), "ignored: name begins with .")
            .notTaken("_hidden", bytes(rows("x")), "ignored: name begins with _")
            .then(
                mill ->
                    Files.move(
                        mill.landing().resolve("x.csv._COPYING_"), mill.landing().resolve("x.csv")))
            .becomes("x.csv", "CUT 1 1 0")
            .counts("x", 1));
    all.add(
        kind(28, "same name twice: same bytes")
            .cut("bad.csv", bytes(rows("x")), 1)
            .then(mill -> mill.drop("bad.csv", rows("x")))
            .counts("x", 1));
    all.add(
        kind(28, "same name twice: other bytes")
            .cut("bad.csv", bytes(rows("x")), 1)
            .then(mill -> mill.drop("bad.csv", rows("y")))
            .becomes("bad.csv", "CUT 2 2 0")
            .counts("x", 1)
            .counts("y", 1));
    all.add(
        kind(28, "same name twice: shorter, and empty")
            .cut("bad.csv", bytes(rows("x", "y")), 2)
            .cut("gone.csv", bytes(rows("z")), 1)
            .then(mill -> mill.drop("bad.csv", rows("x")))
            .then(mill -> mill.drop("gone.csv", ""))
            .becomes("bad.csv", "CUT 3 3 0")
            .counts("x", 2)
            .counts("y", 1)
            .counts("z", 1));
    all.add(
        kind(29, "same bytes, two names")
            .cut("bad-1.csv", bytes(rows("x")), 1)
            .duplicate("bad-2.csv", bytes(rows("x")))
            .duplicate("z-good-10.csv", HostileInput.goodCsv(1))
            .counts("x", 1));
  }

  private static void names(List<HostileInput> all) throws IOException {
    HostileInput names = kind(30, "names");
    for (String name :
        List.of(
            "[1].log",
            "1.log",
            "a*b",
            "a?b",
            "{x,y}",
            "a,b",
            "a\\b",
            "a:b",
            "%2e%2e",
            "new\nline",
            "cr\rline",
            "tab\tbed",
            "esc\u001b[2J",
            "bell\u0007",
            "rtl\u202egnp.exe",
            "\u2066isolate",
            "c1\u009b31m",
            "line\u2028separator",
            "\ud83c\udf0a\ud83d\udc69\u200d\ud83d\ude80",
            "caf\u00e9",
            "cafe\u0301",
            "=cmd|' /C calc'!A0",
            "<img src=x onerror=1>",
            "$(reboot)`reboot`",
            "${env:PATH}",
            "${user.name}",
            "-rf",
            "--",
            "~",
            " ",
            " leading and trailing ",
            "'\"",
            "bucket=20240301T1000Z/x=y",
            "x".repeat(255))) {
      names.cut(name, bytes(rows(quoted(name)) + "broken\n"), 2, 1);
      names.counts(tsv(name), 1);
    }
    for (String shown :
        List.of(
            "[1].log",
            "1.log",
            "a*b",
            "a?b",
            "{x,y}",
            "a,b",
            "a\\b",
            "a:b",
            "%2e%2e",
            "new\\x0aline",
            "cr\\x0dline",
            "tab\\x09bed",
            "esc\\x1b[2J",
            "bell\\x07",
            "rtl\\u202egnp.exe",
            "\\u2066isolate",
            "c1\\x9b31m",
            "line\\u2028separator",
            "\ud83c\udf0a\ud83d\udc69\u200d\ud83d\ude80",
            "caf\u00e9",
            "cafe\u0301",
            "=cmd|' /C calc'!A0",
            "<img src=x onerror=1>",
            "$(reboot)`reboot`",
            "${env:PATH}",
            "${user.name}",
            "-rf",
            "--",
            "~",
            " ",
            " leading and trailing ",
            "'\"",
            "bucket=20240301T1000Z/x=y",
            "x".repeat(255))) {
      names.saysBroken(shown, 1, 2);
    }
    names
        .notTaken("...", bytes(rows("no")), "ignored: name begins with .")
        .notTaken("..%2f..%2fx", bytes(rows("no")), "ignored: name begins with .")
        .arrives(mill -> mill.drop("sub/.../deep", rows("no")));
    all.add(names);
    all.add(
        kind(30, "a name of 255 bytes, delivered twice and archived")
            .pipeline("settle: 0s", "settle: 0s\n  after: archive")
            .cut("x".repeat(255), bytes(rows("x")), 1)
            .then(mill -> mill.drop("x".repeat(255), rows("y")))
            .becomes("x".repeat(255), "CUT 2 2 0")
            .counts("x", 1)
            .counts("y", 1));
    all.add(
        kind(31, "sub-directory, dangling symlink, loop, link to a directory, pipe")
            .cut("sub/deep/er/bad.csv", bytes(rows("x")), 1)
            .arrives(mill -> mill.drop("_sub/bad.csv", rows("hidden")))
            .arrives(mill -> mill.drop(".sub/bad.csv", rows("hidden")))
            .arrives(mill -> Files.createDirectories(mill.landing().resolve("empty/dir.csv")))
            .arrives(mill -> link(mill.landing().resolve("dangling.csv"), "nowhere"))
            .waits("dangling.csv ignored: no file, or a link to none")
            .arrives(mill -> link(mill.landing().resolve("loop.csv"), "loop.csv"))
            .waits("loop.csv ignored: no file, or a link to none")
            .arrives(mill -> link(mill.landing().resolve("up"), ".."))
            .waits("up ignored: no file, or a link to none")
            .arrives(mill -> pipe(mill.landing().resolve("pipe.csv")))
            .waits("pipe.csv ignored: no file, or a link to none")
            .counts("x", 1));
  }

  private static void many(List<HostileInput> all) throws IOException {
    int tiny = SCALE == 1 ? 300 : 100_000;
    HostileInput files = kind(32, "%,d tiny files".formatted(tiny));
    files.arrives(
        mill -> {
          for (int i = 0; i < tiny; i++) {
            mill.drop("d%03d/%06d.csv".formatted(i % 100, i), rows("tiny", "t" + i));
          }
        });
    files.becomes("d042/000042.csv", "CUT 2 2 0");
    files.manyOthers(2L * tiny - 2);
    files.counts("tiny", tiny);
    for (int i = 0; i < tiny; i++) {
      files.counts("t" + i, 1);
    }
    all.add(files);
    StringBuilder skewed = new StringBuilder(HEADER);
    for (int i = 0; i < 50_000; i++) {
      skewed.append(row(i % 100 == 0 ? "rare" + i % 1000 : "hot", "1\n"));
    }
    HostileInput skew = kind(33, "one key 99%").cut("bad.csv", bytes(skewed.toString()), 50_000);
    skew.counts("hot", 49_500).sums("hot", "49500");
    for (int i = 0; i < 1000; i += 100) {
      skew.counts("rare" + i, 50);
    }
    all.add(skew);
    int distinct = 20_000;
    StringBuilder different = new StringBuilder(HEADER);
    HostileInput keys = kind(34, "distinct keys, more than fit; and a 64 KB key");
    for (int i = 0; i < distinct; i++) {
      different.append(row("key-number-" + i, i + "\n"));
      keys.counts("key-number-" + i, 1).sums("key-number-" + i, Integer.toString(i));
    }
    String large = "k".repeat(64 << 10);
    keys.with("millrace.fold.memory.bytes", "1m")
        .cut("bad.csv", bytes(different.toString()), distinct)
        .cut("large.csv", bytes(rows(large, large + "a")), 2)
        .counts(large, 1)
        .counts(large + "a", 1);
    all.add(keys);
  }

  private static void values(List<HostileInput> all) {
    all.add(
        kind(35, "numbers")
            .cut(
                "bad.csv",
                bytes(
                    HEADER
                        + row("over", "9223372036854775808\n")
                        + row("over", "9223372036854775807\n")
                        + row("under", "-9223372036854775808\n")
                        + row("under", "-1\n")
                        + row("minus-zero", "-0\n")
                        + row("minus-zero", "-0.000\n")
                        + row("tiny", "1e-400\n")
                        + row("huge", "1e400\n")
                        + row("huge", "-1e400\n")
                        + row("beyond", "1e999999999999\n")
                        + row("beyond", "1e2147483648\n")
                        + row("nan", "NaN\n")
                        + row("nan", "Infinity\n")
                        + row("nan", "0x10\n")
                        + row("nan", "1_000\n")
                        + row("nan", "1d\n")
                        + row("nan", "\uff11\uff12\n")
                        + row("nan", "\u0661\u0662\n")
                        + row("nan", "\u22121\n")
                        + row("nan", "\"1,5\"\n")
                        + row("nan", "\n")
                        + row("nan", "2\n")),
                22)
            .saysLine(
                "bucket 20240301T1000Z, job sums: 12 of 40 records rejected, as: amount: not a number"
                    + " of at most 1000 digits: \"1e2147483648\"")
            .counts("over", 2)
            .counts("under", 2)
            .counts("minus-zero", 2)
            .counts("tiny", 1)
            .counts("huge", 2)
            .counts("beyond", 2)
            .counts("nan", 11)
            .sums("over", "18446744073709551615")
            .sums("under", "-9223372036854775809")
            .sums("minus-zero", "0")
            .sums("tiny", "0." + "0".repeat(399) + "1")
            .sums("huge", "0")
            .sums("nan", "2"));
    all.add(
        kind(36, "timestamps")
            .cut(
                "bad.csv",
                bytes(
                    HEADER
                        + "0001-01-01T00:00:00Z,y1,1\n"
                        + "1970-01-01T00:00:00Z,epoch,1\n"
                        + "1969-12-31T23:59:59Z,epoch,1\n"
                        + "0000-12-31T00:00:00Z,no,1\n"
                        + "9999-12-31T23:59:59Z,no,1\n"
                        + "2099-01-01T00:00:00Z,no,1\n"
                        + "+10000-01-01T00:00:00Z,no,1\n"
                        + "2024-02-30T10:00:00Z,no,1\n"
                        + "2023-02-29T10:00:00Z,no,1\n"
                        + "2016-12-31T23:59:60Z,no,1\n"
                        + "2024-03-01T24:00:00Z,no,1\n"
                        + "2024-03-01T10:26:00.001Z,no,1\n"
                        + "2024-03-01T10:02:00,utc,1\n"
                        + "2024-03-01 10:02:00.999999999Z,utc,1\n"
                        + "2024-03-01T12:02:00+02:00,utc,1\n"
                        + "1709287260,no,1\n"
                        + "\uff12\uff10\uff12\uff14-03-01T10:02:00Z,no,1\n"
                        + ",no,1\n"),
                18,
                6)
            .saysBroken("bad.csv", 12, 18)
            .counts("y1", 1)
            .counts("epoch", 2)
            .counts("utc", 3));
    all.add(
        kind(36, "local times that clocks skipped or showed twice")
            .pipeline("format: iso }", "format: iso, zone: Europe/Berlin }")
            .cut(
                "bad.csv",
                bytes(
                    HEADER
                        + "2023-03-26T02:30:00,gap,1\n"
                        + "2023-10-29T02:30:00,twice,1\n"
                        + "2023-10-29T02:30:00+01:00,twice,1\n"
                        + "2024-03-01T11:02:00,now,1\n"),
                4,
                3)
            .saysBroken("bad.csv", 1, 4)
            .counts("twice", 2)
            .counts("now", 1));
    IntFunction<byte[]> epoch =
        i ->
            bytes(
                HEADER
                    + "%d,good-%2$d,%2$d\n%3$d,good,1\n%4$d,good,-2.5\n"
                        .formatted(
                            1709287260 + (i == 0 ? 600 : 0),
                            i,
                            1709287320 + (i == 0 ? 600 : 0),
                            1709287560 + (i == 0 ? 600 : 0)));
    all.add(
        kind(36, "milliseconds where seconds are meant")
            .pipeline("format: iso", "format: epoch-seconds")
            .good(epoch)
            .cut(
                "bad.csv",
                bytes(
                    HEADER
                        + "1709287260000,no,1\n1709287260.5,half,1\n-1,before,1\n1e9,no,1\n"
                        + "99999999999999999999,no,1\n0,zero,1\n"),
                6,
                3)
            .saysBroken("bad.csv", 3, 6)
            .counts("half", 1)
            .counts("before", 1)
            .counts("zero", 1));
  }

  private static void hostileText(List<HostileInput> all) {
    all.add(
        keys(
            kind(37, "keys that are markup"),
            "<img src=x onerror=1>",
            "\"><script>alert(1)</script>",
            "&#x3c;script&#x3e;",
            "javascript:alert(1)",
            "]]><!--",
            "</td></tr></table>"));
    all.add(
        keys(
            kind(38, "keys that are formulas"),
            "=cmd|' /C calc'!A0",
            "@SUM(1+1)*cmd|' /C calc'!A0",
            "+1+1",
            "-1+1",
            "\t=1+1",
            "\r=1+1",
            "\n=1+1",
            "=HYPERLINK(\"http://x\",\"y\")"));
    all.add(
        keys(
                kind(39, "keys that are statements, look-ups and variables"),
                "'); DROP TABLE--",
                "${jndi:ldap:x}",
                "${env:SECRET}",
                "${env.PATH}",
                "${user.name}",
                "%n%s%x",
                "{{7*7}}",
                "../../etc/passwd",
                "\\N",
                "\\",
                "null")
            .pipeline(
                "jobs:\n",
                "jobs:\n  named: { count: key, where: { key: [\"${user.name}\", \"${env.PATH}\"] },"
                    + " windows: { all: cumulative } }\n"));
  }

  private static HostileInput keys(HostileInput input, String... keys) {
    StringBuilder rows = new StringBuilder(HEADER);
    for (String key : keys) {
      rows.append(row(quoted(key), "1\n"));
      input.counts(tsv(key), 1).sums(tsv(key), "1");
    }
    return input.cut("bad.csv", bytes(rows.toString()), keys.length);
  }

  private static void times(List<HostileInput> all) {
    StringBuilder disorder = new StringBuilder(HEADER);
    Random random = new Random(40);
    long sum = 0;
    for (int i = 0; i < 200; i++) {
      int day = random.nextInt(8);
      disorder.append("2024-02-%02dT10:%02d:00Z,week,%d\n".formatted(22 + day, i % 60, i));
      sum += i;
    }
    all.add(
        kind(40, "records out of order by a week, and each line twice")
            .cut("bad.csv", bytes(disorder.toString()), 200)
            .cut("twice.csv", bytes(rows("x", "x", "y", "y")), 4)
            .counts("week", 200)
            .sums("week", Long.toString(sum))
            .counts("x", 2)
            .counts("y", 2));
    all.add(
        kind(40, "all future")
            .cut(
                "bad.csv",
                bytes(HEADER + "2024-03-01T10:26:00Z,x,1\n2024-03-08T10:00:00Z,x,1\n"),
                2,
                0)
            .saysBroken("bad.csv", 2, 2));
    all.add(
        kind(40, "all late: they correct what was published")
            .then(mill -> mill.drop("late.csv", rows("x", "good-1", "good-1")))
            .becomes("late.csv", "CUT 3 3 0")
            .counts("x", 1)
            .counts("good-1", 3)
            .sums("good-1", "3"));
  }

  // --- how files are made

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String row(String key, String amount) {
    return "2024-03-01T10:01:00Z," + key + "," + amount;
  }

  private static String rows(String... keys) {
    StringBuilder rows = new StringBuilder(HEADER);
    for (String key : keys) {
      rows.append(row(key, "1\n"));
    }
    return rows.toString();
  }

  private static String quoted(String key) {
    return "\"" + key.replace("\"", "\"\"") + "\"";
  }

  private static String tsv(String key) {
    return key.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r");
  }

  private static String utf16() {
    return "looks like UTF-16 text: convert it to UTF-8";
  }

  private static String unreadable(String why) {
    return "cannot be read to its end: " + why;
  }

  private static byte[] in(Charset charset, String text) {
    return text.getBytes(charset);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  /** Rows that do not compress well. */
  private static byte[] noise(int length) {
    byte[] random = new byte[length / 2];
    new Random(23).nextBytes(random);
    return bytes(rows(HexFormat.of().formatHex(random)));
  }

  private static byte[] gz(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gz = new GZIPOutputStream(out)) {
      gz.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] pack(CompressionCodec codec, byte[] bytes) throws IOException {
    ReflectionUtils.setConf(codec, new Configuration(false));
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = codec.createOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private static byte[] shortened(byte[] bytes, int by) {
    return Arrays.copyOf(bytes, bytes.length - by);
  }

  private static byte[] zip(String entry, byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  /** A tar archive of one file, as GNU tar writes it. */
  private static byte[] tar(String name, byte[] bytes) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, "0000644");
    put(header, 108, "0001750");
    put(header, 116, "0001750");
    put(header, 124, "%011o".formatted(bytes.length));
    put(header, 136, "14570241000");
    put(header, 148, "        0");
    put(header, 257, "ustar  ");
    put(header, 265, "somebody");
    put(header, 297, "somebody");
    int padded = (bytes.length + 511) / 512 * 512;
    return join(header, Arrays.copyOf(bytes, padded), new byte[1024]);
  }

  private static void put(byte[] header, int at, String text) {
    System.arraycopy(bytes(text), 0, header, at, text.length());
  }

  private static byte[] flipped(byte[] bytes, int at) {
    byte[] flipped = bytes.clone();
    flipped[at] ^= 0x20;
    return flipped;
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, java.nio.file.StandardOpenOption.APPEND);
  }

  private static void link(Path link, String target) throws IOException {
    Files.createSymbolicLink(link, Path.of(target));
  }

  private static void pipe(Path pipe) throws IOException {
    try {
      if (new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() != 0) {
        throw new IOException("mkfifo " + pipe + " failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
