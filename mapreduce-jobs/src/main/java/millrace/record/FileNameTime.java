package millrace.record;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import millrace.aggregate.Slice;

/**
 * Reads the time of all records of a file from its name, as {@code (?<time>\d{8})\.log} from {@code
 * access-20240301.log}.
 */
public final class FileNameTime {
  private static final String GROUP = "time";

  private final Pattern pattern;
  private final EventTime time;

  private FileNameTime(Pattern pattern, EventTime time) {
    this.pattern = pattern;
    this.time = time;
  }

  /**
   * A reader of times in file names; a thread uses its own.
   *
   * @param pattern a regular expression with a group {@code (?<time>...)}, sought anywhere in the
   *     path below the landing directory
   * @param format how that group writes the time, as for {@link EventTime#of}
   * @param zone for times that carry none
   * @throws IllegalArgumentException if the pattern or the format is none; the message is shown to
   *     the operator
   */
  public static FileNameTime of(String pattern, String format, ZoneId zone) {
    Pattern compiled;
    Matcher nothing;
    try {
      compiled = Pattern.compile(pattern);
      // With an empty alternative in front the pattern matches anything, so that its groups can be
      // asked for.
      nothing = Pattern.compile("|" + pattern).matcher("");
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "not a regular expression: " + pattern + ": " + e.getDescription(), e);
    }
    if (!nothing.find() || !hasTime(nothing)) {
      throw new IllegalArgumentException(
          "the regular expression has no group named time, written (?<time>...): " + pattern);
    }
    return new FileNameTime(compiled, EventTime.of(format, zone));
  }

  private static boolean hasTime(Matcher matched) {
    try {
      return matched.start(GROUP) < 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * The time that the file's name says.
   *
   * @param path below the landing directory, with {@code /} between names
   * @throws BadTime if it says none
   */
  public Instant timeOf(String path) throws BadTime {
    Matcher matcher = pattern.matcher(path);
    if (!matcher.find()) {
      throw new BadTime(
          "the file name holds no time: " + Excerpt.of(path) + " does not match " + pattern);
    }
    Optional<String> text = Optional.ofNullable(matcher.group(GROUP));
    if (text.isEmpty()) {
      throw new BadTime(
          "the file name holds no time: the group time of "
              + pattern
              + " is not in "
              + Excerpt.of(path));
    }
    return time.parse(Slice.of(text.get()));
  }
}
