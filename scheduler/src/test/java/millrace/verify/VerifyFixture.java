package millrace.verify;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import millrace.pipeline.JobSource;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PipelineFile;
import millrace.pipeline.Settings;
import millrace.report.ReportSeries;
import millrace.report.StateFixture;
import millrace.store.Json;
import millrace.store.MemoryStore;
import millrace.store.Store;
import org.apache.hadoop.conf.Configuration;

/**
 * A pipeline whose state is made by hand, as {@link StateFixture} does, and what the parts of a
 * verification say of it.
 */
final class VerifyFixture {
  private static final String FILE =
      """
      pipeline: shelf
      landing: { path: landing, format: text }
      buckets: { every: 5m }
      jobs:
        words: { count: line, windows: { all: cumulative, ten: tumbling 10m } }
      """;

  private static final Pipeline PIPELINE =
      PipelineFile.read(
          "pipeline.yaml",
          FILE.getBytes(StandardCharsets.UTF_8),
          VerifyFixture.class.getClassLoader());

  private static final Configuration CONFIGURATION = Settings.configuration();
  private static final Settings SETTINGS = Settings.read(CONFIGURATION);

  private final Store store;
  private final VerifyEnvironment parts;
  private final StateFixture shelf;
  private final List<String> problems = new ArrayList<>();
  private HeadFollower newest;

  private VerifyFixture(Store store, Path scratch) throws IOException {
    this.store = store;
    this.parts =
        new VerifyEnvironment("pipeline.yaml", PIPELINE, SETTINGS, store, CONFIGURATION, scratch);
    this.shelf = new StateFixture(store, Json.tree(PIPELINE.definition()));
    this.newest = follower();
  }

  /**
   * A pipeline in memory.
   *
   * @param scratch a local directory for temporary files
   */
  static VerifyFixture inMemory(Path scratch) throws IOException {
    return new VerifyFixture(new MemoryStore(), scratch);
  }

  /** A pipeline in memory, of which nothing is computed again. */
  static VerifyFixture inMemory() throws IOException {
    return inMemory(Path.of("no such directory"));
  }

  /** A pipeline in memory, whose raw records can be folded. */
  static VerifyFixture foldable(Path scratch) throws IOException {
    return new VerifyFixture(new ReadableStore(scratch), scratch);
  }

  /** Files in memory of which Hadoop reads copies. */
  private static final class ReadableStore extends MemoryStore {
    private final Path copies;
    private int made;

    ReadableStore(Path copies) {
      this.copies = copies;
    }

    @Override
    public org.apache.hadoop.fs.Path path(String path) {
      Path copy = copies.resolve("copy-" + made++);
      try (InputStream in = open(path)) {
        Files.copy(in, copy);
      } catch (FileNotFoundException notHereAndSoNotThere) {
        return new org.apache.hadoop.fs.Path(copy.toUri());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new org.apache.hadoop.fs.Path(copy.toUri());
    }
  }

  private HeadFollower follower() {
    return new HeadFollower(
        store,
        new Findings() {
          @Override
          public void problem(String line) {
            problems.add(line);
          }

          @Override
          public void progress(String what) {}
        });
  }

  /** What is verified. */
  StateFixture shelf() {
    return shelf;
  }

  /**
   * Folds so many buckets, from 08:00 to 10:00, that not all of their entries are in a snapshot.
   */
  void foldTwoHours() throws IOException {
    for (int minute = 0; minute < 120; minute += 5) {
      shelf.fold("%02d:%02d".formatted(8 + minute / 60, minute % 60), "hat");
    }
  }

  /** The paths of the pages of a catalogue. */
  List<String> pages(String catalogue) throws IOException {
    String directory = "_millrace/pages/" + catalogue;
    return store.names(directory).stream().map(name -> directory + "/" + name).toList();
  }

  /** What all parts of a verification work with. */
  VerifyEnvironment parts() {
    return parts;
  }

  /** Where the files are. */
  Store store() {
    return store;
  }

  /** Makes the jobs of the pipeline. */
  JobSource jobs() {
    return job -> shelf.words();
  }

  /** What the operator is told to do. */
  Remedy remedy() {
    return new Remedy(parts.file(), parts.buckets());
  }

  /** The window that holds all that was. */
  ReportSeries all() {
    return shelf.series("all", "cumulative");
  }

  /** The window of ten minutes. */
  ReportSeries ten() {
    return shelf.series("ten", "tumbling 10m");
  }

  /** Looks at a state. */
  interface PartOfVerification {
    void look(HeadFollower newest) throws IOException;
  }

  /** What a part of a verification says of the newest state. */
  List<String> problems(PartOfVerification part) throws IOException {
    problems.clear();
    newest = follower();
    newest.reload();
    part.look(newest);
    return List.copyOf(problems);
  }

  /** How often the last part of a verification looked at such a thing. */
  long counted(Counted what) {
    return newest.counted(what);
  }

  // --- damage

  /** A file is gone. */
  void lose(String path) throws IOException {
    store.delete(path);
  }

  /** Only the first half of a file is left. */
  void halve(String path) throws IOException {
    byte[] bytes = shelf.bytes(path);
    shelf.put(path, Arrays.copyOf(bytes, bytes.length / 2));
  }

  /** A bit of a byte so far from the end is turned over. */
  void flip(String path, int fromEnd) throws IOException {
    byte[] bytes = shelf.bytes(path);
    bytes[bytes.length - fromEnd] ^= 1;
    shelf.put(path, bytes);
  }
}
