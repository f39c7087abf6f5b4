package millrace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import millrace.cli.Mill;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A state that release 0.1.0 left in the middle of its work goes on to give the reports that 0.1.0
 * gave. What the files mean is told beside them, in {@code golden/state-2/README.md}; {@code
 * play.py} there does the same from outside.
 */
class GoldenStateTest {
  private static final Path GOLDEN = Path.of("test/resources/golden/state-2").toAbsolutePath();
  private static final List<String> PIPELINES = List.of("shop", "payments", "talks", "stream");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What of a report's description neither a clock nor an attempt decides. */
  private static final List<String> REPORT =
      List.of(
          "from",
          "to",
          "revision",
          "top",
          "columns",
          "rows",
          "buckets",
          "tally",
          "missing",
          "since",
          "changed",
          "complete",
          "quarantined");

  /** The same of {@code status --json}. */
  private static final List<String> STATUS =
      List.of(
          "watermark",
          "buckets",
          "files",
          "records",
          "jobs",
          "work",
          "parked",
          "running",
          "merging",
          "backfills",
          "expired");

  private static final Map<String, Set<String>> WITHOUT =
      Map.of(
          "changed", Set.of("part"),
          "files", Set.of("settling"),
          "jobs", Set.of("runs"),
          "parked", Set.of("remedy"),
          "backfills", Set.of("host", "at"));

  @TempDir Path work;

  @Test
  void aStateOfTheFirstReleaseGoesOn() throws IOException {
    land(GOLDEN.resolve("before"));
    int compared = 0;
    for (String line : Files.readAllLines(GOLDEN.resolve("steps.txt"))) {
      List<String> words = List.of(line.trim().split(" +"));
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      switch (words.get(0)) {
        case "land" -> land(GOLDEN.resolve("after").resolve(words.get(1)));
        case "expect" -> compared += compare(words.get(1));
        default -> run(Integer.parseInt(words.get(0)), words.subList(1, words.size()));
      }
    }
    assertThat(compared).isEqualTo(4 * (3 * PIPELINES.size() + 1));
  }

  /** Pipeline files name directories relative to where 0.1.0 was called. */
  private void land(Path from) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.sorted().toList()) {
        Path target = work.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else if (path.toString().endsWith(".yaml")) {
          String landing = "path: file://" + work.resolve("landing") + "/";
          Files.writeString(target, Files.readString(path).replace("path: landing/", landing));
        } else {
          Files.copy(path, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private Mill.Ran call(List<String> words) {
    return Mill.call(inWork(words));
  }

  private List<String> inWork(List<String> words) {
    List<String> line = new ArrayList<>(words);
    line.set(1, work.resolve(words.get(1)).toString());
    line.add("-Dmillrace.root=file://" + work.resolve("millrace"));
    line.add("-Dhadoop.tmp.dir=" + work.resolve("hadoop"));
    return line;
  }

  private void run(int code, List<String> words) {
    Mill.Ran ran = call(words);
    assertThat(ran.code()).as("%s\n%s\n%s", words, ran.out(), ran.err()).isEqualTo(code);
  }

  /** Returns how many files agreed. */
  private int compare(String step) throws IOException {
    int compared = 0;
    for (String pipeline : PIPELINES) {
      JsonNode status = JSON.readTree(call(List.of("status", pipeline + ".yaml", "--json")).out());
      compared += compare(step, pipeline + ".status.txt", facts(status, STATUS));
      compared += compare(step, pipeline + ".reports.txt", exported(pipeline));
      compared += compare(step, pipeline + ".commands.txt", reported(pipeline, status));
    }
    return compared + compare(step, "landing.txt", landing());
  }

  private static int compare(String step, String name, byte[] found) throws IOException {
    byte[] expected = Files.readAllBytes(GOLDEN.resolve("expected").resolve(step).resolve(name));
    assertThat(text(found)).as("step " + step + ", " + name).isEqualTo(text(expected));
    return 1;
  }

  /** Every byte as a character of its own, for keys need not be UTF-8. */
  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] facts(JsonNode fields, List<String> names) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String name : names) {
      if (fields.has(name)) {
        JsonNode left = without(WITHOUT.getOrDefault(name, Set.of()), fields.get(name));
        lines.append(name).append(' ').append(JSON.writeValueAsString(left)).append('\n');
      }
    }
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode without(Set<String> names, JsonNode value) {
    if (value instanceof ArrayNode items) {
      items.forEach(item -> without(names, item));
    } else if (value instanceof ObjectNode object) {
      object.remove(names);
    }
    return value;
  }

  private byte[] exported(String pipeline) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Path root = work.resolve("millrace").resolve(pipeline).resolve("reports");
    for (Path report : files(root, 3, Files::isDirectory)) {
      if (root.relativize(report).getNameCount() < 3) {
        continue;
      }
      all.writeBytes(("== " + root.relativize(report) + "\n").getBytes(StandardCharsets.UTF_8));
      Path description = report.resolve("_report.json");
      if (Files.exists(description)) {
        all.writeBytes(facts(JSON.readTree(description.toFile()), REPORT));
      }
      List<Path> rows = new ArrayList<>(files(report, 1, it -> it.toString().endsWith(".tsv")));
      rows.sort(Comparator.comparing(it -> String.valueOf(it.getFileName()).startsWith("_")));
      for (Path file : rows) {
        all.writeBytes(("-- " + file.getFileName() + "\n").getBytes(StandardCharsets.UTF_8));
        all.writeBytes(Files.readAllBytes(file));
      }
    }
    return all.toByteArray();
  }

  private byte[] reported(String pipeline, JsonNode status) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (JsonNode job : status.path("jobs")) {
      for (Map.Entry<String, JsonNode> window : job.path("windows").properties()) {
        for (List<String> more : List.of(List.<String>of(), List.of("--top", "150"))) {
          List<String> words = new ArrayList<>();
          words.addAll(List.of("report", pipeline + ".yaml", "--job", job.path("job").asText()));
          words.addAll(List.of("--window", window.getKey(), "--format", "tsv"));
          words.addAll(more);
          Mill.Bytes ran = Mill.bytes(inWork(words));
          String head = "== %s (%d)\n".formatted(String.join(" ", words), ran.code());
          all.writeBytes(head.getBytes(StandardCharsets.UTF_8));
          all.writeBytes(ran.out().toBytes());
        }
      }
    }
    return all.toByteArray();
  }

  private byte[] landing() throws IOException {
    StringBuilder lines = new StringBuilder();
    Path root = work.resolve("landing");
    for (Path file : files(root, Integer.MAX_VALUE, Files::isRegularFile)) {
      lines.append(Files.size(file)).append(' ').append(root.relativize(file)).append('\n');
    }
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  private interface Chosen {
    boolean is(Path path);
  }

  private static List<Path> files(Path root, int depth, Chosen chosen) throws IOException {
    if (!Files.exists(root)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(root, depth)) {
      return all.filter(chosen::is)
          .filter(path -> !path.equals(root))
          .sorted(Comparator.comparing(path -> root.relativize(path).toString()))
          .toList();
    }
  }
}
