package millrace.store;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How the pages of a catalogue are read that an older release wrote. Keys must keep their order,
 * for what lies below a page is found by the keys of its parents.
 */
public interface OldPages {
  /** Pages that say the same today. */
  OldPages SAME =
      new OldPages() {
        @Override
        public String key(String written) {
          return written;
        }

        @Override
        public JsonNode value(JsonNode written) {
          return written;
        }
      };

  /** The key as it is today. */
  String key(String written);

  /** The value as it is today; may change what it is given. */
  JsonNode value(JsonNode written);
}
