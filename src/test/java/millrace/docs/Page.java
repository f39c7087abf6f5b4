package millrace.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation.
 *
 * @param name its path in the checkout
 * @param text all of it
 * @param prose the text without its fenced blocks
 * @param blocks the fenced blocks, in order
 */
record Page(String name, String text, String prose, List<Block> blocks) {
  static final Path CHECKOUT = Path.of(System.getProperty("millrace.checkout", ".."));

  private static final String SOURCE = "source: ";
  private static final Pattern MARKER = Pattern.compile("<!-- (.*) -->");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
  private static final Pattern SAVED = Pattern.compile("file: ([\\w.]+).*");
  private static final Pattern PUBLIC_CLASS =
      Pattern.compile("public (?:final )?class ([A-Za-z]+)");

  /**
   * A fenced block.
   *
   * @param language after the fence
   * @param marker what an HTML comment in the line above says; empty if there is none
   * @param text with a line feed after each line
   */
  record Block(String language, String marker, String text) {
    /** The name under which a reader saves it; empty if it is nothing to be saved. */
    String fileName() {
      if (language.equals("java")) {
        Matcher name = PUBLIC_CLASS.matcher(text);
        return name.find() ? name.group(1) + ".java" : "";
      }
      Matcher saved = SAVED.matcher(marker);
      return saved.matches() ? saved.group(1) : "";
    }

    /** The file of the checkout that it shows whole; empty if it shows none. */
    String source() {
      return marker.startsWith(SOURCE) ? marker.substring(SOURCE.length()) : "";
    }

    boolean isRun() {
      return language.equals("sh")
          && !marker.equals("needs a cluster")
          && !marker.equals("takes long");
    }

    List<String> lines() {
      return text.lines().toList();
    }
  }

  /** All there are. */
  static List<Page> all() throws IOException {
    List<Path> files = new ArrayList<>();
    files.add(CHECKOUT.resolve("README.md"));
    files.add(CHECKOUT.resolve("CHANGELOG.md"));
    try (Stream<Path> site = Files.list(CHECKOUT.resolve("src/site/markdown"))) {
      site.filter(file -> file.toString().endsWith(".md")).sorted().forEach(files::add);
    }
    return files.stream().map(Page::read).toList();
  }

  /** The page at this path of the checkout. */
  static Page read(String name) {
    return read(CHECKOUT.resolve(name));
  }

  private static Page read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Block> blocks = new ArrayList<>();
    StringBuilder prose = new StringBuilder();
    StringBuilder block = new StringBuilder();
    String language = "";
    String marker = "";
    boolean inside = false;
    for (String line : text.lines().toList()) {
      if (line.startsWith("```")) {
        if (inside) {
          blocks.add(new Block(language, marker, block.toString()));
          marker = "";
          block.setLength(0);
        } else {
          language = line.substring(3);
        }
        inside = !inside;
      } else if (inside) {
        block.append(line).append('\n');
      } else {
        prose.append(line).append('\n');
        Matcher comment = MARKER.matcher(line);
        marker = comment.matches() ? comment.group(1) : "";
      }
    }
    String name = CHECKOUT.relativize(file).toString();
    if (inside) {
      throw new IllegalStateException(name + ": a fenced block never ends");
    }
    return new Page(name, text, prose.toString(), List.copyOf(blocks));
  }

  Path file() {
    return CHECKOUT.resolve(name);
  }

  /** What headings are called in links. */
  List<String> anchors() {
    return HEADING
        .matcher(prose)
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }

  List<String> links() {
    return LINK.matcher(prose).results().map(found -> found.group(1)).toList();
  }

  /** What stands between backquotes. */
  List<String> code() {
    return CODE.matcher(prose).results().map(found -> found.group(1)).toList();
  }

  /** All that calls the program, from blocks of commands and of cron: the words after its name. */
  List<List<String>> calls() {
    Pattern program =
        Pattern.compile("(?:^|.*[/\\s(])(?:millrace|millrace-[0-9.]+\\.jar) ([a-z].*)");
    return blocks.stream()
        .filter(block -> block.language().equals("sh") || block.language().equals("crontab"))
        .flatMap(block -> block.text().replace("\\\n", " ").lines())
        .map(line -> program.matcher(line.replaceAll("\\s# .*", "")))
        .filter(Matcher::matches)
        .map(Page::words)
        .toList();
  }

  /** Up to what the shell does with the output. */
  private static List<String> words(Matcher call) {
    String words = call.group(1).replaceAll("\\s*(?:[|>&)]|2>).*", "");
    return Arrays.asList(words.strip().split("\\s+", -1));
  }

  @Override
  public String toString() {
    return name;
  }
}
