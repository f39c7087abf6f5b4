package millrace.verify;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What came of looking at one thing: what is wrong with it, and what was looked at. */
final class Finding {
  private final List<String> problems = new ArrayList<>();
  private final Map<Counted, Long> counts = new EnumMap<>(Counted.class);

  void problem(String line) {
    problems.add(line);
  }

  List<String> problems() {
    return problems;
  }

  void count(Counted what) {
    count(what, 1);
  }

  void count(Counted what, long more) {
    counts.merge(what, more, Long::sum);
  }

  Map<Counted, Long> counts() {
    return counts;
  }
}
