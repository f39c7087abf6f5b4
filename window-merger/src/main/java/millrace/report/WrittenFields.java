package millrace.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import millrace.store.Json;

/**
 * The fields of a JSON object in which the components of several records stand side by side.
 * Jackson writes such an object from the records, and cannot read it into them.
 */
final class WrittenFields {
  private final ObjectNode left;

  /**
   * The fields of {@code object}.
   *
   * @throws IOException if it is no object
   */
  WrittenFields(JsonNode object) throws IOException {
    if (!(object instanceof ObjectNode fields)) {
      throw new IOException("%s stands where an object should".formatted(object));
    }
    this.left = fields.deepCopy();
  }

  /** Takes the fields that are named like the components of {@code type}. */
  <T extends Record> T take(Class<T> type) throws IOException {
    ObjectNode own = JsonNodeFactory.instance.objectNode();
    for (RecordComponent component : type.getRecordComponents()) {
      JsonNode value = left.remove(component.getName());
      if (value != null) {
        own.set(component.getName(), value);
      }
    }
    return Json.value(own, type);
  }

  /**
   * Says that all fields are taken.
   *
   * @throws IOException if one is left
   */
  void end() throws IOException {
    if (!left.isEmpty()) {
      throw new IOException(
          "unknown name %s: it was written by a newer release, or edited by hand"
              .formatted(left.fieldNames().next()));
    }
  }
}
