package millrace.cut;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import millrace.aggregate.ByteString;
import millrace.aggregate.Slice;
import millrace.state.Piece;
import millrace.time.Grid;

/**
 * Collects cut records into pieces. Small files share pieces, unless the records of a file may have
 * to be taken back. A file counts only when it was read to its end, so its records are staged until
 * then: in memory while they are few, else in pieces of its own, which are forgotten if the file
 * fails. Memory is bounded by the budget. A large bucket has several pieces, so that several
 * threads can read it.
 */
final class PieceWriter {
  private final StageFiles files;
  private final Grid buckets;
  private final long budget;
  private final long largest;
  private final Sharing sharing;
  private final Buffers shared = new Buffers();
  private final List<CutPiece> written = new ArrayList<>();
  private int next;

  /** Which files may have records in one piece. */
  enum Sharing {
    /** Several files. */
    SHARED,
    /** One file only. */
    APART
  }

  PieceWriter(StageFiles files, Grid buckets, long budget, Sharing sharing) {
    this.files = files;
    this.buckets = buckets;
    this.budget = budget;
    this.largest = budget / 4;
    this.sharing = sharing;
  }

  /** Which records may share a piece. */
  private record PieceKey(Instant bucket, boolean late, ByteString header)
      implements Comparable<PieceKey> {
    private static final Comparator<PieceKey> ORDER =
        Comparator.comparing(PieceKey::bucket)
            .thenComparing(PieceKey::late)
            .thenComparing(PieceKey::header);

    boolean is(Instant bucket, boolean late, ByteString header) {
      return this.late == late && this.bucket.equals(bucket) && this.header.equals(header);
    }

    @Override
    public int compareTo(PieceKey other) {
      return ORDER.compare(this, other);
    }
  }

  private static final class Buffer {
    private final Chunks bytes = new Chunks();
    private final List<Piece.PieceSource> sources = new ArrayList<>();
    private long records;

    Buffer plus(Buffer other) {
      bytes.write(other.bytes);
      sources.addAll(other.sources);
      records += other.records;
      return this;
    }
  }

  private static final class Buffers {
    private final TreeMap<PieceKey, Buffer> byPlace = new TreeMap<>();
    private long bytes;
    private Optional<PieceKey> last = Optional.empty();
    private Buffer lastBuffer = new Buffer();

    /** Kept because most records have the place of the record before. */
    Buffer at(Instant bucket, boolean late, ByteString header) {
      if (last.isEmpty() || !last.get().is(bucket, late, header)) {
        PieceKey place = new PieceKey(bucket, late, header);
        lastBuffer = at(place);
        last = Optional.of(place);
      }
      return lastBuffer;
    }

    Buffer at(PieceKey place) {
      return byPlace.computeIfAbsent(place, p -> new Buffer());
    }

    /** Takes over what {@code other} holds. */
    void add(Buffers other) {
      other.byPlace.forEach(
          (place, buffer) -> byPlace.merge(place, buffer, (here, more) -> here.plus(more)));
      bytes += other.bytes;
    }

    Buffer remove(PieceKey place) {
      last = Optional.empty();
      Buffer buffer = at(place);
      byPlace.remove(place);
      bytes -= buffer.bytes.size();
      return buffer;
    }
  }

  /** The records of one file, until it is known whether it counts. */
  final class StagedFile {
    private final String file;
    private final Buffers own = new Buffers();
    private final List<CutPiece> spilled = new ArrayList<>();

    private StagedFile(String file) {
      this.file = file;
    }

    void add(Instant bucket, boolean late, ByteString header, Slice raw) throws IOException {
      Buffer buffer = own.at(bucket, late, header);
      buffer.bytes.write(raw.array(), raw.offset(), raw.length());
      buffer.bytes.write((byte) '\n');
      buffer.records++;
      own.bytes += raw.length() + 1L;
      if (buffer.bytes.size() >= largest) {
        nameSources();
        spilled.add(write(own, new PieceKey(bucket, late, header)));
      } else if (own.bytes > budget / 2) {
        nameSources();
        while (own.bytes > budget / 4) {
          spilled.add(writeLargest(own));
        }
      }
    }

    private void nameSources() {
      for (Buffer buffer : own.byPlace.values()) {
        long named = buffer.sources.stream().mapToLong(Piece.PieceSource::records).sum();
        if (buffer.records > named) {
          buffer.sources.add(new Piece.PieceSource(file, buffer.records - named));
        }
      }
    }

    /** Makes the records count: the file was read to its end. */
    void accept() throws IOException {
      nameSources();
      written.addAll(spilled);
      if (sharing == Sharing.APART) {
        while (!own.byPlace.isEmpty()) {
          written.add(write(own, own.byPlace.firstKey()));
        }
        return;
      }
      shared.add(own);
      while (shared.bytes > budget / 2) {
        written.add(writeLargest(shared));
      }
    }
  }

  StagedFile stage(String file) {
    return new StagedFile(file);
  }

  private CutPiece writeLargest(Buffers buffers) throws IOException {
    PieceKey largest =
        buffers.byPlace.entrySet().stream()
            .max(Comparator.comparingInt(entry -> entry.getValue().bytes.size()))
            .orElseThrow()
            .getKey();
    return write(buffers, largest);
  }

  private CutPiece write(Buffers buffers, PieceKey place) throws IOException {
    Buffer buffer = buffers.remove(place);
    String name = "piece-" + buckets.name(place.bucket()) + "-" + next++;
    ChecksumOutput out = new ChecksumOutput(files.create(name));
    try (out) {
      place.header().writeTo(out);
      buffer.bytes.writeTo(out);
    }
    return new CutPiece(
        place.bucket(),
        place.late(),
        name,
        place.header().length() + (long) buffer.bytes.size(),
        out.crc32c(),
        buffer.records,
        buffer.sources);
  }

  /** Writes what is left and names all pieces, by bucket. */
  List<CutPiece> finish() throws IOException {
    while (!shared.byPlace.isEmpty()) {
      written.add(write(shared, shared.byPlace.firstKey()));
    }
    written.sort(Comparator.comparing(CutPiece::bucket).thenComparing(CutPiece::name));
    return written;
  }
}
