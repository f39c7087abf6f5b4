package millrace.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every format and any bytes. */
class ScannerLawsTest {
  private static final int ROUNDS = 800;
  private static final String BOM = "\u00ef\u00bb\u00bf";

  /** A format, what its inputs are made of, and fields to ask for. */
  record Subject(
      String name, RecordFormat format, String head, List<String> parts, List<String> fields) {
    @Override
    public String toString() {
      return name;
    }

    /** Random input: some valid, some nearly, some not. */
    String input(Random random) {
      var input = new StringBuilder(random.nextInt(4) == 0 ? BOM : "").append(head);
      for (int i = random.nextInt(12); i > 0; i--) {
        input.append(parts.get(random.nextInt(parts.size())));
        int end = random.nextInt(10);
        input.append(end < 4 ? "\n" : end < 6 ? "\r\n" : end < 7 ? "\r" : "");
      }
      return input.toString();
    }

    Scan scan(String input) {
      return Scan.of(format, input, fields);
    }
  }

  static Stream<Subject> formats() {
    var cells =
        List.of(
            ",",
            ",",
            "\"",
            "\"\"",
            "a",
            "1",
            "x,y",
            "\"x\",y",
            "\"p\r\nq\",\"r\"\"s\"",
            "\"\r\",",
            " ",
            "\u00e9",
            BOM,
            "");
    var tabs = cells.stream().map(cell -> cell.replace(',', '\t')).toList();
    var line = "h - - [01/Mar/2024:10:05:00 +0000] \"GET /a?b HTTP/1.1\" 200 ";
    return Stream.of(
        new Subject(
            "text",
            Scan.format("text"),
            "",
            List.of("", "a", "b c", "\u00ff\u00fe", "\u0000", BOM, "\u0085"),
            List.of("line")),
        new Subject("csv", Scan.format("csv"), "a,b\n", cells, List.of("a", "b")),
        new Subject("csv of any header", Scan.format("csv"), "", cells, List.of("a", "x", "1")),
        new Subject(
            "csv without header",
            Scan.format("csv", "header", false, "columns", List.of("a", "b")),
            "",
            cells,
            List.of("a", "b")),
        new Subject("tsv", Scan.format("tsv"), "a\tb\r\n", tabs, List.of("a", "b")),
        new Subject(
            "access-log",
            Scan.format("access-log"),
            "",
            List.of(
                line + "12",
                line + "-",
                line + "7 \"r\" \"a\\\"g\"",
                line,
                "h ",
                "\"",
                " ",
                "\t",
                BOM,
                line + "1 x"),
            Scan.format("access-log").fields().orElseThrow()),
        new Subject(
            "json",
            Scan.format("json"),
            "",
            List.of(
                "{\"a\":1}",
                "{\"a\":\"x\\n\",\"b\":{\"c\":[1, 2]}}",
                "{",
                "}",
                " ",
                "\"",
                "{\"a\":null}",
                "[1]",
                "\u00e9",
                BOM),
            List.of("a", "b.c", "b")));
  }

