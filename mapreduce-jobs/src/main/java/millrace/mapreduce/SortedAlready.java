package millrace.mapreduce;

import org.apache.hadoop.util.IndexedSortable;
import org.apache.hadoop.util.IndexedSorter;
import org.apache.hadoop.util.Progressable;
import org.apache.hadoop.util.QuickSort;

/**
 * Sorts what a mapper has written, which is mostly in order already: a fold hands on its keys
 * sorted. One look at each is then enough, unless there are several parts or memory was too small.
 * Hadoop's buffer shows the last entry first.
 */
final class SortedAlready implements IndexedSorter {
  private final IndexedSorter otherwise = new QuickSort();

  @Override
  public void sort(IndexedSortable entries, int from, int to) {
    if (!isReversed(entries, from, to)) {
      otherwise.sort(entries, from, to);
      return;
    }
    for (int first = from, last = to - 1; first < last; first++, last--) {
      entries.swap(first, last);
    }
  }

  @Override
  public void sort(IndexedSortable entries, int from, int to, Progressable progress) {
    sort(entries, from, to);
  }

  private static boolean isReversed(IndexedSortable entries, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      if (entries.compare(i - 1, i) < 0) {
        return false;
      }
    }
    return true;
  }
}
