package millrace.option;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** Guesses which allowed name somebody meant. */
public final class Nearest {
  private Nearest() {}

  /**
   * The allowed name that {@code found} is most likely a slip of: the one with the least
   * Levenshtein distance, case aside, if that is small for names of this length; of equals the
   * first.
   */
  public static Optional<String> of(String found, Collection<String> allowed) {
    Optional<String> nearest = Optional.empty();
    int least = Integer.MAX_VALUE;
    String slip = found.toLowerCase(Locale.ROOT);
    for (String name : allowed) {
      int longer = Math.max(found.length(), name.length());
      int most = longer < 3 ? longer / 2 : Math.max(2, longer / 3);
      if (Math.abs(found.length() - name.length()) > most) {
        continue;
      }
      int distance = distance(slip, name.toLowerCase(Locale.ROOT));
      if (distance <= most && distance < least) {
        least = distance;
        nearest = Optional.of(name);
      }
    }
    return nearest;
  }

  /**
   * One sentence for the operator: {@code unknown option: heder (did you mean header? allowed:
   * columns, header)}.
   *
   * @param kind what the name should name, as {@code option}
   */
  public static String unknown(String kind, String found, Collection<String> allowed) {
    String guess = of(found, allowed).map(name -> "did you mean " + name + "? ").orElse("");
    String names =
        allowed.isEmpty()
            ? "none is allowed"
            : "allowed: " + String.join(", ", new TreeSet<>(allowed));
    return "unknown " + kind + ": " + found + " (" + guess + names + ")";
  }

  private static int distance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[right.length()];
  }
}
