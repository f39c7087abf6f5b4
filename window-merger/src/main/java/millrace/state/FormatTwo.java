package millrace.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import millrace.store.OldPages;
import millrace.store.PipelinePaths;

/**
 * Reads what release 0.1.0 wrote, format 2 of the state, as if this release had written it: it knew
 * one landing directory, which is the input {@value #INPUT} now. Nothing is written in that format
 * any more; a page of it stays as it is until one of its entries changes.
 */
final class FormatTwo {
  /** The format of its snapshots. */
  static final String SNAPSHOT = "millrace-snapshot/2";

  /** The only input there was. */
  static final String INPUT = PipelinePaths.LANDING;

  private FormatTwo() {}

  /**
   * The fields of a snapshot as this release names them.
   *
   * @param today the format that this release writes
   */
  static ObjectNode upgraded(ObjectNode snapshot, String today) {
    ObjectNode upgraded = JsonNodeFactory.instance.objectNode();
    upgraded.put("format", today);
    for (String same : List.of("number", "attempt", "moves", "exports", "dropped")) {
      move(snapshot, same, upgraded, same);
    }
    upgraded.set("catalogues", catalogues(snapshot.path("catalogues")));
    ObjectNode facts = upgraded.putObject("facts");
    facts.set("definition", definition(snapshot.path("definition")));
    ObjectNode timeline = facts.putObject("timeline");
    for (String same : List.of("first", "watermark", "open", "expired")) {
      move(snapshot, same, timeline, same);
    }
    ObjectNode work = facts.putObject("work");
    work.set("due", works(snapshot.path("work")));
    work.set("parked", works(snapshot.path("parked")));
    ObjectNode cluster = facts.putObject("cluster");
    snapshot.path("running").forEach(fold -> works(fold.path("work")));
    move(snapshot, "running", cluster, "folds");
    move(snapshot, "merging", cluster, "merges");
    move(snapshot, "backfills", cluster, "backfills");
    for (String same : List.of("jobs", "rates")) {
      move(snapshot, same, facts, same);
    }
    facts.putObject("sinks");
    ObjectNode totals = facts.putObject("totals");
    if (snapshot.path("number").asLong() > 0) {
      move(snapshot, "totals", totals, INPUT);
    }
    return upgraded;
  }

  private static void move(ObjectNode from, String name, ObjectNode to, String as) {
    if (from.has(name)) {
      to.set(as, from.get(name));
    }
  }

  /** How the pages of a catalogue are read that were written in this format. */
  static OldPages pages(String catalogue) {
    return switch (catalogue) {
      case "files" -> new Entries(INPUT + "/", FormatTwo::file);
      case "contents" -> new Entries(INPUT + "/", value -> value);
      case "buckets" -> new Entries("", FormatTwo::bucket);
      default -> OldPages.SAME;
    };
  }

  /** What became of the entries of a catalogue. */
  private record Entries(String prefix, Upgrade upgrade) implements OldPages {
    @Override
    public String key(String written) {
      return prefix + written;
    }

    @Override
    public JsonNode value(JsonNode written) {
      return upgrade.of(written);
    }
  }

  private interface Upgrade {
    JsonNode of(JsonNode value);
  }

  private static JsonNode catalogues(JsonNode roots) {
    ObjectNode upgraded = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> root : roots.properties()) {
      OldPages pages = pages(root.getKey());
      ObjectNode written = (ObjectNode) root.getValue();
      ObjectNode entries = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> entry : written.path("entries").properties()) {
        entries.set(pages.key(entry.getKey()), pages.value(entry.getValue()));
      }
      written.set("entries", entries);
      for (JsonNode child : written.path("children")) {
        ((ObjectNode) child).put("first", pages.key(child.path("first").asText()));
      }
      upgraded.set(root.getKey(), written);
    }
    return upgraded;
  }

  private static JsonNode definition(JsonNode definition) {
    ObjectNode upgraded = definition.deepCopy();
    JsonNode format = upgraded.remove("format");
    JsonNode time = upgraded.remove("time");
    if (format != null && time != null) { // else nothing was declared yet
      ObjectNode input = upgraded.putObject("inputs").putObject(INPUT);
      input.set("format", format);
      input.set("time", time);
    }
    return upgraded;
  }

  private static JsonNode works(JsonNode works) {
    works.forEach(work -> pieces(work.path("pieces")));
    return works;
  }

  private static void pieces(JsonNode pieces) {
    pieces.forEach(piece -> ((ObjectNode) piece).put("input", INPUT));
  }

  private static JsonNode bucket(JsonNode bucket) {
    ObjectNode upgraded = (ObjectNode) bucket;
    pieces(upgraded.path("pieces"));
    JsonNode gone = upgraded.path("gone");
    ObjectNode byInput = JsonNodeFactory.instance.objectNode();
    if (gone.path("pieces").asInt() > 0) {
      byInput.set(INPUT, gone);
    }
    upgraded.set("gone", byInput);
    return upgraded;
  }

  private static JsonNode file(JsonNode file) {
    ObjectNode written = (ObjectNode) file;
    ObjectNode upgraded = JsonNodeFactory.instance.objectNode();
    upgraded.put("input", INPUT);
    move(written, "path", upgraded, "path");
    move(written, "identity", upgraded, "identity");
    ObjectNode content = upgraded.putObject("content");
    move(written, "length", content, "length");
    move(written, "sha256", content, "sha256");
    for (String same : List.of("verdict", "reason", "counted")) {
      move(written, same, upgraded, same);
    }
    ObjectNode past = upgraded.putObject("past");
    for (String same : List.of("records", "versions", "taken", "fed")) {
      move(written, same, past, same);
    }
    return upgraded;
  }
}
