package millrace.run;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import org.jspecify.annotations.Nullable;

/** Writes a run of several parts: each key into its part, and no file for a part without keys. */
public final class PartedRun implements Closeable {
  private static final int MOST_PARTS = 1024;

  private final int parts;
  private final IntFunction<String> nameOf;
  private final RunFiles files;
  private final Aggregate<?, ?, List<Cell>> aggregate;
  private final String job;

  /** By part; null for a part without keys so far. */
  private final @Nullable RunWriter[] writers;

  /**
   * Begins a run.
   *
   * @param parts how many there may be, a power of two
   * @param nameOf the file name of a part
   */
  public PartedRun(
      int parts,
      IntFunction<String> nameOf,
      RunFiles files,
      Aggregate<?, ?, List<Cell>> aggregate,
      String job) {
    this.parts = parts;
    this.writers = new RunWriter[parts];
    this.nameOf = nameOf;
    this.files = files;
    this.aggregate = aggregate;
    this.job = job;
  }

  /**
   * How many parts a run should have, a power of two.
   *
   * @param bytes of the run
   * @param partBytes about how large a part is
   */
  public static int partsFor(long bytes, long partBytes) {
    int parts = 1;
    while (parts < MOST_PARTS && parts * partBytes < bytes) {
      parts *= 2;
    }
    return parts;
  }

  /** Writes all that {@code cursor} has left. */
  public void appendAll(Cursor cursor) throws IOException {
    appendAll(cursor, Long.MAX_VALUE);
  }

  /**
   * Writes all that {@code cursor} has left, and nothing after it.
   *
   * @param most an upper bound for the number of pairs
   */
  public void appendAll(Cursor cursor, long most) throws IOException {
    while (cursor.next()) {
      int part = KeyHash.part(cursor.key(), parts);
      RunWriter writer = writers[part];
      if (writer == null) {
        writer =
            new RunWriter(
                files.create(nameOf.apply(part)),
                nameOf.apply(part),
                aggregate,
                job,
                part,
                parts,
                most);
        writers[part] = writer;
      }
      writer.append(cursor.key(), cursor.state());
    }
  }

  /**
   * The files written, by the names under which they were created; their lengths once this run is
   * closed.
   */
  public List<Run.Part> written() {
    List<Run.Part> written = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      RunWriter writer = writers[part];
      if (writer != null) {
        written.add(new Run.Part(nameOf.apply(part), writer.bytes()));
      }
    }
    return written;
  }

  /** Pairs written so far. */
  public long entries() {
    return writers().mapToLong(RunWriter::entries).sum();
  }

  /** The digest of the pairs written so far. */
  public RunDigest digest() {
    RunDigest digest = RunDigest.NOTHING;
    for (RunWriter writer : writers().toList()) {
      digest = digest.plus(writer.digest());
    }
    return digest;
  }

  /** Ends every file, also when ending one of them fails. */
  @Override
  public void close() throws IOException {
    Closing.all(writers().toList());
  }

  private Stream<RunWriter> writers() {
    return Arrays.stream(writers).flatMap(Stream::ofNullable);
  }
}
