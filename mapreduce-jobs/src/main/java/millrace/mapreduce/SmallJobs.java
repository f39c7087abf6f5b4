package millrace.mapreduce;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.MRJobConfig;

/**
 * Settings of Hadoop that suit jobs of seconds; its defaults suit jobs of hours. A key that
 * somebody has set, in a site file or on the command line, is left as it is. With {@code
 * millrace.small.job.max.bytes} at 0 every key is. The manual tells what each of them gains, under
 * "Small jobs on YARN".
 */
public final class SmallJobs {
  private static final String SOURCE = "what suits small jobs";

  /** Most of their code runs only at start-up, and optimising it takes longer than it saves. */
  private static final String LIGHT = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1";

  /** For clients: they wait for files to be closed and for jobs to end. */
  private static final Map<String, String> CLIENT =
      Map.of(
          "dfs.client.block.write.locateFollowingBlock.initial.delay.ms", "10",
          "mapreduce.client.completion.pollinterval", "50",
          "mapreduce.client.progressmonitor.pollinterval", "200");

  /** For every job: none of them costs a large job anything. */
  private static final Map<String, String> EVERY =
      Map.of(
          "yarn.app.mapreduce.am.scheduler.heartbeat.interval-ms", "100",
          "mapreduce.client.submit.file.replication", "3");

  /** For application masters that run no tasks themselves, and for those of small jobs. */
  private static final Map<String, String> MASTER =
      Map.of("yarn.app.mapreduce.am.command-opts", "-Xmx1024m " + LIGHT);

  /** For small jobs alone. */
  private static final Map<String, String> SMALL =
      Map.of(
          "mapreduce.map.java.opts", LIGHT,
          "mapreduce.reduce.java.opts", LIGHT,
          "mapreduce.task.io.sort.mb", "16",
          "mapreduce.job.reduce.slowstart.completedmaps", "0.0",
          "mapreduce.map.speculative", "false",
          "mapreduce.reduce.speculative", "false");

  private SmallJobs() {}

  /** All keys that may be set here, with their values. */
  public static Map<String, String> keys() {
    Map<String, String> keys = new TreeMap<>();
    List.of(CLIENT, EVERY, MASTER, SMALL).forEach(keys::putAll);
    return keys;
  }

  /**
   * Settings of a process that reads and writes many small files and waits for jobs.
   *
   * @param smallJobBytes as in {@link JobLimits}
   */
  public static void suitClient(Configuration settings, long smallJobBytes) {
    if (smallJobBytes > 0) {
      prefer(settings, CLIENT);
    }
  }

  /** Settings of a job that reads this many bytes; they carry its {@link JobLimits}. */
  static void suit(Configuration settings, long bytes) {
    long most = JobLimits.of(settings).smallJobBytes();
    if (most == 0) {
      return;
    }
    prefer(settings, CLIENT);
    prefer(settings, EVERY);
    if (bytes <= most) {
      prefer(settings, SMALL);
    }
    if (bytes <= most || !settings.getBoolean(MRJobConfig.JOB_UBERTASK_ENABLE, false)) {
      prefer(settings, MASTER);
    }
  }

  /** Sets those keys that only Hadoop's own defaults have set. */
  private static void prefer(Configuration settings, Map<String, String> keys) {
    keys.forEach(
        (key, value) -> {
          boolean ofAllTasks =
              key.endsWith(".java.opts") && isSet(settings, "mapred.child.java.opts");
          if (!ofAllTasks && !isSet(settings, key)) {
            settings.set(key, value, SOURCE);
          }
        });
  }

  private static boolean isSet(Configuration settings, String key) {
    String[] sources = settings.getPropertySources(key);
    return sources != null && !sources[sources.length - 1].endsWith("-default.xml");
  }
}
