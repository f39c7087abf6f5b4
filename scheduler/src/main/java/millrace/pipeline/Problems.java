package millrace.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects everything that is wrong with one file, so that all of it can be reported at once. */
final class Problems {
  private final String file;
  private final List<Problem> found = new ArrayList<>();

  private record Problem(int line, String text) {}

  Problems(String file) {
    this.file = file;
  }

  /** Notes what is wrong on {@code line}. */
  void add(int line, String text) {
    found.add(new Problem(line, text));
  }

  /** Notes what is wrong with the value of {@code key}. */
  void key(int line, String key, String text) {
    add(line, "key " + key + ": " + text);
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  int count() {
    return found.size();
  }

  /** All of them, by line; only when there are some. */
  InvalidConfiguration refusal() {
    return new InvalidConfiguration(
        found.stream()
            .sorted(Comparator.comparingInt(Problem::line))
            .map(problem -> file + ":" + problem.line() + ": " + problem.text())
            .distinct()
            .toList());
  }
}
