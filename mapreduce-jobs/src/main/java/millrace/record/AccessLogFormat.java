package millrace.record;

import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.aggregate.ByteString;
import millrace.aggregate.Slice;

/**
 * The access log of a web server, common or combined:
 *
 * <pre>{@code client identity user [time] "request" status bytes}</pre>
 *
 * <p>with one blank between two of them (a user may hold blanks: it ends where a time in brackets
 * and a quote follow), then the end of the line, or a blank and anything; when two quoted strings
 * follow, they are referrer and agent. A backslash inside quotes takes the next byte with it.
 * Status and bytes are digits or {@code -}. The request is split at single blanks into method, url
 * ({@code -} when absent) and protocol; the path is the url up to its question mark. Nothing is
 * unescaped, and the time stands without its brackets. Lines of blanks are no records.
 */
final class AccessLogFormat implements RecordFormat {
  private static final List<String> FIELDS =
      List.of(
          "client",
          "identity",
          "user",
          "time",
          "request",
          "status",
          "bytes",
          "method",
          "url",
          "protocol",
          "path",
          "referrer",
          "agent");
  private static final Map<String, Integer> INDEX = index();
  private static final int CLIENT = 0;
  private static final int IDENTITY = 1;
  private static final int USER = 2;
  private static final int TIME = 3;
  private static final int REQUEST = 4;
  private static final int STATUS = 5;
  private static final int BYTES = 6;
  private static final int METHOD = 7;
  private static final int URL = 8;
  private static final int PROTOCOL = 9;
  private static final int PATH = 10;
  private static final int REFERRER = 11;
  private static final int AGENT = 12;

  private static Map<String, Integer> index() {
    var index = new HashMap<String, Integer>();
    for (int i = 0; i < FIELDS.size(); i++) {
      index.put(FIELDS.get(i), i);
    }
    return index;
  }

  @Override
  public Optional<List<String>> fields() {
    return Optional.of(FIELDS);
  }

  @Override
  public Optional<TimeField> timeField() {
    return Optional.of(new TimeField("time", PlainTime.ACCESS_LOG));
  }

  @Override
  public RecordScanner scan(InputStream in, byte[] header, RecordLimit limit) {
    return new AccessLogScanner(in, limit);
  }

  private static final class AccessLogScanner extends LineScanner implements Record {
    private final Slice[] fields = new Slice[FIELDS.size()];
    private final Slice zero = ByteString.of("0").view();
    private final Slice none = ByteString.of("-").view();
    private final Slice absent = new Slice();
    private int at;
    private Optional<String> problem = Optional.empty();

    AccessLogScanner(InputStream in, RecordLimit limit) {
      super(in, limit);
      for (int i = 0; i < fields.length; i++) {
        fields[i] = new Slice();
      }
    }

    @Override
    public Record record() {
      return this;
    }

    @Override
    public Slice field(String name) {
      Integer index = INDEX.get(name);
      return index == null ? absent.clear() : fields[index];
    }

    @Override
    Optional<String> read() {
      at = start;
      problem = Optional.empty();
      if (word(CLIENT)
          && word(IDENTITY)
          && user()
          && bracketed()
          && blank("the request")
          && quotedRequest()
          && blank("the status")
          && number(STATUS)
          && blank("the bytes")
          && number(BYTES)
          && blankOrEnd()) {
        if (fields[BYTES].length() == 1 && fields[BYTES].at(0) == '-') {
          fields[BYTES].set(zero);
        }
        splitRequest();
        readReferrerAndAgent();
      }
      return problem;
    }

    /** A word and the blank after it. */
    private boolean word(int field) {
      int from = at;
      while (at < position && bytes[at] != ' ') {
        at++;
      }
      fields[field].set(bytes, from, at - from);
      if (at == from) {
        return expected("the " + FIELDS.get(field));
      }
      return blank(field == USER ? "the time" : "the " + FIELDS.get(field + 1));
    }

    /** A user may hold blanks: it ends where a bracketed time and a quote follow, if they do. */
    private boolean user() {
      for (int i = at; i + 1 < position; i++) {
        if (bytes[i] == ' ' && bytes[i + 1] == '[' && i > at && isTimeAt(i + 1)) {
          fields[USER].set(bytes, at, i - at);
          at = i + 1;
          return true;
        }
      }
      return word(USER);
    }

