package millrace.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each line an operator may get wrong, with every word that is said about it. */
final class PipelineFileErrorsTest {
  private static final List<String> RIGHT =
      List.of(
          "pipeline: access",
          "landing:",
          "  path: landing",
          "  format: access-log",
          "buckets:",
          "  every: 5m",
          "jobs:",
          "  urls:",
          "    count: path",
          "    windows:",
          "      all: cumulative");

  /** The right file with lines added to its root: they begin at line 12. */
  private static String root(String lines) {
    return insert(11, 0, lines);
  }

  /** The right file with lines added to its landing: they begin at line 5. */
  private static String landing(String lines) {
    return insert(4, 2, lines);
  }

  /** The right file with lines added to its buckets: they begin at line 7. */
  private static String buckets(String lines) {
    return insert(6, 2, lines);
  }

  /** The right file with lines added to its job: they begin at line 12. */
  private static String job(String lines) {
    return insert(11, 4, lines);
  }

  private static String insert(int after, int indent, String lines) {
    List<String> all = new ArrayList<>(RIGHT);
    all.add(after, lines.indent(indent).stripTrailing());
    return String.join("\n", all) + "\n";
  }

  /** The right file with something else in place of {@code right}. */
  private static String with(String right, String wrong) {
    String file = String.join("\n", RIGHT) + "\n";
    assertThat(file).contains(right);
    return file.replace(right, wrong);
  }

  private static Arguments of(String file, String... problems) {
    return Arguments.of(file, List.of(problems));
  }

