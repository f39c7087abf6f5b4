package millrace.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import millrace.option.Nearest;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.util.ConfigUtil;

/**
 * The settings of an installation, which do not belong to one pipeline: every {@code millrace.*}
 * key of the Hadoop configuration, read here and nowhere else. Each is described in {@code
 * millrace-default.xml}.
 *
 * @param root the directory of all pipelines, a Hadoop path
 * @param engine where jobs run
 * @param inlineMaxBytes where MapReduce runs on YARN, a bucket of at most this many bytes runs
 *     inline
 * @param localInlineMaxBytes where MapReduce runs locally, a bucket of at most this many bytes runs
 *     inline
 * @param uberMaxBytes a bucket of at most this many bytes runs inside the application master
 * @param tickMaxBuckets how many buckets one tick computes; zero = all
 * @param lockWait how long to wait for another attempt, where the file system needs time to notice
 *     that it is dead
 * @param recordMaxBytes the longest record
 * @param cutBufferBytes memory of the cut
 * @param cutJobMinBytes more bytes than this are cut by a MapReduce job
 * @param foldMemoryBytes memory of a fold: of all threads inline, of all jobs in a mapper
 * @param foldThreads how many threads fold inline
 * @param mergeFanIn how many runs are merged in one pass
 * @param mergeJobMinBytes on YARN, runs that together have more bytes than this are merged by a
 *     MapReduce job
 * @param partMaxBytes about how large a part of a run is
 * @param splitMaxBytes how many bytes of pieces one mapper reads
 * @param smallJobMaxBytes a job that reads at most this many bytes gets the settings of a small one
 * @param snapshotKeep how many snapshots are kept behind the newest
 * @param jobMaxBuckets how many buckets one MapReduce job computes
 * @param jobsAtOnce how many MapReduce jobs of a backlog are on the cluster at once
 * @param publishChunk how many reports one commit publishes
 * @param workMaxAttempts how often a job may fail on a bucket before the bucket is parked for it
 * @param backfillMaxReports how many reports one backfill may restate
 */