    private boolean isTimeAt(int bracket) {
      int i = bracket;
      while (i < position && bytes[i] != ']') {
        i++;
      }
      return i + 2 < position && bytes[i + 1] == ' ' && bytes[i + 2] == '"';
    }

    private boolean blank(String next) {
      if (at < position && bytes[at] == ' ') {
        at++;
        return true;
      }
      return expected("a blank and " + next);
    }

    private boolean blankOrEnd() {
      return at == position || bytes[at] == ' ' || expected("a blank or the end of the line");
    }

    private boolean bracketed() {
      if (at == position || bytes[at] != '[') {
        return expected("[ before the time");
      }
      int from = ++at;
      while (at < position && bytes[at] != ']') {
        at++;
      }
      fields[TIME].set(bytes, from, at - from);
      if (at == position) {
        return expected("] after the time");
      }
      at++;
      return true;
    }

    private boolean quotedRequest() {
      if (at == position || bytes[at] != '"') {
        return expected("\" before the request");
      }
      int closing = closingQuote(at + 1);
      if (closing == position) {
        at = position;
        return expected("\" after the request");
      }
      fields[REQUEST].set(bytes, at + 1, closing - at - 1);
      at = closing + 1;
      return true;
    }

    /** Where the quote that ends a string is, or the end of the line. */
    private int closingQuote(int from) {
      int closing = from;
      while (closing < position && bytes[closing] != '"') {
        closing += bytes[closing] == '\\' ? 2 : 1;
      }
      return Math.min(closing, position);
    }

    private boolean number(int field) {
      int from = at;
      if (at < position && bytes[at] == '-') {
        at++;
      } else {
        while (at < position && bytes[at] >= '0' && bytes[at] <= '9') {
          at++;
        }
      }
      fields[field].set(bytes, from, at - from);
      return at > from || expected("the " + FIELDS.get(field) + ", digits or -");
    }

    private void splitRequest() {
      Slice request = fields[REQUEST];
      int from = request.offset();
      int to = from + request.length();
      int first = blankOr(from, to);
      fields[METHOD].set(bytes, from, first - from);
      if (first == to) {
        fields[URL].set(none);
        fields[PATH].set(none);
        fields[PROTOCOL].clear();
        return;
      }
      int second = blankOr(first + 1, to);
      fields[URL].set(bytes, first + 1, second - first - 1);
      int path = first + 1;
      while (path < second && bytes[path] != '?') {
        path++;
      }
      fields[PATH].set(bytes, first + 1, path - first - 1);
      if (second == to) {
        fields[PROTOCOL].clear();
      } else {
        fields[PROTOCOL].set(bytes, second + 1, blankOr(second + 1, to) - second - 1);
      }
    }

    private int blankOr(int from, int to) {
      int blank = from;
      while (blank < to && bytes[blank] != ' ') {
        blank++;
      }
      return blank;
    }

    private void readReferrerAndAgent() {
      fields[REFERRER].clear();
      fields[AGENT].clear();
      int referrer = at + 1;
      if (referrer >= position || bytes[referrer] != '"') {
        return;
      }
      int referrerEnd = closingQuote(referrer + 1);
      int agent = referrerEnd + 2;
      if (agent >= position || bytes[agent - 1] != ' ' || bytes[agent] != '"') {
        return;
      }
      int agentEnd = closingQuote(agent + 1);
      if (agentEnd < position) {
        fields[REFERRER].set(bytes, referrer + 1, referrerEnd - referrer - 1);
        fields[AGENT].set(bytes, agent + 1, agentEnd - agent - 1);
      }
    }

    private boolean expected(String what) {
      int column = at - start + 1;
      problem =
          Optional.of(
              at == position
                  ? "the line ends at column %d where %s should be".formatted(column, what)
                  : "column %d: expected %s, found %s"
                      .formatted(
                          column,
                          what,
                          Excerpt.of(new Slice().set(bytes, at, Math.min(position - at, 20)))));
      return false;
    }
  }
}
