package millrace.mapreduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import millrace.aggregate.Seeds;
import org.apache.hadoop.util.IndexedSortable;
import org.junit.jupiter.api.Test;

final class SortedAlreadyTest {
  /** Numbers in an array, and how often two of them were compared. */
  private static final class Numbers implements IndexedSortable {
    private final int[] numbers;
    private int comparisons;

    Numbers(int... numbers) {
      this.numbers = numbers;
    }

    @Override
    public int compare(int i, int j) {
      comparisons++;
      return Integer.compare(numbers[i], numbers[j]);
    }

    @Override
    public void swap(int i, int j) {
      int swapped = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = swapped;
    }
  }

  @Test
  void anyOrderBecomesTheRightOne() {
    Random random = Seeds.random();
    for (int round = 0; round < 500; round++) {
      int[] some = random.ints(random.nextInt(50), 0, 20).toArray();
      int from = some.length == 0 ? 0 : random.nextInt(some.length);
      int[] expected = some.clone();
      Arrays.sort(expected, from, expected.length);
      Numbers numbers = new Numbers(some);
      new SortedAlready().sort(numbers, from, some.length);
      assertThat(numbers.numbers).isEqualTo(expected);
    }
  }

  @Test
  void whatIsSortedFromItsEndIsLookedAtOnce() {
    Numbers numbers = new Numbers(9, 7, 7, 5, 1);
    new SortedAlready().sort(numbers, 0, 5);
    assertThat(numbers.numbers).containsExactly(1, 5, 7, 7, 9);
    assertThat(numbers.comparisons).isEqualTo(4);
  }
}