public record Settings(
    String root,
    EngineChoice engine,
    long inlineMaxBytes,
    long localInlineMaxBytes,
    long uberMaxBytes,
    int tickMaxBuckets,
    Duration lockWait,
    int recordMaxBytes,
    long cutBufferBytes,
    long cutJobMinBytes,
    long foldMemoryBytes,
    int foldThreads,
    int mergeFanIn,
    long mergeJobMinBytes,
    long partMaxBytes,
    long splitMaxBytes,
    long smallJobMaxBytes,
    int snapshotKeep,
    int jobMaxBuckets,
    int jobsAtOnce,
    int publishChunk,
    int workMaxAttempts,
    int backfillMaxReports) {

  /** The same settings, with any number of buckets computed at once. */
  public Settings withoutTickLimit() {
    return new Settings(
        root,
        engine,
        inlineMaxBytes,
        localInlineMaxBytes,
        uberMaxBytes,
        0,
        lockWait,
        recordMaxBytes,
        cutBufferBytes,
        cutJobMinBytes,
        foldMemoryBytes,
        foldThreads,
        mergeFanIn,
        mergeJobMinBytes,
        partMaxBytes,
        splitMaxBytes,
        smallJobMaxBytes,
        snapshotKeep,
        jobMaxBuckets,
        jobsAtOnce,
        publishChunk,
        workMaxAttempts,
        backfillMaxReports);
  }

  private static final String PREFIX = "millrace.";
  private static final long MOST = Long.MAX_VALUE;
  private static final long KILOBYTE = 1 << 10;
  private static final long MEGABYTE = 1 << 20;
  private static final long GIGABYTE = 1 << 30;

  /**
   * A configuration with the defaults and, when it is on the class path, {@code millrace-site.xml}.
   *
   * @throws InvalidConfiguration if one of these files is no configuration
   */
  public static Configuration configuration() {
    Configuration.addDefaultResource("millrace-default.xml");
    Configuration.addDefaultResource("millrace-site.xml");
    if (isOnClassPath("mapred-site.xml") || isOnClassPath("yarn-site.xml")) {
      ConfigUtil.loadResources(); // they say where MapReduce runs
    } // else its defaults are all there is: much to read for who starts no job, and jobs read them
    return new Configuration();
  }

  private static boolean isOnClassPath(String file) {
    return Thread.currentThread().getContextClassLoader().getResource(file) != null;
  }

  /**
   * Reads and checks every setting.
   *
   * @throws InvalidConfiguration with all that is wrong: key, value, where it was set, and what is
   *     allowed
   */
  public static Settings read(Configuration configuration) {
    Reader reader = new Reader(configuration);
    Settings settings =
        new Settings(
            reader.value("millrace.root", "a Hadoop path", PipelineFile::path, ""),
            reader.engine("millrace.engine"),
            reader.bytes("millrace.inline.max.bytes", 0, MOST),
            reader.bytes("millrace.local.inline.max.bytes", 0, MOST),
            reader.bytes("millrace.uber.max.bytes", 0, MOST),
            reader.number("millrace.tick.max.buckets", 0, 1_000_000),
            reader.duration("millrace.lock.wait"),
            Math.toIntExact(reader.bytes("millrace.record.max.bytes", KILOBYTE, GIGABYTE)),
            reader.bytes("millrace.cut.buffer.bytes", MEGABYTE, MOST),
            reader.bytes("millrace.cut.job.min.bytes", 0, MOST),
            reader.bytes("millrace.fold.memory.bytes", MEGABYTE, MOST),
            reader.processors("millrace.fold.threads"),
            reader.number("millrace.merge.fan-in", 2, 1024),
            reader.bytes("millrace.merge.job.min.bytes", 0, MOST),
            reader.bytes("millrace.part.max.bytes", MEGABYTE, MOST),
            reader.bytes("millrace.split.max.bytes", KILOBYTE, MOST),
            reader.bytes("millrace.small.job.max.bytes", 0, MOST),
            reader.number("millrace.snapshot.keep", 1, 1_000_000),
            reader.number("millrace.job.max.buckets", 1, 10_000),
            reader.number("millrace.jobs.at-once", 1, 1000),
            reader.number("millrace.publish.chunk", 1, 1_000_000),
            reader.number("millrace.work.max.attempts", 1, 1_000_000),
            reader.number("millrace.backfill.max.reports", 1, 10_000_000));
    reader.refuseOthers();
    return settings;
  }

  /**
   * A setting as it is in force.
   *
   * @param key its name
   * @param value its value
   * @param source where it was set
   * @param description what it means
   */
  public record InForce(String key, String value, String source, String description) {}

  /** Every setting as it is in force, in the order of {@code millrace-default.xml}. */
  public static List<InForce> inForce(Configuration configuration) {
    return SettingDefaults.all().stream()
        .map(
            it ->
                new InForce(
                    it.key(),
                    configuration.get(it.key(), it.value()).trim(),
                    source(configuration, it.key()),
                    it.description()))
        .toList();
  }

  private static String source(Configuration configuration, String key) {
    return Stream.ofNullable(configuration.getPropertySources(key))
        .flatMap(Stream::of)
        .reduce((earlier, later) -> later)
        .map(source -> source.equals("from command line") ? "-D" : source)
        .orElse(SettingDefaults.FILE);
  }

  /** Reads values, and collects what is wrong with them. */
  private static final class Reader {
    private final Configuration configuration;
    private final Map<String, String> defaults = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    Reader(Configuration configuration) {
      this.configuration = configuration;
      Configuration alone = new Configuration(false);
      alone.addResource(SettingDefaults.FILE);
      alone.forEach(it -> defaults.put(it.getKey(), it.getValue()));
    }

    /**
     * What {@code parse} makes of the value; {@code otherwise} when it is wrong, which is then
     * noted.
     */
    <T> T value(String key, String expected, Function<String, Optional<T>> parse, T otherwise) {
      String text =
          configuration.get(key, Optional.ofNullable(defaults.get(key)).orElse("")).trim();
      Optional<T> parsed = text.isEmpty() ? Optional.empty() : parse.apply(text);
      if (parsed.isEmpty()) {
        problems.add(
            "setting %s: found \"%s\" (from %s), expected %s"
                .formatted(key, text, source(configuration, key), expected));
      }
      return parsed.orElse(otherwise);
    }

    EngineChoice engine(String key) {
      Map<String, EngineChoice> choices = new LinkedHashMap<>();
      for (EngineChoice choice : EngineChoice.values()) {
        choices.put(choice.name().toLowerCase(Locale.ROOT), choice);
      }
      return value(
          key,
          Section.anyOf(List.copyOf(choices.keySet())),
          text -> Optional.ofNullable(choices.get(text)),
          EngineChoice.AUTO);
    }

    long bytes(String key, long least, long most) {
      String limits =
          most == MOST
              ? "at least " + ByteSize.format(least)
              : "from " + ByteSize.format(least) + " to " + ByteSize.format(most);
      return value(
          key,
          "a number of bytes like 64m or 1g, " + limits,
          text -> within(least, most, () -> ByteSize.parse(text)),
          least);
    }

    int number(String key, int least, int most) {
      return Math.toIntExact(
          value(
              key,
              "a whole number from " + least + " to " + most,
              text -> within(least, most, () -> Long.parseLong(text)),
              (long) least));
    }

    /** A number of threads; zero stands for as many as there are processors. */
    int processors(String key) {
      int threads = number(key, 0, 1024);
      return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }

    Duration duration(String key) {
      return value(key, Section.DURATION, Section::parseDuration, Duration.ZERO);
    }

    private static Optional<Long> within(long least, long most, LongSupplier number) {
      try {
        return Optional.of(number.getAsLong()).filter(it -> it >= least && it <= most);
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    /** Throws when anything was wrong, a key nobody knows included. */
    void refuseOthers() {
      List<String> known = List.copyOf(defaults.keySet());
      for (Map.Entry<String, String> entry : configuration) {
        String key = entry.getKey();
        if (key.startsWith(PREFIX) && !known.contains(key)) {
          problems.add(
              "setting %s: unknown (from %s)%s"
                  .formatted(
                      key,
                      source(configuration, key),
                      Nearest.of(key, known)
                          .map(nearest -> ", did you mean " + nearest + "?")
                          .orElse(", see `millrace config` for those there are")));
        }
      }
      if (!problems.isEmpty()) {
        throw new InvalidConfiguration(problems);
      }
    }
  }
}
