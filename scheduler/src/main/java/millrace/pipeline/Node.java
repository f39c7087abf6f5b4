package millrace.pipeline;

import java.util.List;

/**
 * A piece of a YAML document that knows its line. Nothing is interpreted: {@code 404} and {@code
 * yes} are text.
 */
sealed interface Node {
  /** Counted from 1. */
  int line();

  /** How an error names what was found. */
  String found();

  /**
   * Text.
   *
   * @param plain whether it stands there without quotes
   */
  record Scalar(int line, String text, boolean plain) implements Node {
    private static final int SHOWN = 80;

    /** An empty value, or {@code null}. */
    boolean isNothing() {
      return plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
    }

    @Override
    public String found() {
      if (isNothing()) {
        return "nothing";
      }
      int end =
          Math.min(
              text.length(),
              text.offsetByCodePoints(0, Math.min(SHOWN, text.codePointCount(0, text.length()))));
      return '"' + text.substring(0, end) + (end < text.length() ? "…" : "") + '"';
    }
  }

  /** A list. */
  record Items(int line, List<Node> nodes) implements Node {
    public Items {
      nodes = List.copyOf(nodes);
    }

    @Override
    public String found() {
      return nodes.isEmpty() ? "an empty list" : "a list";
    }
  }

  /** Keys and what they hold, in the order of the file, duplicates included. */
  record Mapping(int line, List<KeyedNode> entries) implements Node {
    public Mapping {
      entries = List.copyOf(entries);
    }

    @Override
    public String found() {
      return "a mapping";
    }
  }

  /**
   * A key and what it holds.
   *
   * @param line of the key
   */
  record KeyedNode(int line, String key, Node value) {}
}
