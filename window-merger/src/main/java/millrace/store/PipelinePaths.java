package millrace.store;

import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every path of a pipeline's directory, written and read back: where each kind of file stands, and
 * which snapshot its name tells. What other programs read has Hive-style names; what is only ours
 * lies below {@code _millrace}. All paths are relative to the pipeline's directory.
 */
public final class PipelinePaths {
  /** What is only ours. */
  public static final String OWN = "_millrace";

  /** The numbered snapshots. */
  public static final String SNAPSHOTS = OWN + "/snapshots";

  /** Directories and files of attempts that die with the head they began with. */
  static final String ATTEMPTS = OWN + "/attempts";

  /** Directories of attempts that outlive the head they began with. */
  static final String WORK = OWN + "/work";

  /** Where files are written that are then swapped in; a sweep empties it. */
  static final String TEMPORARY = OWN + "/tmp";

  /** The file that the holder of the lock keeps open. */
  static final String LOCK = OWN + "/lock";

  /** The program's jars on a cluster. */
  public static final String JARS = OWN + "/jars";

  private static final String PAGES = OWN + "/pages";
  private static final String PUBLISHED = OWN + "/reports";
  private static final String BUCKETS = "buckets";
  private static final String RUNS = "runs";

  /** The input whose pieces lie in the bucket's directory itself, as those of 0.1.0 do. */
  public static final String LANDING = "landing";

  /** As many digits as every {@code long} can hold; what goes beyond is no number of ours. */
  private static final Pattern SLOT = Pattern.compile("00([0-9]{18})\\.json");

  private static final Pattern NUMBERED = Pattern.compile("([0-9]{1,18})-.*", Pattern.DOTALL);

  private static final List<Pattern> NAMED =
      List.of(
          Pattern.compile(
              BUCKETS + "/[^/]*/(?:input=[^/]*/)?(?:piece|late)-([0-9]{5,18})-.*", Pattern.DOTALL),
          Pattern.compile(RUNS + "/.*/[0-9]+T[0-9]+Z-([0-9]{1,18})-[^/]*", Pattern.DOTALL),
          Pattern.compile(PAGES + "/[^/]*/([0-9]{1,18})-.*", Pattern.DOTALL),
          Pattern.compile(
              PUBLISHED + "/.*/[0-9]+T[0-9]+Z-([0-9]{1,18})(?:-changed)?\\.tsv", Pattern.DOTALL));

  private PipelinePaths() {}

  /** The directories whose files a snapshot names, and those of attempts. */
  public static List<String> places() {
    return List.of(BUCKETS, RUNS, PAGES, PUBLISHED, ATTEMPTS, WORK, TEMPORARY);
  }

  /** Where snapshot {@code number} stands. */
  static String snapshot(long number) {
    return SNAPSHOTS + "/%020d.json".formatted(number);
  }

  /** The number of the snapshot whose file has this name; empty if it is none of ours. */
  static OptionalLong snapshotNumber(String name) {
    return number(SLOT, name);
  }

  /** The directory, or the beginning of the file name, of an attempt on the head {@code head}. */
  public static String attempt(long head, String id) {
    return ATTEMPTS + "/" + head + "-" + id;
  }

  /** The directory of an attempt that outlives its head: {@code id} is {@link #workId}'s. */
  public static String work(String id) {
    return WORK + "/" + id;
  }

  /** The id of an attempt that snapshot {@code number} names first. */
  public static String workId(long number, String id) {
    return number + "-" + id;
  }

  /** The number with which the name of an attempt begins; empty if it is none of ours. */
  static OptionalLong attemptNumber(String name) {
    return number(NUMBERED, name);
  }

  /** A catalogue page that snapshot {@code number} names first. */
  public static String page(String catalogue, long number, int index) {
    return "%s/%s/%d-%d.json".formatted(PAGES, catalogue, number, index);
  }

  /** A piece of a bucket, that snapshot {@code number} names first. */
  public static String piece(String bucket, String input, long number, int index) {
    return bucket(bucket, input) + "piece-%05d-%d".formatted(number, index);
  }

  /** A piece of late records of a bucket, that snapshot {@code number} names first. */
  public static String latePiece(String bucket, String input, long number, int index) {
    return bucket(bucket, input) + "late-%05d-%d".formatted(number, index);
  }

  private static String bucket(String bucket, String input) {
    return BUCKETS + "/bucket=" + bucket + "/" + below(input);
  }

  /**
   * The directory that keeps files of an input apart from those of others, with a slash at its end:
   * below a bucket, in quarantine, and in the draft that cuts them.
   */
  public static String below(String input) {
    return input.equals(LANDING) ? "" : "input=" + input + "/";
  }

  /**
   * A part of a run.
   *
   * @param day the first day it covers, as {@code 20240301}
   */
  public static String runPart(String job, String day, String id, int part) {
    return RUNS + "/job=%s/day=%s/%s-part-%d.run".formatted(job, day, id, part);
  }

  /** The rows of a report, that snapshot {@code number} names first. */
  public static String publishedRows(String job, String window, String bucket, long number) {
    return published(job, window, bucket, number) + ".tsv";
  }

  /** How the rows of a report changed, in what snapshot {@code number} names first. */
  public static String changedRows(String job, String window, String bucket, long number) {
    return published(job, window, bucket, number) + "-changed.tsv";
  }

  private static String published(String job, String window, String bucket, long number) {
    return PUBLISHED
        + "/job=%s/window=%s/%s/%s-%d"
            .formatted(job, window, bucket.substring(0, "yyyyMM".length()), bucket, number);
  }

  /** The directory where other programs read a report. */
  public static String exported(String job, String window, String bucket) {
    return "reports/job=%s/window=%s/bucket=%s".formatted(job, window, bucket);
  }

  /** A file of records of an input that were set aside, that snapshot {@code number} names. */
  public static String quarantined(long number, String input, String name) {
    return "quarantine/" + number + "/" + below(input) + name;
  }

  /** The number of the snapshot that named the file at {@code path} first, if its path tells. */
  public static OptionalLong namedBy(String path) {
    return NAMED.stream()
        .map(pattern -> number(pattern, path))
        .filter(OptionalLong::isPresent)
        .findFirst()
        .orElse(OptionalLong.empty());
  }

  private static OptionalLong number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.matches()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }
}
