package millrace.pipeline;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Reads the plain part of YAML into {@link Node}s that know their lines. Anchors, aliases, tags and
 * several documents are refused, because a file of settings is read by people.
 */
final class Yaml {
  private static final int DEEPEST = 30;

  private final Iterator<Event> events;
  private final Problems problems;

  private Yaml(Iterator<Event> events, Problems problems) {
    this.events = events;
    this.problems = problems;
  }

  /** The document; empty if there is none that can be used, and then {@code problems} says why. */
  static Optional<Node> read(byte[] bytes, Problems problems) {
    Optional<String> text = decode(bytes, problems);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    LoaderOptions options = new LoaderOptions();
    options.setNestingDepthLimit(DEEPEST);
    try {
      Iterator<Event> events =
          new org.yaml.snakeyaml.Yaml(options).parse(new StringReader(text.get())).iterator();
      return new Yaml(events, problems).document();
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      problems.add(line, complaint(text.get(), line, e.getProblem()));
    } catch (ReaderException e) {
      problems.add(
          lineOf(text.get(), e.getPosition()),
          String.format(
              Locale.ROOT, "the character U+%04X cannot stand in a YAML file", e.getCodePoint()));
    } catch (YAMLException e) {
      problems.add(1, "not YAML: " + e.getMessage());
    }
    return Optional.empty();
  }

  private static Optional<String> decode(byte[] bytes, Problems problems) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    CoderResult result =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      problems.add(
          lineOf(text, text.length()),
          String.format(
              Locale.ROOT,
              "not UTF-8: byte 0x%02x at offset %d",
              bytes[in.position()],
              in.position()));
      return Optional.empty();
    }
    return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
  }

  private static int lineOf(String text, int position) {
    return 1 + (int) text.chars().limit(position).filter(c -> c == '\n').count();
  }

  private static String complaint(String text, int line, String problem) {
    String there = text.lines().skip(line - 1L).findFirst().orElse("");
    String indentation = there.substring(0, there.length() - there.stripLeading().length());
    if (indentation.indexOf('\t') >= 0) {
      return "a tab in the indentation, expected blanks";
    }
    return "not YAML: " + problem;
  }

  private Optional<Node> document() {
    Optional<Node> root = Optional.empty();
    int documents = 0;
    while (events.hasNext()) {
      Event event = events.next();
      if (event instanceof DocumentStartEvent start && ++documents > 1) {
        problems.add(line(start), "a second YAML document, expected one pipeline in a file");
        return Optional.empty();
      }
      if (event instanceof NodeEvent node) {
        root = Optional.of(node(node));
      }
    }
    return root;
  }

  private Node node(Event event) {
    if (event instanceof NodeEvent node) {
      refuseAnchor(node);
    }
    if (event instanceof ScalarEvent scalar) {
      if (scalar.getTag() != null) {
        problems.add(line(event), "the YAML tag " + scalar.getTag() + " is not supported");
      }
      return new Node.Scalar(
          line(event), scalar.getValue(), scalar.getScalarStyle() == ScalarStyle.PLAIN);
    }
    if (event instanceof CollectionStartEvent start && start.getTag() != null) {
      problems.add(line(event), "the YAML tag " + start.getTag() + " is not supported");
    }
    if (event instanceof SequenceStartEvent) {
      List<Node> nodes = new ArrayList<>();
      for (Event next = events.next(); !(next instanceof SequenceEndEvent); next = events.next()) {
        nodes.add(node(next));
      }
      return new Node.Items(line(event), nodes);
    }
    if (event instanceof MappingStartEvent) {
      return mapping(line(event));
    }
    return new Node.Scalar(line(event), "", true);
  }

  private Node mapping(int line) {
    List<Node.KeyedNode> entries = new ArrayList<>();
    for (Event next = events.next(); !(next instanceof MappingEndEvent); next = events.next()) {
      Node key = node(next);
      Node value = node(events.next());
      if (key instanceof Node.Scalar scalar) {
        entries.add(new Node.KeyedNode(scalar.line(), scalar.text(), value));
      } else {
        problems.add(key.line(), "found " + key.found() + " as a key, expected a name");
      }
    }
    return new Node.Mapping(line, entries);
  }

  private void refuseAnchor(NodeEvent event) {
    if (event instanceof AliasEvent) {
      problems.add(
          line(event),
          "the YAML alias *" + event.getAnchor() + " is not supported: write the value out");
    } else if (event.getAnchor() != null) {
      problems.add(
          line(event),
          "the YAML anchor &"
              + event.getAnchor()
              + " is not supported: write the value out where it is used");
    }
  }

  private static int line(Event event) {
    return event.getStartMark().getLine() + 1;
  }
}
