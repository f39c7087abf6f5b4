package millrace.fold;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.NavigableSet;
import java.util.stream.Stream;
import millrace.run.Tally;

/**
 * What became of records, and a few reasons why some were rejected: of all reasons the first in
 * text order, so that the same records show the same reasons, in whatever order and by how many
 * tasks they were read.
 *
 * @param tally the counts
 * @param rejections up to {@value #MOST_REJECTIONS} different reasons, sorted
 * @param failures why the task failed, the first reason in text order; none where it did not
 */
public record Account(Tally tally, List<String> rejections, List<String> failures) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static final int MOST_REJECTIONS = 5;

  public static final Account NOTHING = new Account(Tally.NOTHING, List.of(), List.of());

  /** Of a task that has failed. */
  public static Account failed(String failure) {
    return new Account(Tally.NOTHING, List.of(), List.of(failure));
  }

  public Account {
    rejections = List.copyOf(rejections);
    failures = List.copyOf(failures);
  }

  public Account plus(Account other) {
    return new Account(
        tally.plus(other.tally),
        Stream.concat(rejections.stream(), other.rejections.stream())
            .sorted()
            .distinct()
            .limit(MOST_REJECTIONS)
            .toList(),
        Stream.concat(failures.stream(), other.failures.stream()).sorted().limit(1).toList());
  }

  /** As it travels to the reducer. */
  public byte[] toJson() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("an account cannot be written as JSON", e);
    }
  }

  public static Account fromJson(byte[] bytes, int length) throws IOException {
    return JSON.readValue(bytes, 0, length, Account.class);
  }

  /** Adds a reason to those kept, if it is one of the first. */
  static void keep(NavigableSet<String> kept, String reason) {
    if (kept.size() < MOST_REJECTIONS || reason.compareTo(kept.last()) < 0) {
      kept.add(reason);
      if (kept.size() > MOST_REJECTIONS) {
        kept.pollLast();
      }
    }
  }
}
