package millrace.snapshot;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import millrace.snapshot.Catalogue.Child;
import millrace.snapshot.Catalogue.Entry;
import millrace.snapshot.Catalogue.Item;

/**
 * A node of a catalogue, and how it is written: one thing a line, under a line with the digest.
 *
 * @param height 0 if it holds entries; else it holds children, which are lower by one
 * @param items in the order of their keys, at least one
 */
record Page(int height, List<Item> items) {
  private static final String FORMAT = "millrace-page/1";

  Page {
    items = List.copyOf(items);
    if (items.isEmpty()) {
      throw new IllegalArgumentException("a page without anything in it");
    }
  }

  long entries() {
    return items.stream().mapToLong(Item::entries).sum();
  }

  byte[] write() {
    boolean leaf = height == 0;
    String lines = items.stream().map(Page::line).collect(Collectors.joining(",\n", "\n", "\n"));
    return Checked.withDigest(
        "{\n\"format\" : \"%s\",\n\"height\" : %d,\n\"%s\" : %s%s%s\n}\n"
            .formatted(
                FORMAT,
                height,
                leaf ? "entries" : "children",
                leaf ? "{" : "[",
                lines,
                leaf ? "}" : "]"));
  }

  static Page read(String path, byte[] bytes) throws IOException {
    String what = "catalogue page " + path;
    JsonNode tree = Checked.read(what, bytes);
    try {
      return Json.value(tree, Text.class).page();
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException("%s: %s".formatted(what, e.getMessage()), e);
    }
  }

  /** What an item weighs: the bytes of its line, and not less than the least. */
  static int weight(Item item) {
    return Math.max(Item.LEAST, line(item).getBytes(StandardCharsets.UTF_8).length);
  }

  private static String line(Item item) {
    if (item instanceof Entry entry) {
      return text(entry.key()) + " : " + text(entry.value());
    }
    return text(item);
  }

  private static String text(Object value) {
    return new String(Json.line(value), StandardCharsets.UTF_8);
  }

  /** The fields of the file. */
  private record Text(
      String format,
      int height,
      Optional<Map<String, JsonNode>> entries,
      Optional<List<Child>> children) {
    @JsonCreator
    Text {}

    Page page() {
      if (!format.equals(FORMAT)) {
        throw new IllegalArgumentException(
            "its format is %s; this release reads %s: use the release that wrote it"
                .formatted(format, FORMAT));
      }
      return new Page(
          height,
          height == 0
              ? Entry.of(new TreeMap<>(entries.orElse(Map.of())))
              : List.copyOf(children.orElse(List.of())));
    }
  }
}
