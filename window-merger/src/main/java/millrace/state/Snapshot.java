package millrace.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import millrace.store.CatalogueRoot;
import millrace.store.Move;
import millrace.store.OldPages;
import millrace.store.SnapshotChain;
import millrace.store.Store;
import millrace.store.Versioned;

/**
 * The whole state of a pipeline at one moment: a small file that says the open work itself and
 * names catalogue pages for the rest. The newest one is the truth; what no snapshot names does not
 * exist.
 *
 * @param format of this file, {@link #FORMAT}
 * @param number of this snapshot, one more than its predecessor's
 * @param attempt who wrote it
 * @param facts what it says itself
 * @param catalogues the roots of {@code files}, {@code contents}, {@code buckets}, {@code runs},
 *     {@code reports} and {@code undelivered}
 * @param moves files this and earlier commits named that may still have to be moved to their names
 * @param exports reports that may still have to be copied to where other programs read them
 * @param dropped files that the predecessor named and this snapshot does not
 */
public record Snapshot(
    String format,
    long number,
    Attempt attempt,
    Facts facts,
    Map<String, CatalogueRoot> catalogues,
    List<Move> moves,
    List<Export> exports,
    List<String> dropped)
    implements Versioned {
  /** The format this release writes. */
  public static final String FORMAT = "millrace-snapshot/3";

  /** What there is before the first commit: nothing. */
  public static final Snapshot NONE =
      new Snapshot(
          FORMAT,
          0,
          new Attempt("", "", "", Instant.EPOCH),
          Facts.NONE,
          Map.of(),
          List.of(),
          List.of(),
          List.of());

  public Snapshot {
    catalogues = Map.copyOf(catalogues);
    moves = List.copyOf(moves);
    exports = List.copyOf(exports);
    dropped = List.copyOf(dropped);
  }

  /** The snapshots of the pipeline in {@code store}, those of older formats included. */
  public static SnapshotChain<Snapshot> chain(Store store) {
    return new SnapshotChain<>(store, Snapshot.class, Snapshot::today);
  }

  /** What a snapshot of any format that is known says, as this release says it. */
  private static ObjectNode today(ObjectNode fields) {
    String format = fields.path("format").asText();
    if (format.equals(FormatTwo.SNAPSHOT)) {
      return FormatTwo.upgraded(fields, FORMAT);
    }
    if (!format.equals(FORMAT)) {
      throw new IllegalArgumentException(
          "its format is %s; this release reads %s and %s: use the release that wrote it"
              .formatted(format, FORMAT, FormatTwo.SNAPSHOT));
    }
    return fields;
  }

  /** How the pages of a catalogue are read that an older release wrote. */
  public static OldPages oldPages(String catalogue) {
    return FormatTwo.pages(catalogue);
  }

  @Override
  public Set<String> working() {
    return facts.cluster().ids();
  }
}
