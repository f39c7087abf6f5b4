package millrace.report;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import millrace.aggregate.ByteString;
import millrace.state.ReportEntry;
import millrace.store.Sha256;

/**
 * Writes how the rows of a revision differ from those of the one before: the rows of a report with
 * one more column in front, {@code -} for a row that was taken away and {@code +} for one that was
 * brought. A row whose numbers changed is one of each.
 */
final class RowChanges implements Closeable {
  private final OutputStream out;
  private final MessageDigest digest;
  private long bytes;
  private long removed;
  private long added;

  /**
   * Writes to {@code out}.
   *
   * @param out closed with this
   */
  RowChanges(OutputStream out) {
    this.digest = Sha256.begun();
    this.out = new BufferedOutputStream(new DigestOutputStream(out, digest));
  }

  /**
   * Compares reports of all keys, which are in the order of their keys, row by row.
   *
   * @param keyColumns how many columns the key has
   */
  void mergeSorted(int keyColumns, TsvReader before, TsvReader now) throws IOException {
    Optional<List<ByteString>> old = before.next();
    Optional<List<ByteString>> next = now.next();
    while (old.isPresent() || next.isPresent()) {
      int order = compare(keyColumns, old, next);
      if (order < 0) {
        remove(old.orElseThrow());
        old = before.next();
      } else if (order > 0) {
        add(next.orElseThrow());
        next = now.next();
      } else {
        if (!old.equals(next)) {
          remove(old.orElseThrow());
          add(next.orElseThrow());
        }
        old = before.next();
        next = now.next();
      }
    }
  }

  /** As keys of several columns sort; a report that has ended comes last. */
  private static int compare(
      int keyColumns, Optional<List<ByteString>> old, Optional<List<ByteString>> next) {
    if (old.isEmpty() || next.isEmpty()) {
      return old.isEmpty() ? 1 : -1;
    }
    int order = 0;
    for (int i = 0; i < keyColumns && order == 0; i++) {
      order = old.get().get(i).compareTo(next.get().get(i));
    }
    return order;
  }

  /** Compares reports of which the new one is short: its rows are held in memory. */
  void compareWithFew(TsvReader before, TsvReader now) throws IOException {
    Set<List<ByteString>> few = all(now);
    for (var row = before.next(); row.isPresent(); row = before.next()) {
      if (!few.remove(row.get())) {
        remove(row.get());
      }
    }
    for (List<ByteString> row : few) {
      add(row);
    }
  }

  /** Compares reports of which the old one is short: its rows are held in memory. */
  void compareFewWith(TsvReader before, TsvReader now) throws IOException {
    Set<List<ByteString>> few = all(before);
    for (var row = now.next(); row.isPresent(); row = now.next()) {
      if (!few.remove(row.get())) {
        add(row.get());
      }
    }
    for (List<ByteString> row : few) {
      remove(row);
    }
  }

  private static Set<List<ByteString>> all(TsvReader reader) throws IOException {
    Set<List<ByteString>> rows = new LinkedHashSet<>();
    for (var row = reader.next(); row.isPresent(); row = reader.next()) {
      rows.add(row.get());
    }
    return rows;
  }

  private void remove(List<ByteString> row) throws IOException {
    removed++;
    write('-', row);
  }

  private void add(List<ByteString> row) throws IOException {
    added++;
    write('+', row);
  }

  private void write(char sign, List<ByteString> row) throws IOException {
    out.write(sign);
    bytes++;
    for (ByteString cell : row) {
      bytes += Tsv.separate(out);
      bytes += Tsv.write(cell.view(), out);
    }
    bytes += Tsv.end(out);
  }

  /** What was written, once this is closed; called once. */
  ReportEntry.RowChange written(String path) {
    String sha256 = Sha256.text(digest);
    return new ReportEntry.RowChange(
        new ReportEntry.ReportPart(path, bytes, sha256), removed, added);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
