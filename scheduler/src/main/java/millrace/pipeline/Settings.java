package millrace.pipeline;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.util.ConfigUtil;

/**
 * The settings of an installation, which do not belong to one pipeline: every {@code millrace.*}
 * key of the Hadoop configuration. Each is read once, by the group it belongs to; its description
 * and its default stand in {@code millrace-default.xml} and nowhere else.
 *
 * @param root the directory of all pipelines, a Hadoop path
 * @param engine where jobs run
 * @param jobs how MapReduce jobs are made
 * @param tick what a tick does at most
 * @param cut how files are cut into records
 * @param fold what a fold may use
 * @param merge how runs are merged and split into files
 * @param publish what commits hold, how many are kept, and how outputs are told of them
 */
public record Settings(
    String root,
    EngineSettings engine,
    JobSettings jobs,
    TickSettings tick,
    CutSettings cut,
    FoldSettings fold,
    MergeSettings merge,
    PublishSettings publish) {
  /** The key of {@link #root}. */
  public static final String ROOT = "millrace.root";

  /**
   * A configuration with the defaults and, when it is on the class path, {@code millrace-site.xml}.
   *
   * @throws InvalidConfiguration if one of these files is no configuration
   */
  public static Configuration configuration() {
    Configuration.addDefaultResource(SettingDefaults.FILE);
    Configuration.addDefaultResource("millrace-site.xml");
    if (isOnClassPath("mapred-site.xml") || isOnClassPath("yarn-site.xml")) {
      ConfigUtil.loadResources(); // they say where MapReduce runs
    } // else its defaults are all there is: much to read for a process that starts no job
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
    SettingReader reader = new SettingReader(configuration);
    Settings settings =
        new Settings(
            reader.value(ROOT, "a Hadoop path", Section::parsePath, ""),
            EngineSettings.read(reader),
            JobSettings.read(reader),
            TickSettings.read(reader),
            CutSettings.read(reader),
            FoldSettings.read(reader),
            MergeSettings.read(reader),
            PublishSettings.read(reader));
    reader.check();
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
                    SettingReader.source(configuration, it.key()),
                    it.description()))
        .toList();
  }
}
