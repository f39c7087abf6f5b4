package millrace.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import millrace.aggregate.Seeds;
import millrace.state.ReportEntry;
import org.junit.jupiter.api.Test;

/** How two revisions of a report differ. */
class RowChangesTest {
  private interface Comparing {
    void compare(RowChanges changes, TsvReader before, TsvReader now) throws IOException;
  }

  private static TsvReader rows(List<String> rows) {
    String text =
        rows.stream().map(row -> row.replace(' ', '\t') + "\n").reduce("", String::concat);
    return new TsvReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> changes(List<String> before, List<String> now, Comparing comparing)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RowChanges changes = new RowChanges(out);
    try (changes;
        TsvReader old = rows(before);
        TsvReader next = rows(now)) {
      comparing.compare(changes, old, next);
    }
    List<String> lines =
        out.toString(StandardCharsets.UTF_8).lines().map(it -> it.replace('\t', ' ')).toList();
    ReportEntry.RowChange written = changes.written("p");
    assertThat(written.part().length()).isEqualTo(out.size());
    assertThat(written.removed())
        .isEqualTo(lines.stream().filter(it -> it.startsWith("-")).count());
    assertThat(written.added()).isEqualTo(lines.stream().filter(it -> it.startsWith("+")).count());
    return lines;
  }

  @Test
  void rowsInTheOrderOfTheirKeysAreMerged() throws IOException {
    assertThat(
            changes(
                List.of("a 1", "b 2", "d 4"),
                List.of("b 3", "c 1", "d 4", "e 5"),
                (it, before, now) -> it.mergeSorted(1, before, now)))
        .containsExactly("- a 1", "- b 2", "+ b 3", "+ c 1", "+ e 5");
  }

  @Test
  void aKeyOfSeveralColumnsIsOneKey() throws IOException {
    assertThat(
            changes(
                List.of("a x 1", "a y 2"),
                List.of("a x 1", "a xx 7", "b a 1"),
                (it, before, now) -> it.mergeSorted(2, before, now)))
        .containsExactly("+ a xx 7", "- a y 2", "+ b a 1");
  }

  @Test
  void ofRanksTheRowsThatLeftAndThoseThatCame() throws IOException {
    List<String> before = List.of("x 9", "y 5", "z 1");
    List<String> now = List.of("y 11", "x 9", "w 2");
    assertThat(changes(before, now, RowChanges::compareWithFew))
        .containsExactly("- y 5", "- z 1", "+ y 11", "+ w 2");
    assertThat(changes(before, now, RowChanges::compareFewWith))
        .containsExactly("+ y 11", "+ w 2", "- y 5", "- z 1");
  }

  @Test
  void escapedTextStaysEscaped() throws IOException {
    assertThat(
            changes(
                List.of(), List.of("a\\tb 1"), (it, before, now) -> it.mergeSorted(1, before, now)))
        .containsExactly("+ a\\tb 1");
  }

  @Test
  void aReportThatEndsWithinARowIsDamaged() {
    assertThatThrownBy(
            () -> new TsvReader(new ByteArrayInputStream(new byte[] {'a', '\t', '1'})).next())
        .isInstanceOf(TsvReader.Damaged.class);
  }

  @Test
  void appliedToTheOldRowsTheyGiveTheNewOnes() throws IOException {
    Random random = Seeds.random();
    for (int round = 0; round < 200; round++) {
      Map<String, Integer> before = random(random);
      Map<String, Integer> now = random(random);
      Map<String, Integer> applied = new TreeMap<>(before);
      for (String change :
          changes(lines(before), lines(now), (it, b, n) -> it.mergeSorted(1, b, n))) {
        String[] cells = change.split(" ");
        if (cells[0].equals("-")) {
          assertThat(applied.remove(cells[1])).isEqualTo(Integer.valueOf(cells[2]));
        } else {
          assertThat(applied.put(cells[1], Integer.valueOf(cells[2]))).isNull();
        }
      }
      assertThat(applied).isEqualTo(now);
    }
  }

  private static Map<String, Integer> random(Random random) {
    Map<String, Integer> rows = new TreeMap<>();
    for (int i = random.nextInt(8); i > 0; i--) {
      rows.put("k" + random.nextInt(10), random.nextInt(3));
    }
    return rows;
  }

  private static List<String> lines(Map<String, Integer> rows) {
    return rows.entrySet().stream().map(it -> it.getKey() + " " + it.getValue()).toList();
  }
}
