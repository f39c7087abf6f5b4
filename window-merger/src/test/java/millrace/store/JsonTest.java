package millrace.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
  private static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");

  private enum Color {
    RED
  }

  private record Part(String path, long length) {
    @SuppressWarnings("UnusedMethod") // looks like an accessor, and is none
    boolean isEmpty() {
      return length == 0;
    }
  }

  private record Whole(
      String name,
      Color color,
      Instant at,
      Duration lasts,
      Optional<Instant> until,
      Optional<Part> rest,
      List<Part> parts,
      Map<String, Integer> counts,
      SortedMap<Instant, String> times,
      JsonNode any) {
    Whole {
      parts = List.copyOf(parts);
    }

    @SuppressWarnings("UnusedMethod") // as above
    int getNothing() {
      return 1;
    }
  }

  private static final Whole WHOLE =
      new Whole(
          "é\n",
          Color.RED,
          NOON,
          Duration.ofMinutes(90),
          Optional.empty(),
          Optional.of(new Part("x", 3)),
          List.of(new Part("a", 0), new Part("b", Long.MAX_VALUE)),
          new HashMap<>(Map.of("b", 2, "a", 1, "c", 3)),
          new TreeMap<>(Map.of(NOON, "noon")),
          Json.tree(Map.of("z", 1, "y", List.of(1.50, true))));

  @Test
  void aRecordIsWrittenByItsNames() {
    assertThat(new String(Json.bytes(WHOLE), UTF_8))
        .isEqualTo(
            """
            {
              "name" : "é\\n",
              "color" : "RED",
              "at" : "2024-03-01T12:00:00Z",
              "lasts" : "PT1H30M",
              "rest" : {
                "path" : "x",
                "length" : 3
              },
              "parts" : [
                {
                  "path" : "a",
                  "length" : 0
                },
                {
                  "path" : "b",
                  "length" : 9223372036854775807
                }
              ],
              "counts" : {
                "a" : 1,
                "b" : 2,
                "c" : 3
              },
              "times" : {
                "2024-03-01T12:00:00Z" : "noon"
              },
              "any" : {
                "y" : [
                  1.5,
                  true
                ],
                "z" : 1
              }
            }
            """);
  }

  @Test
  void anyTextIsWrittenAsItsBytesAre() {
    for (int c = 0; c < 0xd800; c++) {
      String text = "a" + (char) c + "b";
      assertThat(Json.text(text)).isEqualTo(new String(Json.line(text), UTF_8));
    }
  }

  @Test
  void whatWasWrittenIsReadBack() throws IOException {
    assertThat(Json.read(Json.bytes(WHOLE), Whole.class)).isEqualTo(WHOLE);
    assertThat(Json.value(Json.tree(WHOLE), Whole.class)).isEqualTo(WHOLE);
    assertThat(new String(Json.line(WHOLE), UTF_8)).doesNotContain("\n");
  }

  @Test
  void treesOfEqualValuesAreEqual() throws IOException {
    assertThat(Json.tree(Map.of("n", 5L))).isEqualTo(Json.tree(Map.of("n", 5)));
    assertThat(Json.tree(WHOLE)).isEqualTo(Json.read(Json.bytes(WHOLE), JsonNode.class));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'path':'a','length':1,'colour':'red'} | unknown name at colour; known here are length,"
            + " path",
        "{'path':'a'} | length",
        "{'length':1} | path",
        "{'path':null,'length':1} | path",
        "{'path':'a','length':null} | length",
        "{'path':'a','length':1.5} | length",
        "{'path':'a','path':'b','length':1} | Duplicate",
        "{'path':'a','length':1} x | Unrecognized",
        "{'path':'a','length': | end-of-input",
        "null | null stands where a Part should",
        "[] | Part",
      })
  void whatCannotBeMeantIsRefused(String json, String reason) {
    assertThatThrownBy(() -> Json.read(json.replace('\'', '"').getBytes(UTF_8), Part.class))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(reason);
  }

  private record Span(Instant from, Duration length, Optional<Instant> to) {
    Span {
      if (length.isNegative()) {
        throw new IllegalArgumentException("a span cannot be negative: " + length);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'from':'yesterday','length':'PT1S'} | yesterday",
        "{'from':1709294400,'length':'PT1S'} | is written as text in quotes",
        "{'from':'2024-03-01T12:00:00Z','length':'5m'} | 5m",
        "{'from':'2024-03-01T12:00:00Z','length':'PT-1S'} | a span cannot be negative: PT-1S",
        "{'from':'2024-03-01T12:00:00Z','length':'PT1S','to':'noon'} | noon",
      })
  void aTimeThatIsNoneIsRefused(String json, String reason) {
    assertThatThrownBy(() -> Json.read(json.replace('\'', '"').getBytes(UTF_8), Span.class))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void anAbsentValueMayBeWrittenAsNull() throws IOException {
    assertThat(
            Json.read(
                "{\"from\":\"2024-03-01T12:00:00Z\",\"length\":\"PT1S\",\"to\":null}"
                    .getBytes(UTF_8),
                Span.class))
        .isEqualTo(new Span(NOON, Duration.ofSeconds(1), Optional.empty()));
  }
}
