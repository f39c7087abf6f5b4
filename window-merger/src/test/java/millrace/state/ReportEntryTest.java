package millrace.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import millrace.run.Tally;
import millrace.store.Json;
import org.junit.jupiter.api.Test;

class ReportEntryTest {
  private static final ReportEntry ENTRY =
      new ReportEntryBuilder("urls", "hour", "20240301T1055Z")
          .span(
              Optional.of(Instant.parse("2024-03-01T10:00:00Z")),
              Instant.parse("2024-03-01T11:00:00Z"))
          .revision(2, 17)
          .rows(5, OptionalInt.of(20))
          .part(new ReportEntry.ReportPart("a.tsv", 90, "aa"))
          .behind(3, Map.of("inline", 4), new Tally(9, 6, 1, 1, 1, 2))
          .missing(List.of("20240301T1010Z"))
          .since(Optional.of(Instant.parse("2024-03-01T10:05:00Z")))
          .changed(
              Optional.of(
                  new ReportEntry.RowChange(
                      new ReportEntry.ReportPart("a-changed.tsv", 12, "bb"), 1, 2)))
          .build();

  /** What is written in catalogue pages does not change by accident. */
  @Test
  void itIsWrittenAsItEverWas() throws IOException {
    String text = new String(Json.bytes(ENTRY), StandardCharsets.UTF_8);
    assertThat(text.replaceAll("\\s+", ""))
        .isEqualTo(
            """
            {"job":"urls","window":"hour","bucket":"20240301T1055Z",
            "from":"2024-03-01T10:00:00Z","to":"2024-03-01T11:00:00Z","revision":2,"top":20,
            "rows":5,"parts":[{"path":"a.tsv","length":90,"sha256":"aa"}],"buckets":3,
            "engines":{"inline":4},
            "tally":{"records":9,"folded":6,"filtered":1,"keyless":1,"rejected":1,"late":2},
            "missing":["20240301T1010Z"],"since":"2024-03-01T10:05:00Z",
            "changed":{"part":{"path":"a-changed.tsv","length":12,"sha256":"bb"},
            "removed":1,"added":2},"snapshot":17}
            """
                .replaceAll("\\s+", ""));
    assertThat(Json.read(Json.bytes(ENTRY), ReportEntry.class)).isEqualTo(ENTRY);
  }

  @Test
  void whatIsNotGivenIsNothing() {
    ReportEntry entry = new ReportEntryBuilder("urls", "all", "20240301T1055Z").build();
    assertThat(entry.key()).isEqualTo("urls/all/20240301T1055Z");
    assertThat(entry.from()).isEmpty();
    assertThat(entry.top()).isEmpty();
    assertThat(entry.parts()).isEmpty();
    assertThat(entry.tally()).isEqualTo(Tally.NOTHING);
    assertThat(entry.changed()).isEmpty();
  }
}
