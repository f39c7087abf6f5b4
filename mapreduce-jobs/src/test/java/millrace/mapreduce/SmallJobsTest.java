package millrace.mapreduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapred.JobConf;
import org.junit.jupiter.api.Test;

final class SmallJobsTest {
  private static final long SMALL = 64L << 20;
  private static final String POLL = "mapreduce.client.completion.pollinterval";
  private static final String MASTER = "yarn.app.mapreduce.am.command-opts";
  private static final String MAPPER = "mapreduce.map.java.opts";

  private static Map<String, String> chosen(Configuration settings) {
    Map<String, String> chosen = new TreeMap<>();
    settings.forEach(
        entry -> {
          String[] sources = settings.getPropertySources(entry.getKey());
          if (sources[sources.length - 1].equals("what suits small jobs")) {
            chosen.put(entry.getKey(), entry.getValue());
          }
        });
    return chosen;
  }

  private static Configuration suited(Configuration settings, long bytes) {
    new JobLimits(1, 1, SMALL).write(settings);
    SmallJobs.suit(settings, bytes);
    return settings;
  }

  @Test
  void aSmallJobGetsAllOfThem() {
    assertThat(chosen(suited(new JobConf(), SMALL))).isEqualTo(SmallJobs.keys());
  }

  @Test
  void aLargeJobWaitsNoLongerButIsCompiledWell() {
    Map<String, String> chosen = chosen(suited(new JobConf(), SMALL + 1));
    assertThat(chosen).containsKeys(POLL, MASTER).doesNotContainKeys(MAPPER);

    Configuration inMaster = new JobConf();
    inMaster.setBoolean("mapreduce.job.ubertask.enable", true);
    assertThat(chosen(suited(inMaster, SMALL + 1)))
        .as("its tasks run in the application master")
        .containsKeys(POLL)
        .doesNotContainKeys(MASTER);
    inMaster = new JobConf();
    inMaster.setBoolean("mapreduce.job.ubertask.enable", true);
    assertThat(chosen(suited(inMaster, SMALL))).containsKeys(MASTER);
  }

  @Test
  void whatSomebodyHasSetIsLeftAsItIs() {
    SmallJobs.keys()
        .forEach(
            (key, value) -> {
              Configuration settings = new JobConf();
              String wish = new JobConf().get(key, "-Xmx77m"); // a default can be a wish as well
              settings.set(key, wish, "mapred-site.xml");
              assertThat(suited(settings, SMALL).get(key)).isEqualTo(wish);
            });
    Configuration settings = new JobConf();
    settings.set("mapred.child.java.opts", "-Xmx300m", "mapred-site.xml");
    assertThat(chosen(suited(settings, SMALL)))
        .as("somebody has said so for mappers and reducers alike")
        .doesNotContainKeys(MAPPER, "mapreduce.reduce.java.opts");
  }

  @Test
  void atZeroNothingIsChosen() {
    Configuration settings = new JobConf();
    new JobLimits(1, 1, 0).write(settings);
    SmallJobs.suit(settings, 0);
    assertThat(chosen(settings)).isEmpty();
    SmallJobs.suitClient(settings, 0);
    assertThat(chosen(settings)).isEmpty();
  }

  @Test
  void aClientGetsWhatIsForItAlone() {
    Configuration settings = new JobConf();
    SmallJobs.suitClient(settings, SMALL);
    assertThat(chosen(settings)).containsKey(POLL).doesNotContainKeys(MASTER, MAPPER);
  }
}