  private static Random seeded(Subject subject) {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    System.out.println("ScannerLawsTest " + subject + ": -Dmillrace.seed=" + seed);
    return new Random(seed);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void howTheStreamIsCutIntoReadsDoesNotMatter(Subject subject) {
    Random random = seeded(subject);
    for (int i = 0; i < ROUNDS; i++) {
      String input = subject.input(random);
      Scan whole = subject.scan(input);
      int most = random.nextBoolean() ? 1 : 5;
      var in = Scan.trickle(Scan.bytes(input), most, random);
      assertThat(Scan.of(subject.format, in, "", Scan.NO_LIMIT, subject.fields))
          .as(input)
          .isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void everyRecordIsWhereItsOffsetSaysAndOnlyLineEndsAndBlanksAreBetween(Subject subject) {
    Random random = seeded(subject);
    for (int i = 0; i < ROUNDS; i++) {
      String input = subject.input(random);
      Scan scan = subject.scan(input);
      boolean headed =
          !scan.header().isEmpty() && scan.records().stream().noneMatch(Scan.Seen::isBrokenHeader);
      String row = headed ? scan.header().substring(0, scan.header().length() - 1) : "";
      int at = headed ? input.indexOf(row) + row.length() : 0;
      for (Scan.Seen seen : scan.records()) {
        String between = input.substring(at, (int) seen.offset());
        assertThat(between.replace(BOM, "")).as(input).containsPattern("^[\r\n \t]*$");
        assertThat(input.substring((int) seen.offset())).startsWith(seen.raw());
        at = (int) seen.offset() + seen.raw().length();
      }
      assertThat(input.substring(at).replace(BOM, "")).as(input).containsPattern("^[\r\n \t]*$");
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void aPieceOfGoodRecordsReadsBackAsTheSameRecords(Subject subject) {
    Random random = seeded(subject);
    for (int i = 0; i < ROUNDS; i++) {
      String input = subject.input(random);
      Scan scan = subject.scan(input);
      var good = scan.records().stream().filter(Scan.Seen::isGood).toList();
      var piece = new StringBuilder(scan.header());
      for (Scan.Seen seen : good) {
        Scan alone = subject.scan(scan.header() + seen.raw() + "\n");
        assertThat(alone.records()).as(input).containsExactly(seen.at(scan.header().length()));
        piece.append(seen.raw()).append('\n');
      }
      if (!good.isEmpty()) {
        Scan again = subject.scan(piece.toString());
        assertThat(again.records().stream().map(seen -> seen.at(0)).toList())
            .as(input)
            .isEqualTo(good.stream().map(seen -> seen.at(0)).toList());
        assertThat(again.header()).isEqualTo(scan.header());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void aTailReadsLikeTheEndOfTheWhole(Subject subject) {
    Random random = seeded(subject);
    for (int i = 0; i < ROUNDS; i++) {
      String input = subject.input(random);
      Scan whole = subject.scan(input);
      for (int first = 0; first < whole.records().size(); first++) {
        int cut = (int) (long) whole.offsets().get(first);
        if (whole.header().isEmpty()
            || cut > input.indexOf(whole.header().substring(0, whole.header().length() - 1))) {
          var in = new ByteArrayInputStream(Scan.bytes(input.substring(cut)));
          Scan tail = Scan.of(subject.format, in, whole.header(), Scan.NO_LIMIT, subject.fields);
          var rest = new ArrayList<Scan.Seen>();
          whole
              .records()
              .subList(first, whole.records().size())
              .forEach(seen -> rest.add(seen.at(seen.offset() - cut)));
          assertThat(tail.records()).as(input).isEqualTo(rest);
          assertThat(tail.header()).isEqualTo(whole.header());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void aLimitChangesOnlyWhatIsLongerAndLosesNothing(Subject subject) {
    Random random = seeded(subject);
    for (int i = 0; i < ROUNDS; i++) {
      String input = subject.input(random);
      Scan whole = subject.scan(input);
      int limit = random.nextInt(4, 40);
      boolean longHeader = whole.header().length() - 1 > limit;
      if (longHeader) {
        continue;
      }
      var in = Scan.trickle(Scan.bytes(input), random.nextInt(1, 30), random);
      Scan limited = Scan.of(subject.format, in, "", limit, subject.fields);
      assertThat(limited.header()).isEqualTo(whole.header());
      // A line of many blanks is passed over, unless it is too long to know.
      var records =
          limited.records().stream()
              .filter(
                  seen ->
                      !seen.raw().isBlank()
                          || subject.name.equals("text")
                          || whole.offsets().contains(seen.offset()))
              .toList();
      assertThat(records).as(input).hasSameSizeAs(whole.records());
      for (int r = 0; r < records.size(); r++) {
        Scan.Seen seen = records.get(r);
        Scan.Seen expected = whole.records().get(r);
        if (expected.raw().length() > limit) {
          assertThat(seen.offset()).as(input).isEqualTo(expected.offset());
          assertThat(seen.problem())
              .isEqualTo(
                  "the record is longer than %d bytes: %d bytes", limit, expected.raw().length());
          assertThat(limited.overflow()).containsEntry(seen.offset(), expected.raw());
          assertThat(expected.raw()).startsWith(seen.raw());
        } else {
          assertThat(seen).as(input).isEqualTo(expected);
        }
      }
    }
  }
}
