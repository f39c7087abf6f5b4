package millrace.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Jackson's tree is the judge of what a line holds, and Java's strict decoder of what is UTF-8. */
class JsonJudgeTest {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private static final List<String> FIELDS = List.of("a", "b", "a.a", "a.b", "a.a.b");
  private static final String[] STRINGS = {
    "",
    "x",
    "é",
    "😀",
    "\\n",
    "\\\"",
    "\\\\",
    "\\u0000",
    "\\u00e9",
    "\\ud83d\\ude00",
    "\\ud83d",
    "\\ude00",
    "\uFEFF",
    "a b",
    "]}",
    "\\/"
  };

  private final Random random;

  JsonJudgeTest() {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    System.out.println("JsonJudgeTest: -Dmillrace.seed=" + seed);
    random = new Random(seed);
  }

  private String blank() {
    return random.nextInt(4) == 0 ? " " : "";
  }

  private String string() {
    var string = new StringBuilder("\"");
    for (int n = random.nextInt(3); n > 0; n--) {
      // Halves of surrogates rarely, or nothing is ever good.
      int pick = random.nextInt(STRINGS.length);
      string.append(
          STRINGS[pick].startsWith("\\ud83d") && random.nextInt(4) > 0 ? "y" : STRINGS[pick]);
    }
    return string.append('"').toString();
  }

  private String object(int depth) {
    var object = new StringBuilder("{").append(blank());
    for (int n = random.nextInt(3); n > 0; n--) {
      object
          .append(random.nextBoolean() ? "\"a\"" : "\"b\"")
          .append(blank())
          .append(':')
          .append(blank())
          .append(value(depth));
      object.append(n > 1 ? "," + blank() : blank());
    }
    return object.append('}').toString();
  }

  private String value(int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 5)) {
      case 0 -> "null";
      case 1 -> random.nextBoolean() ? "true" : "false";
      case 2 -> String.valueOf(random.nextInt(-100, 100));
      case 3 -> random.nextInt(10) + ".50";
      case 4 -> string();
      case 5 -> "[" + blank() + value(depth - 1) + "," + value(depth - 1) + "]";
      default -> object(depth - 1);
    };
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static boolean hasHalfPair(JsonNode node) {
    if (node.isTextual()) {
      return hasHalfPair(node.textValue());
    }
    for (var names = node.fieldNames(); names.hasNext(); ) {
      if (hasHalfPair(names.next())) {
        return true;
      }
    }
    for (JsonNode child : node) {
      if (hasHalfPair(child)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasHalfPair(String text) {
    return text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  @Test
  void everyLineHoldsWhatTheTreeHolds() {
    int good = 0;
    int broken = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] line = (blank() + object(3) + blank()).getBytes(StandardCharsets.UTF_8);
      if (random.nextInt(3) == 0) {
        line[random.nextInt(line.length)] =
            (byte)
                (random.nextBoolean()
                    ? "{}[]\",:\\u0 dxt".charAt(random.nextInt(14))
                    : random.nextInt(256));
      }
      String latin = new String(line, StandardCharsets.ISO_8859_1);
      if (latin.isBlank() || latin.indexOf('\n') >= 0 || latin.indexOf('\r') >= 0) {
        continue;
      }
      Scan.Seen seen = Scan.of(Scan.format("json"), latin, FIELDS).records().get(0);
      JsonNode tree;
      try {
        tree =
            latin.indexOf(0) >= 0 || !isUtf8(line)
                ? MAPPER.missingNode()
                : MAPPER.readTree(new String(line, StandardCharsets.UTF_8));
      } catch (JsonProcessingException e) {
        tree = MAPPER.missingNode();
      }
      // Twice the same name, and the tree has dropped a string with half a pair: only the scanner
      // saw it.
      if (!tree.isObject() || hasHalfPair(tree)) {
        assertThat(seen.isGood()).as(latin).isFalse();
        broken++;
      } else if (!seen.isGood()) {
        assertThat(seen.problem()).as(latin).contains("half of a surrogate pair");
      } else {
        good++;
        for (String field : FIELDS) {
          assertThat(seen.fields().get(field))
              .as("%s of %s", field, latin)
              .satisfies(value -> same(value, tree(seen, field)));
        }
      }
    }
    assertThat(good).isGreaterThan(5_000);
    assertThat(broken).isGreaterThan(1_000);
  }

  private static JsonNode tree(Scan.Seen seen, String field) {
    try {
      JsonNode node = MAPPER.readTree(Scan.bytes(seen.raw()));
      for (String name : field.split("\\.", -1)) {
        node = node.path(name);
      }
      return node;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void same(String value, JsonNode expected) {
    String text = new String(Scan.bytes(value), StandardCharsets.UTF_8);
    if (expected.isMissingNode() || expected.isNull()) {
      assertThat(text).isEmpty();
    } else if (expected.isTextual()) {
      assertThat(text).isEqualTo(expected.textValue());
    } else {
      try {
        assertThat(MAPPER.readTree(text)).isEqualTo(expected);
      } catch (JsonProcessingException e) {
        throw new AssertionError("not JSON: " + text, e);
      }
    }
  }
}
