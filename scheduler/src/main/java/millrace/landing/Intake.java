package millrace.landing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.input.LandedFile;
import millrace.input.Landing;
import millrace.state.FileEntry;
import millrace.state.PipelineState;
import millrace.store.Table;

/**
 * Which of the files in the landing directory are to be taken now. A decision over values: the
 * listing, what the state knows, and the real clock.
 *
 * @param take files at rest that are new, or whose name is known but whose bytes may have changed,
 *     in order of path
 * @param done files that the state knows and that have not changed, in order of path
 * @param settling files that may still be written to
 * @param ignored files that are not meant, as their name says, each with the rule
 * @param passedOver entries that are no files
 * @param unreadable entries that could not be looked at
 */
public record Intake(
    List<Candidate> take,
    List<LandedFile> done,
    List<WaitingFile> settling,
    List<WaitingFile> ignored,
    List<Landing.SkippedEntry> passedOver,
    List<Landing.SkippedEntry> unreadable) {
  /** How far the clocks of two machines may differ before a modification time counts as forged. */
  private static final Duration SKEW = Duration.ofMinutes(5);

  /** The longest name, in bytes, on HDFS and on all usual disks. */
  private static final int LONGEST_NAME = 255;

  public Intake {
    take = List.copyOf(take);
    done = List.copyOf(done);
    settling = List.copyOf(settling);
    ignored = List.copyOf(ignored);
    passedOver = List.copyOf(passedOver);
    unreadable = List.copyOf(unreadable);
  }

  /** What the state knows of the files that landed. */
  @FunctionalInterface
  public interface KnownFiles {
    /** What is known of the file at a path below the landing directory. */
    Optional<FileEntry> entry(String path);

    /** Whether exactly this file was taken. Called for every file at every tick. */
    default boolean has(LandedFile file) {
      return entry(file.path()).filter(it -> it.identity().equals(file.identity())).isPresent();
    }

    /** What a catalogue knows of the files of an input. */
    static KnownFiles of(Table<FileEntry> files, String input) {
      return new KnownFiles() {
        @Override
        public Optional<FileEntry> entry(String path) {
          return files.get(FileEntry.key(input, path));
        }

        @Override
        public boolean has(LandedFile file) {
          return files.says(FileEntry.key(input, file.path()), "identity", file.identity());
        }
      };
    }

    /** What a state knows of the files of an input, if there is one. */
    static KnownFiles of(Optional<PipelineState> state, String input) {
      return state.map(it -> of(it.files(), input)).orElse(path -> Optional.empty());
    }
  }

  /** A file to take, and what is known of an older version under its name. */
  public record Candidate(LandedFile file, Optional<FileEntry> known) {}

  /** A file that is left where it is, and why. */
  public record WaitingFile(LandedFile file, String reason) {}

  /**
   * Decides.
   *
   * @param settle how long size and modification time must have been the same
   * @param clock the real time: {@code --now} does not count here
   * @param known what the state knows
   */
  public static Intake decide(Landing landing, Duration settle, Instant clock, KnownFiles known)
      throws IOException {
    Landing.Listing listing = landing.list();
    List<Candidate> take = new ArrayList<>();
    List<LandedFile> done = new ArrayList<>();
    List<WaitingFile> settling = new ArrayList<>();
    List<WaitingFile> ignored = new ArrayList<>();
    for (LandedFile file : listing.files()) {
      Optional<String> rule = ignoredBecause(file.path());
      if (rule.isPresent()) {
        ignored.add(new WaitingFile(file, rule.get()));
        continue;
      }
      if (known.has(file)) {
        done.add(file);
      } else if (!atRest(file, settle, clock)) {
        settling.add(new WaitingFile(file, "changed less than " + settle.toSeconds() + " s ago"));
      } else if (!landing.isClosed(file)) {
        settling.add(new WaitingFile(file, "still open for writing"));
      } else {
        take.add(new Candidate(file, known.entry(file.path())));
      }
    }
    return new Intake(take, done, settling, ignored, listing.passedOver(), listing.unreadable());
  }

  /**
   * Whether nobody has written to a file for some time. A modification time in the future was set
   * on purpose and says nothing; the time of the last change counts then, because nobody can set
   * it.
   */
  private static boolean atRest(LandedFile file, Duration settle, Instant clock) {
    Instant restingSince =
        file.modified().isAfter(clock.plus(SKEW)) ? file.changed() : file.modified();
    return !restingSince.plus(settle).isAfter(clock) || settle.isZero();
  }

  /** Why a file of this name is not meant to be taken. */
  static Optional<String> ignoredBecause(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (isHidden(name)) {
      return Optional.of("name begins with " + name.charAt(0));
    }
    for (String ending : List.of(".tmp", "._COPYING_", ".part")) {
      if (name.endsWith(ending)) {
        return Optional.of("name ends with " + ending);
      }
    }
    return Optional.empty();
  }

  /**
   * Where a file is archived, below the landing directory: under its own path. If an older file is
   * there already, it becomes the second {@code copy}: its name ends with {@code .2}, or, where the
   * name is too long for that, it lies in a directory of its own.
   */
  public static String archived(String path, int copy) {
    String suffix = copy == 1 ? "" : "." + copy;
    String name = path.substring(path.lastIndexOf('/') + 1);
    boolean fits = name.getBytes(StandardCharsets.UTF_8).length + suffix.length() <= LONGEST_NAME;
    return fits ? "_archive/" + path + suffix : "_archive" + suffix + "/" + path;
  }

  /** Whether the last name of this path is hidden, as Hadoop understands it. */
  static boolean isHidden(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.startsWith("_") || name.startsWith(".");
  }
}
