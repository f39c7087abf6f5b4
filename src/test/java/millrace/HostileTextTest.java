package millrace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import millrace.cli.Mill;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hostile text stays text, wherever it comes from and wherever it is shown. Nothing renders HTML
 * yet: what could be embedded is the JSON, and that is plain JSON.
 */
class HostileTextTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NOW = "2024-03-01T10:11:00Z";

  private static final List<String> PAYLOADS =
      List.of(
          // markup
          "<img src=x onerror=1>",
          "\"><script>alert(1)</script>",
          "'><svg/onload=1>",
          "&#x3c;script&#x3e;",
          "</script><script>1",
          "]]>",
          "<!--",
          "-->",
          "javascript:alert(1)",
          "data:text/html,x",
          // formulas
          "=cmd|' /C calc'!A0",
          "=1+1",
          "@SUM(1+1)",
          "+1+1",
          "-1+1",
          "-2",
          "+2",
          "=HYPERLINK(\"http://x\";\"y\")",
          "x;=1+1",
          "x,=1+1",
          "x\t=1+1",
          "\t=1+1",
          "\r=1+1",
          "\n=1+1",
          "x\n=1+1",
          "\uff1d1+1",
          "\ufeff=1+1",
          "\u0001=1+1",
          "\"=1+1",
          // terminals
          "\u001b[2J",
          "\u001b]0;title\u0007",
          "\u001b]8;;http://x\u001b\\link",
          "\u009b31m",
          "\u0090q\u009c",
          "\b\b\b",
          "\u007f",
          "a\rb",
          "\u202egnp",
          "\u2066x\u2069",
          "line\u2028two",
          "line\u2029two",
          "line\u0085two",
          "\ufeffx",
          // statements, variables and look-ups
          "'); DROP TABLE--",
          "${jndi:ldap:x}",
          "${env:PATH}",
          "${env.PATH}",
          "${user.name}",
          "${java.io.tmpdir}",
          "$(reboot)",
          "`reboot`",
          "%n%s%d",
          "{{7*7}}",
          "#{7*7}",
          // paths and ends
          "../../../../tmp/x",
          "..",
          "/etc/passwd",
          "file:///etc/passwd",
          "a\\b",
          "\\N",
          "\0",
          "--now",
          "-rf",
          "@/etc/passwd",
          "\ud83c\udf0a",
          "caf\u00e9");

  private static final boolean EVERY = Integer.getInteger("millrace.every", 16) == 1;

  private final Path home;
  private int turn;
  private final Mill mill;

  HostileTextTest(@TempDir(factory = InMemory.class) Path home) throws IOException {
    this.home = home;
    this.mill = new Mill(home.resolve("home"));
  }

  /** One of the ways, another for each payload; all with {@code -Pmatrix}. */
  private <T> List<T> some(List<T> ways) {
    return EVERY ? ways : List.of(ways.get(turn++ % ways.size()));
  }

  private static String yaml(String text) throws IOException {
    return JSON.writeValueAsString(text)
        .replace("\u007f", "\\u007f")
        .replace("\u0085", "\\N")
        .replace("\u009b", "\\u009b")
        .replace("\u0090", "\\u0090")
        .replace("\u009c", "\\u009c")
        .replace("\u2028", "\\L")
        .replace("\u2029", "\\P")
        .replace("\ufeff", "\\ufeff");
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\"", "\"\"") + "\"";
  }

  private static void assertHarmlessOnATerminal(Mill.Ran ran, String payload) {
    for (String text : List.of(ran.out(), ran.err())) {
      assertThat(text.codePoints().filter(c -> c != '\n' && isObeyed(c)).boxed().toList())
          .as("what a terminal obeys, of %s", payload)
          .isEmpty();
    }
    assertThat(ran.err()).doesNotContain("\tat ");
  }

  private static boolean isObeyed(int c) {
    return Character.getType(c) == Character.CONTROL
        || c == 0x2028
        || c == 0x2029
        || (c >= 0x202a && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069)
        || c == 0xfeff;
  }

  /** A strict reader of RFC 4180. */
  private static List<List<String>> csv(String text) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      if (text.charAt(i) == '"') {
        for (i++; text.charAt(i) != '"' || text.startsWith("\"\"", i); i++) {
          cell.append(text.charAt(i));
          i += text.charAt(i) == '"' ? 1 : 0;
        }
        i++;
      }
      while (i < text.length() && text.charAt(i) != ',' && text.charAt(i) != '\r') {
        assertThat(text.charAt(i)).as("bare, of %s", text).isNotIn('"', '\n', ';', '\t');
        cell.append(text.charAt(i++));
      }
      row.add(cell.toString());
      cell.setLength(0);
      if (text.startsWith("\r\n", i)) {
        rows.add(List.copyOf(row));
        row.clear();
        i++;
      }
      i++;
    }
    return rows;
  }

  @Test
  void thereAreAtLeastSixty() {
    assertThat(Set.copyOf(PAYLOADS)).hasSizeGreaterThanOrEqualTo(60);
    System.out.println("hostile payloads: " + PAYLOADS.size());
  }

  @Test
  void asKeysTheyAreBytesInTsvAndTextEverywhereElse() throws IOException {
    mill.declare(
        """
        pipeline: p
        landing: { path: landing, settle: 0s, format: csv, time: { by: event, field: time, format: iso } }
        buckets: { every: 5m }
        jobs:
          keys: { count: [key, other], windows: { all: cumulative } }
          sums: { sum: amount, key: key, windows: { all: cumulative } }
        """
            .replace("path: landing,", "path: \"file://" + mill.landing() + "\","));
    StringBuilder rows = new StringBuilder("time,key,other,amount\n");
    for (String payload : PAYLOADS) {
      rows.append(
          "2024-03-01T10:01:00Z," + quoted(payload) + "," + quoted("x" + payload) + ",-3\n");
    }
    mill.drop("a.csv", rows.toString());
    assertThat(mill.tick(NOW)).isEqualTo(new Mill.Ran(0, "", ""));

    Set<String> keys = new TreeSet<>();
    mill.report("keys", "all")
        .lines()
        .forEach(line -> keys.add(unescaped(line.substring(0, line.indexOf('\t')))));
    assertThat(keys).as("to the byte").isEqualTo(new TreeSet<>(PAYLOADS));

    List<List<String>> cells =
        csv(mill.run("report", "--job", "sums", "--window", "all", "--format", "csv").out());
    assertThat(cells).hasSize(PAYLOADS.size() + 1);
    for (List<String> row : cells.subList(1, cells.size())) {
      assertThat(row).hasSize(2);
      String shown = row.get(0);
      assertThat(PAYLOADS)
          .contains(
              shown.startsWith("'") && !PAYLOADS.contains(shown) ? shown.substring(1) : shown);
      assertThat(shown.replaceFirst("^[\ufeff\0-\b\u000b\f\u000e-\u001f\u007f-\u009f]+", ""))
          .as("a formula?")
          .doesNotMatch("(?s)[=+@\\t\\r\\n\uff1d\uff0b\uff0d\uff20-].*");
      assertThat(row.get(1)).as("a negative number stays one").isEqualTo("-3");
    }

    Mill.Ran table = mill.run("report", "--job", "keys", "--window", "all");
    assertHarmlessOnATerminal(table, "table");
    assertThat(table.out().lines().count()).as("a line each").isEqualTo(PAYLOADS.size() + 3L);

    String json = mill.run("report", "--job", "keys", "--window", "all", "--format", "json").out();
    Set<String> names = new TreeSet<>();
    for (JsonNode row : JSON.readTree(json).get("rows")) {
      assertThat(row.size()).isEqualTo(3);
      names.add(row.get("key").asText());
      assertThat(row.get("other").asText()).isEqualTo("x" + row.get("key").asText());
    }
    assertThat(names).isEqualTo(new TreeSet<>(PAYLOADS));
    assertThat(json.codePoints().filter(c -> c < ' ' && c != '\n').count()).isZero();
    assertNothingElsewhere();
  }

  private static String unescaped(String cell) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      if (c == '\\') {
        char next = cell.charAt(++i);
        c = next == 't' ? '\t' : next == 'n' ? '\n' : next == 'r' ? '\r' : next;
      }
      text.append(c);
    }
    return text.toString();
  }

  private void assertNothingElsewhere() throws IOException {
    assertThat(Mill.files(home).keySet()).allMatch(path -> path.startsWith("home/"));
  }

  @Test
  void asNamesOfFilesTheyStayInTheLandingDirectoryAndOnTheirLine() throws IOException {
    mill.declare(
        """
        pipeline: p
        landing: { path: landing, settle: 0s, after: archive, format: csv, time: { by: event, field: time, format: iso } }
        buckets: { every: 5m }
        jobs: { keys: { count: key, windows: { all: cumulative } } }
        """
            .replace("path: landing,", "path: \"file://" + mill.landing() + "\","));
    int taken = 0;
    for (String payload : PAYLOADS) {
      String name = payload.replace('/', '\u2215').replace("\0", "");
      if (!name.isEmpty() && !name.equals("..")) {
        mill.drop(name, "time,key\n2024-03-01T10:01:00Z,x" + taken + "\nbroken\n");
        taken += name.startsWith(".") ? 0 : 1;
      }
    }
    Mill.Ran plan = mill.run("tick", "--now", NOW, "--dry-run");
    assertHarmlessOnATerminal(plan, "dry run");
    assertHarmlessOnATerminal(mill.run("status"), "status");
    Mill.Ran ran = mill.run("tick", "--now", NOW, "--verbose");
    assertThat(ran.code()).isZero();
    assertHarmlessOnATerminal(ran, "tick");
    assertHarmlessOnATerminal(mill.run("status"), "status");
    assertThat(mill.status().at("/records/cut").asInt()).isEqualTo(taken);
    assertThat(mill.report("keys", "all").lines().count()).isEqualTo(taken);
    assertThat(
            Mill.files(mill.landing()).keySet().stream().filter(it -> it.startsWith("_archive/")))
        .hasSize(taken);
    assertNothingElsewhere();
  }

  @Test
  void onTheCommandLineTheyAreRefusedInOneHarmlessLine() throws IOException {
    mill.declare(
        """
        pipeline: p
        landing: { path: landing, settle: 0s, format: csv, time: { by: event, field: time, format: iso } }
        buckets: { every: 5m }
        jobs: { keys: { count: key, windows: { all: cumulative } } }
        """
            .replace("path: landing,", "path: \"file://" + mill.landing() + "\","));
    mill.drop("a.csv", "time,key\n2024-03-01T10:01:00Z,x\n");
    assertThat(mill.tick(NOW).code()).isZero();
    Map<String, String> before = mill.files();
    String file = mill.pipeline().toString();
    for (String payload : PAYLOADS) {
      List<List<String>> ways =
          List.of(
              List.of("report", file, "--job=" + payload, "--window", "all"),
              List.of("report", file, "--job", "keys", "--window", "all", "--at=" + payload),
              List.of("tick", file, "--now=" + payload),
              List.of("status", file, "-Dmillrace." + payload.replace("=", "") + "=1"),
              List.of("report", "--", payload),
              List.of("x" + payload));
      for (List<String> way : some(ways)) {
        List<String> line = new ArrayList<>(mill.options());
        line.addAll(way);
        Mill.Ran ran = Mill.call(line);
        assertThat(ran.code()).as("%s: %s", way, ran.err()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertHarmlessOnATerminal(ran, payload);
      }
      Mill.Ran traced = mill.run("status", "--debug", "-Dmillrace.engine=" + payload);
      assertHarmlessOnATerminal(
          new Mill.Ran(traced.code(), traced.out(), traced.err().replaceAll("(?m)^\t+.*\n", "")),
          payload);
    }
    assertThat(mill.files()).isEqualTo(before);
    assertNothingElsewhere();
  }

  @Test
  void inThePipelineFileTheyAreRefusedAsNamesAndLiteralAsValues() throws IOException {
    String yaml =
        """
        pipeline: "PIPELINE"
        landing: { path: landing, settle: 0s, format: csv, time: { by: event, field: time, format: iso } }
        buckets: { every: 5m }
        jobs: { "JOB": { count: "FIELD", where: { "WHERE": ["VALUE"] }, windows: { "WINDOW": cumulative } } }
        """
            .replace("path: landing,", "path: \"file://" + mill.landing() + "\",");
    Map<String, String> right = new TreeMap<>();
    right.put("PIPELINE", "p");
    right.put("JOB", "keys");
    right.put("FIELD", "key");
    right.put("WHERE", "key");
    right.put("VALUE", "x");
    right.put("WINDOW", "all");
    for (String payload : PAYLOADS) {
      for (String place : some(List.copyOf(right.keySet()))) {
        String text = yaml;
        for (Map.Entry<String, String> it : right.entrySet()) {
          text =
              text.replace(
                  "\"" + it.getKey() + "\"",
                  it.getKey().equals(place) ? yaml(payload) : yaml(it.getValue()));
        }
        Files.writeString(mill.pipeline(), text);
        Mill.Ran ran = mill.run("validate");
        assertHarmlessOnATerminal(ran, payload);
        assertThat(ran.code())
            .as("%s for %s: %s", payload, place, ran.err())
            .isEqualTo(
                (place.equals("PIPELINE") && !payload.matches("[a-z0-9-]+"))
                        || Set.of("JOB", "WINDOW").contains(place)
                    ? 2
                    : 0);
      }
    }
    assertNothingElsewhere();
  }

  @Test
  void aVariableInAConditionOrAColumnIsItsNameAndNotItsValue() throws IOException {
    for (String engine : List.of("inline", "local")) {
      Mill own = new Mill(home.resolve("home").resolve(engine)).with("millrace.engine", engine);
      StringBuilder rows = new StringBuilder("time,\"${user.name}\"\n");
      StringBuilder meant = new StringBuilder();
      for (String payload : PAYLOADS) {
        rows.append("2024-03-01T10:01:00Z," + quoted(payload) + "\n");
        meant.append(meant.isEmpty() ? "" : ", ").append(yaml(payload));
      }
      rows.append("2024-03-01T10:01:00Z,").append(System.getProperty("user.name")).append('\n');
      own.drop("a.csv", rows.toString().getBytes(UTF_8));
      own.declare(
          """
          pipeline: p
          landing: { path: LANDING, settle: 0s, format: csv, time: { by: event, field: time, format: iso } }
          buckets: { every: 5m }
          jobs: { keys: { count: "${user.name}", where: { "${user.name}": [MEANT] }, windows: { all: cumulative } } }
          """
              .replace("LANDING", "\"file://" + own.landing() + "\"")
              .replace("MEANT", meant));
      assertThat(own.tick(NOW)).isEqualTo(new Mill.Ran(0, "", ""));
      assertThat(own.status().at("/jobs/0/tally/folded").asInt()).isEqualTo(PAYLOADS.size());
      assertThat(own.status().at("/jobs/0/tally/filtered").asInt()).isEqualTo(1);
      assertThat(own.run("report", "--job", "keys", "--window", "all").out())
          .contains("${user.name}", "${env.PATH}");
    }
    assertNothingElsewhere();
  }
}
