package millrace.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A value of a catalogue as it is written: JSON on one line. Of a page with a hundred of them a
 * reader wants one or two, and a change writes the others as they were; so each is understood when
 * it is asked for. Equal values are written alike, so values are equal if their texts are.
 */
final class WrittenValue {
  /** Of a value in a snapshot, which is understood as a whole. */
  private final Optional<JsonNode> node;

  /** Empty until it is asked for, if there is a node. */
  private String text;

  private WrittenValue(Optional<JsonNode> node, String text) {
    this.node = node;
    this.text = text;
  }

  /**
   * How a value is written. Only the text is kept: pages stay in memory, and a tree takes many
   * times the room.
   */
  static WrittenValue of(Object value) {
    return in(
        Json.text(Json.tree(value))); // a tree's names are in order, wherever it was read from
  }

  /** A value that stands in a snapshot. */
  static WrittenValue in(JsonNode node) {
    return new WrittenValue(Optional.of(node), "");
  }

  /** A value that stands in a page. */
  static WrittenValue in(String line) {
    return new WrittenValue(Optional.empty(), line);
  }

  /** The value on one line. */
  String text() {
    if (text.isEmpty()) {
      text = Json.text(node.orElseThrow());
    }
    return text;
  }

  /** The value as a tree. */
  JsonNode node() throws IOException {
    return node.isPresent() ? node.get() : as(JsonNode.class);
  }

  /**
   * The value.
   *
   * @throws IOException if it says another thing than {@code type} can hold; the message says where
   */
  <V> V as(Class<V> type) throws IOException {
    return node.isPresent()
        ? Json.value(node.get(), type)
        : Json.read(text.getBytes(StandardCharsets.UTF_8), type);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WrittenValue that && text().equals(that.text());
  }

  @Override
  public int hashCode() {
    return text().hashCode();
  }

  @Override
  public String toString() {
    return text();
  }
}
