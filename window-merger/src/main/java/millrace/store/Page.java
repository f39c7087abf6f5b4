package millrace.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import millrace.store.PageItem.Child;
import millrace.store.PageItem.Entry;

/**
 * A node of a catalogue, and how it is written: one thing a line, under a line with the digest.
 *
 * @param height 0 if it holds entries; else it holds children, which are lower by one
 * @param items in the order of their keys, at least one
 */
public record Page(int height, List<PageItem> items) {
  private static final String FORMAT = "millrace-page/2";

  /** What release 0.1.0 wrote: the same form, with values as they were then. */
  private static final String OLD = "millrace-page/1";

  public Page {
    items = List.copyOf(items);
    if (items.isEmpty()) {
      throw new IllegalArgumentException("a page without anything in it");
    }
  }

  long entries() {
    long entries = 0;
    for (PageItem item : items) {
      entries += item.entries();
    }
    return entries;
  }

  public byte[] write() {
    boolean leaf = height == 0;
    StringBuilder page = new StringBuilder();
    page.append("{\n\"format\" : \"").append(FORMAT);
    page.append("\",\n\"height\" : ").append(height);
    page.append(leaf ? ",\n\"entries\" : {" : ",\n\"children\" : [");
    String before = "\n";
    for (PageItem item : items) {
      page.append(before).append(item.line());
      before = ",\n";
    }
    page.append(leaf ? "\n}\n}\n" : "\n]\n}\n");
    return Checked.withDigest(page.toString());
  }

  /**
   * Reads a page.
   *
   * @param old how one of the older format is read
   */
  static Page read(String path, byte[] bytes, OldPages old) throws IOException {
    String what = "catalogue page " + path;
    String lines = Checked.lines(what, bytes);
    try {
      return new PageLines(lines, old).page();
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException("%s: %s".formatted(what, e.getMessage()), e);
    }
  }

  /** The lines of a page, which are read as {@link #write} writes them and in no other form. */
  private static final class PageLines {
    private final List<String> lines = new ArrayList<>();
    private final OldPages old;
    private int at;

    PageLines(String text, OldPages old) {
      this.old = old;
      int from = 0; // not by lines(), which looks at each character in a loop of its own
      for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
        lines.add(text.substring(from, end));
        from = end + 1;
      }
      if (from < text.length()) {
        lines.add(text.substring(from));
      }
    }

    Page page() throws IOException {
      String format = between("\"format\" : \"", "\",");
      boolean isOld = format.equals(OLD);
      if (!isOld && !format.equals(FORMAT)) {
        throw new IllegalArgumentException(
            "its format is %s; this release reads %s and %s: use the release that wrote it"
                .formatted(format, FORMAT, OLD));
      }
      int height = Integer.parseInt(between("\"height\" : ", ","));
      boolean leaf = height == 0;
      between(leaf ? "\"entries\" : {" : "\"children\" : [", "");
      int end = lines.size() - 2;
      List<PageItem> items = new ArrayList<>();
      while (at < end) {
        String line = between("", at + 1 < end ? "," : "");
        PageItem written = leaf ? entry(line) : Json.read(bytes(line), Child.class);
        PageItem item = isOld ? upgraded(written) : written;
        if (!items.isEmpty() && item.key().compareTo(items.get(items.size() - 1).key()) <= 0) {
          throw unreadable(at - 1);
        }
        items.add(item);
      }
      between(leaf ? "}" : "]", "");
      between("}", "");
      return new Page(height, items);
    }

    private String between(String before, String after) {
      String line = at < lines.size() ? lines.get(at) : "";
      if (line.length() < before.length() + after.length()
          || !line.startsWith(before)
          || !line.endsWith(after)) {
        throw unreadable(at);
      }
      at++;
      return line.substring(before.length(), line.length() - after.length());
    }

    private PageItem upgraded(PageItem written) throws IOException {
      String key = old.key(written.key());
      return written instanceof Entry entry
          ? new Entry(key, WrittenValue.of(old.value(entry.value().node())))
          : ((Child) written).withFirst(key);
    }

    private Entry entry(String line) throws IOException {
      int end = 1;
      while (end < line.length() && line.charAt(end) != '"') {
        end += line.charAt(end) == '\\' ? 2 : 1;
      }
      if (!line.startsWith("\"") || !line.startsWith(Entry.BETWEEN, end + 1)) {
        throw unreadable(at - 1);
      }
      String key = line.substring(1, end);
      return new Entry(
          key.indexOf('\\') < 0 ? key : Json.read(bytes(line.substring(0, end + 1)), String.class),
          WrittenValue.in(line.substring(end + 1 + Entry.BETWEEN.length())));
    }

    /** The first line of the file is the one with the digest, and is none of these. */
    private static IllegalArgumentException unreadable(int line) {
      return new IllegalArgumentException("cannot be read at line " + (line + 2));
    }

    private static byte[] bytes(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }
}
