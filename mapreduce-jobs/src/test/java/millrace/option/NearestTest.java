package millrace.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  private static final List<String> NAMES =
      List.of("access-log", "csv", "json", "text", "tsv", "lateness", "landing");

  @ParameterizedTest
  @CsvSource({
    "acces-log, access-log",
    "access_log, access-log",
    "accesslog, access-log",
    "ACCESS-LOG, access-log",
    "jsno, json",
    "txt, text",
    "cvs, csv",
    "csvv, csv",
    "latenes, lateness",
    "lanidng, landing",
    "xml, ''",
    "x, ''",
    "parquet, ''",
    "'', ''"
  })
  void guessesASlipButNothingFarFetched(String found, String meant) {
    assertThat(Nearest.of(found, NAMES).orElse("")).isEqualTo(meant);
  }

  @Test
  void ofEquallyNearNamesTheFirstIsMeant() {
    assertThat(Nearest.of("xsv", List.of("tsv", "csv"))).contains("tsv");
    assertThat(Nearest.of("xsv", List.of("csv", "tsv"))).contains("csv");
  }

  @Test
  void saysWhatIsAllowed() {
    assertThat(Nearest.unknown("option", "heder", List.of("header", "columns")))
        .isEqualTo("unknown option: heder (did you mean header? allowed: columns, header)");
    assertThat(Nearest.unknown("option", "zone", List.of("header", "columns")))
        .isEqualTo("unknown option: zone (allowed: columns, header)");
    assertThat(Nearest.unknown("option", "zone", List.of()))
        .isEqualTo("unknown option: zone (none is allowed)");
  }
}