  static Stream<Arguments> wrongFiles() {
    return Stream.of(
        of(
            landing("settle: 10x"),
            "5: key landing.settle: found \"10x\", expected a duration like 10s, 5m, 1h"),
        of(
            landing("settle: "),
            "5: key landing.settle: found nothing, expected a duration like 10s, 5m, 1h"),
        of(
            landing("settle: [1]"),
            "5: key landing.settle: found a list, expected a duration like 10s, 5m, 1h"),
        of(
            landing("settle: 5m\nsettle: 6m"),
            "6: key landing.settle: given twice, first on line 5"),
        of(landing("setle: 5m"), "5: key landing.setle: unknown, did you mean settle?"),
        of(
            landing("foo: 1"),
            "5: key landing.foo: unknown, expected path, settle, after, format, header, columns, max-quarantined, time, duplicates or changed"),
        of(
            landing("after: keeep"),
            "5: key landing.after: found \"keeep\", expected keep, archive or delete"),
        of(landing("header: false"), "5: key landing.header: only csv and tsv have a header"),
        of(landing("columns: [a]"), "5: key landing.columns: only csv and tsv have columns"),
        of(
            landing("max-quarantined: 5"),
            "5: key landing.max-quarantined: found \"5\", expected a share of 0% to 100%, like 5%"),
        of(
            landing("max-quarantined: 101%"),
            "5: key landing.max-quarantined: found \"101%\", expected a share of 0% to 100%, like 5%"),
        of(
            landing("duplicates: yes"),
            "5: key landing.duplicates: found \"yes\", expected skip or count"),
        of(
            landing("changed: x"),
            "5: key landing.changed: found \"x\", expected add, replace or quarantine"),
        of(
            landing("time: event"),
            "5: key landing.time: found \"event\", expected a mapping like {by: event, field: time, format: iso}"),
        of(
            landing("time: {field: time}"),
            "5: key landing.time.by: missing, expected event, file-name or arrival"),
        of(
            landing("time: {by: evnt}"),
            "5: key landing.time.by: found \"evnt\", expected event, file-name or arrival"),
        of(
            landing("time: {by: event, field: tme}"),
            "5: key landing.time.field: unknown field \"tme\", did you mean time?"),
        of(
            landing("time: {by: event, field: user}"),
            "5: key landing.time.format: missing, expected iso, epoch-seconds, epoch-millis or a java.time pattern like \"dd/MMM/yyyy:HH:mm:ss Z\""),
        of(
            landing("time: {by: event, pattern: x}"),
            "5: key landing.time.pattern: used only with by: file-name"),
        of(
            landing("time: {by: event, format: yyyy}"),
            "5: key landing.time.format: not a time format: yyyy: it does not say the day; it needs year, month and day as yyyy, MM, dd"),
        of(
            landing("time: {by: event, zone: Europe/Berlni}"),
            "5: key landing.time.zone: found \"Europe/Berlni\", expected a time zone like UTC, Europe/Berlin, +05:45; did you mean Europe/Berlin?"),
        of(
            landing("time: {by: file-name}"),
            "5: key landing.time.pattern: missing, expected a regular expression with a group named time, like (?<time>\\d{8})\\.log",
            "5: key landing.time.format: missing, expected iso, epoch-seconds, epoch-millis or a java.time pattern like \"dd/MMM/yyyy:HH:mm:ss Z\""),
        of(
            landing("time: {by: file-name, pattern: 'a(', format: iso}"),
            "5: key landing.time.pattern: not a regular expression: a(: Unclosed group"),
        of(
            landing("time: {by: file-name, pattern: 'a(x)', format: iso}"),
            "5: key landing.time.pattern: the regular expression has no group named time, written (?<time>...): a(x)"),
        of(
            landing("time: {by: arrival, zone: UTC}"),
            "5: key landing.time.zone: not used with by: arrival"),
        of(landing("path: x"), "5: key landing.path: given twice, first on line 3"),
        of(
            landing("settle: &a 5s"),
            "5: the YAML anchor &a is not supported: write the value out where it is used"),
        of(landing("settle: *a"), "5: the YAML alias *a is not supported: write the value out"),
        of(landing("settle: !!str 5s"), "5: the YAML tag tag:yaml.org,2002:str is not supported"),
        of(landing("\tsettle: 5s"), "5: a tab in the indentation, expected blanks"),
        of(
            landing("settle: -5s"),
            "5: key landing.settle: found \"-5s\", expected a duration like 10s, 5m, 1h"),
        of(
            landing("settle: 1.5s"),
            "5: key landing.settle: found \"1.5s\", expected a duration like 10s, 5m, 1h"),
        of(landing("[a]: b"), "5: found a list as a key, expected a name"),
        of(landing("a: b: c"), "5: not YAML: mapping values are not allowed here"),
        of(
            landing("settle: \"x\\u001by\""),
            "5: key landing.settle: found \"x\u001by\", expected a duration like 10s, 5m, 1h"),
        of(
            buckets("lateness: 5"),
            "7: key buckets.lateness: found \"5\", expected a duration like 10s, 5m, 1h"),
        of(
            buckets("late: never"),
            "7: key buckets.late: found \"never\", expected correct or quarantine"),
        of(
            buckets("max-ahead: 5 m"),
            "7: key buckets.max-ahead: found \"5 m\", expected a duration like 10s, 5m, 1h"),
        of(
            buckets("zone: Mars"),
            "7: key buckets.zone: found \"Mars\", expected a time zone like UTC, Europe/Berlin, +05:45"),
        of(buckets("evry: 5m"), "7: key buckets.evry: unknown, did you mean every?"),
        of(
            with("every: 5m", "every: 0s"),
            "6: key buckets.every: found \"0s\", expected 1s to 31d"),
        of(
            with("every: 5m", "every: 7m"),
            "6: key buckets.every: found \"7m\", expected a span that divides a day, or whole days, like 5m, 1h, 7d"),
        of(
            with("every: 5m", "every: 36h"),
            "6: key buckets.every: found \"36h\", expected a span that divides a day, or whole days, like 5m, 1h, 7d"),
        of(
            with("every: 5m", "every: 32d"),
            "6: key buckets.every: found \"32d\", expected 1s to 31d"),
        of(
            with("every: 5m", "every: 5"),
            "6: key buckets.every: found \"5\", expected a duration like 10s, 5m, 1h"),
        of(
            with("every: 5m", "every: 0.5s"),
            "6: key buckets.every: found \"0.5s\", expected a duration like 10s, 5m, 1h"),
        of(
            with("every: 5m", "every:"),
            "6: key buckets.every: found nothing, expected a duration like 10s, 5m, 1h"),
        of(
            with("every: 5m", "lateness: 5m"),
            "5: key buckets.every: missing, expected a duration like 5m, 1h, 1d"),
        of(root("publish: lastest"), "12: key publish: found \"lastest\", expected all or latest"),
        of(
            root("retention: {raw: 7}"),
            "12: key retention.raw: found \"7\", expected a duration like 10s, 5m, 1h"),
        of(
            root("retention: {raw: 4m}"),
            "12: key retention.raw: found \"4m\", expected at least 5m: one bucket and its lateness"),
        of(
            root("retention: {reports: 0s}"),
            "12: key retention.reports: found \"0s\", expected at least 5m: one bucket and its lateness"),
        of(root("retention: {row: 7d}"), "12: key retention.row: unknown, did you mean raw?"),
        of(root("jbos: {}"), "12: key jbos: unknown, did you mean jobs?"),
        of(root("--- \na: b"), "12: a second YAML document, expected one pipeline in a file"),
        of(root("job: x"), "12: key job: unknown, did you mean jobs?"),
        of(
            with("pipeline: access", "pipeline: Access"),
            "1: key pipeline: found \"Access\", expected a name of a-z, 0-9 and -, at most 64 characters"),
        of(
            with("pipeline: access", "pipeline: [a]"),
            "1: key pipeline: found a list, expected a name of a-z, 0-9 and -, at most 64 characters"),
        of(
            with("pipeline: access", "pipeline: a_b"),
            "1: key pipeline: found \"a_b\", expected a name of a-z, 0-9 and -, at most 64 characters"),
        of(
            with("pipeline: access", "#"),
            "1: key pipeline: missing, expected a name of a-z, 0-9 and -, at most 64 characters"),
        of(
            job("top: 0"),
            "12: key jobs.urls.top: found \"0\", expected a number of rows, at least 1"),
        of(
            job("top: ten"),
            "12: key jobs.urls.top: found \"ten\", expected a number of rows, at least 1"),
        of(
            job("top: 1.5"),
            "12: key jobs.urls.top: found \"1.5\", expected a number of rows, at least 1"),
        of(
            job("where: {stats: 200}"),
            "12: key jobs.urls.where.stats: unknown field \"stats\", did you mean status?"),
        of(
            job("where: {}"),
            "12: key jobs.urls.where: found no conditions, expected a mapping like {status: 200}"),
        of(
            job("where: x"),
            "12: key jobs.urls.where: found \"x\", expected a mapping like {status: 200} or {status: [500, 503]}"),
        of(
            job("where: {status: }"),
            "12: key jobs.urls.where.status: found nothing, expected a value, or several like [500, 503]"),
        of(
            job("where: {status: {a: b}}"),
            "12: key jobs.urls.where.status: found a mapping, expected a value, or several like [500, 503]"),
        of(
            job("key: client"),
            "12: key jobs.urls.key: not used with count, whose fields are the key"),
        of(
            job("sum: bytes"),
            "8: key jobs.urls: found count and sum, expected only one of count, sum, min, max, mean or class"),
        of(
            job("widnows: {a: cumulative}"),
            "12: key jobs.urls.widnows: unknown, did you mean windows?"),
        of(
            with("count: path", "count: pth"),
            "9: key jobs.urls.count: unknown field \"pth\", did you mean path?"),
        of(
            with("count: path", "count: [path, path]"),
            "9: key jobs.urls.count: found \"path\" twice, expected each once"),
        of(
            with("count: path", "count: []"),
            "9: key jobs.urls.count: found an empty list, expected a field, or several like [path, status]"),
        of(
            with("count: path", "count: {a: b}"),
            "9: key jobs.urls.count: found a mapping, expected a field, or several like [path, status]"),
        of(
            with("count: path", "count: "),
            "9: key jobs.urls.count: found nothing, expected a field, or several like [path, status]"),
        of(
            with("count: path", "sum: bytes"),
            "8: key jobs.urls.key: missing, expected a field, or several like [path, status]"),
        of(
            with("count: path", "sum: [bytes]\n    key: client"),
            "9: key jobs.urls.sum: found a list, expected a field"),
        of(
            with("count: path", "sum: byts\n    key: [client, stauts]"),
            "9: key jobs.urls.sum: unknown field \"byts\", did you mean bytes?",
            "10: key jobs.urls.key: unknown field \"stauts\", did you mean status?"),
        of(
            with("count: path", "distinct: path"),
            "9: key jobs.urls.distinct: not supported by this release, expected one of count, sum, min, max, mean or class"),
        of(
            with("count: path", "class: millrace.jobs.Nope"),
            "9: key jobs.urls.class: class millrace.jobs.Nope is not found; is its name spelled right, and its jar named with -libjars?"),
        of(
            with("count: path", "class: java.lang.String"),
            "9: key jobs.urls.class: class java.lang.String does not implement millrace.job.Job"),
        of(
            with(
                "count: path",
                "class: millrace.jobs.wordcount.WordCount\n    options: {tokns: unicode}"),
            "10: key jobs.urls.options.tokns: unknown option: tokns (did you mean tokens? allowed: field, tokens)"),
        of(
            with(
                "count: path",
                "class: millrace.jobs.wordcount.WordCount\n    options: {tokens: unicde}"),
            "10: key jobs.urls.options.tokens: unknown value of option tokens: unicde (did you mean unicode? allowed: unicode, whitespace)"),
        of(
            with("count: path", "class: millrace.jobs.wordcount.WordCount\n    options: [a]"),
            "10: key jobs.urls.options: found a list, expected a mapping of option names to values"),
        of(
            with("count: path", "class: millrace.jobs.wordcount.WordCount\n    key: a"),
            "10: key jobs.urls.key: unknown, expected class, options, windows, top or from"),
        of(
            with("count: path", "top: 5"),
            "8: key jobs.urls: does not say what to compute, expected one of count, sum, min, max, mean or class"),
        of(
            with("all: cumulative", "all: cumulativ"),
            "11: key jobs.urls.windows.all: window \"cumulativ\" refused: it is unknown; allowed: cumulative, tumbling 1h, tumbling day, tumbling week, tumbling month, sliding 30m, sliding 1h every 5m"),
        of(
            with("all: cumulative", "all: tumbling 7m"),
            "11: key jobs.urls.windows.all: window \"tumbling 7m\" refused: its size of 7m is not a multiple of the bucket, 5m; allowed: 5m, 10m, and so on"),
        of(
            with("all: cumulative", "all: sliding 0s"),
            "11: key jobs.urls.windows.all: window \"sliding 0s\" refused: its size is 0s; allowed: multiples of the bucket, 5m, 10m, 15m, and so on"),
        of(
            with("all: cumulative", "all:"),
            "11: key jobs.urls.windows.all: found nothing, expected a window like cumulative, tumbling 1h, sliding 30m"),
        of(
            with("all: cumulative", "all: [a]"),
            "11: key jobs.urls.windows.all: found a list, expected a window like cumulative, tumbling 1h, sliding 30m"),
        of(
            with("all: cumulative", "All: cumulative"),
            "11: key jobs.urls.windows.All: not a name, expected a name of a-z, 0-9, - and _ that begins with a letter or digit, at most 64 characters"),
        of(
            with("all: cumulative", "all: sliding 1h every 7m"),
            "11: key jobs.urls.windows.all: window \"sliding 1h every 7m\" refused: its step of 7m is not a multiple of the bucket, 5m; allowed: 5m, 10m, and so on"),
        of(
            with("all: cumulative", "-a: cumulative"),
            "11: key jobs.urls.windows.-a: not a name, expected a name of a-z, 0-9, - and _ that begins with a letter or digit, at most 64 characters"),
        of(
            with("format: access-log", "format: cvs"),
            "4: key landing.format: unknown format: cvs (did you mean csv? allowed: access-log, csv, json, text, the name of a class that implements millrace.record.RecordFormat, tsv)"),
        of(
            with("format: access-log", "format: csv\n  header: false"),
            "2: key landing.columns: missing, expected the names of the columns, like [time, client]"),
        of(
            with("format: access-log", "format: csv\n  columns: [a]"),
            "5: key landing.columns: columns are named here only with header: false"),
        of(
            with("format: access-log", "format: csv\n  header: no"),
            "5: key landing.header: found \"no\", expected true or false"),
        of(
            with("format: access-log", "format: csv\n  header: false\n  columns: [a, a]"),
            "6: key landing.columns: found \"a\" twice, expected each once"),
        of(
            with("format: access-log", "format: csv\n  header: false\n  columns: [a, b]"),
            "11: key jobs.urls.count: unknown field \"path\", expected a or b"),
        of(
            with("format: access-log", "format: my.Format"),
            "4: key landing.format: format my.Format: the class cannot be loaded (java.lang.ClassNotFoundException: my.Format); is its jar named with -libjars?"),
        of(
            with("format: access-log", "format: {class: my.Format}"),
            "4: key landing.format: format my.Format: the class cannot be loaded (java.lang.ClassNotFoundException: my.Format); is its jar named with -libjars?"),
        of(
            with("format: access-log", "format: {options: {}}"),
            "4: key landing.format.class: missing, expected a class name"),
        of(
            with("format: access-log", "format: [a]"),
            "4: key landing.format: found a list, expected text, csv, tsv, json or access-log, a class name, or {class: NAME, options: {...}}"),
        of(
            with("format: access-log", "format: csv\n  header: 'false'"),
            "5: key landing.header: found \"false\", expected true or false, without quotes"),
        of(
            with("format: access-log", "format: text"),
            "9: key jobs.urls.count: unknown field \"path\", expected line"),
        of(
            with("format: access-log", "format: json\n  time: {by: event}"),
            "5: key landing.time.field: missing, expected the field that holds the time"),
        of(
            with("format: access-log", "format: json\n  time: {by: event, field: ts}"),
            "5: key landing.time.format: missing, expected iso, epoch-seconds, epoch-millis or a java.time pattern like \"dd/MMM/yyyy:HH:mm:ss Z\""),
        of(
            with(
                "format: access-log", "format: json\n  time: {by: event, field: ts, format: isoo}"),
            "5: key landing.time.format: not a time format: isoo (did you mean iso?): Unknown pattern letter: i; allowed are iso, epoch-seconds, epoch-millis, or a java.time pattern as yyyy-MM-dd HH:mm:ss"),
        of(
            with("    windows:\n      all: cumulative\n", ""),
            "8: key jobs.urls.windows: missing, expected at least one, like {all: cumulative, hour: tumbling 1h, recent: sliding 30m}"),
        of(
            with("windows:\n      all: cumulative", "windows: {}"),
            "10: key jobs.urls.windows: found none, expected at least one, like {all: cumulative, hour: tumbling 1h, recent: sliding 30m}"),
        of(
            with("windows:\n      all: cumulative", "windows:"),
            "10: key jobs.urls.windows: found nothing, expected at least one, like {all: cumulative, hour: tumbling 1h, recent: sliding 30m}"),
        of(
            with(
                "jobs:\n  urls:\n    count: path\n    windows:\n      all: cumulative", "jobs: {}"),
            "7: key jobs: found none, expected at least one job"),
        of(
            with("  urls:\n    count: path\n    windows:\n      all: cumulative", ""),
            "7: key jobs: found nothing, expected a mapping of job names to jobs"),
        of(
            with("all: cumulative", "a.b: cumulative"),
            "11: key jobs.urls.windows.\"a.b\": not a name, expected a name of a-z, 0-9, - and _ that begins with a letter or digit, at most 64 characters"),
        of(
            with("path: landing", "path: a:b"),
            "3: key landing.path: found \"a:b\", expected the directory where files arrive, a Hadoop path"),
        of(
            with("urls:", "Urls:"),
            "8: key jobs.Urls: not a name, expected a name of a-z, 0-9, - and _ that begins with a letter or digit, at most 64 characters"),
        of(
            with("urls:", "a: b\n  urls:"),
            "8: key jobs.a: found \"b\", expected a mapping like {count: path, windows: {all: cumulative}}"),
        of(
            "pipeline: x\n",
            "1: key landing: missing, expected a mapping with the key path; or inputs, a mapping of names to several",
            "1: key buckets: missing, expected a mapping with the key every",
            "1: key jobs: missing, expected a mapping of job names to jobs"));
  }

  @ParameterizedTest
  @MethodSource("wrongFiles")
  void saysLineKeyWhatWasFoundAndWhatIsAllowed(String file, List<String> problems) {
    InvalidConfiguration refused =
        catchThrowableOfType(InvalidConfiguration.class, () -> PipelineFileTest.read(file));

    assertThat(refused).isNotNull();
    assertThat(refused.problems())
        .containsExactlyElementsOf(problems.stream().map(problem -> "p.yaml:" + problem).toList());
  }
}
