package millrace.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingsTest {
  private static List<String> problems(Configuration configuration) {
    return catchThrowableOfType(InvalidConfiguration.class, () -> Settings.read(configuration))
        .problems();
  }

  @Test
  void theDefaultsAreRight() {
    assertThat(Settings.read(Settings.configuration()))
        .isEqualTo(
            new Settings(
                "millrace",
                new EngineSettings(EngineChoice.AUTO, 0, 4L << 30, 64 << 20),
                new JobSettings(16, 2, 128 << 20, 64 << 20),
                new TickSettings(0, Duration.ofSeconds(70), 5),
                new CutSettings(16 << 20, 64 << 20, 256 << 20),
                new FoldSettings(64 << 20, Runtime.getRuntime().availableProcessors()),
                new MergeSettings(64, 1 << 30, 64 << 20),
                new PublishSettings(
                    64,
                    1024,
                    20_000,
                    new OutputSettings(Duration.ofSeconds(30), Duration.ofMinutes(5)))));
  }

  @Test
  void theyAreTheSameWithoutTheDefaultResource() {
    assertThat(Settings.read(new Configuration(false)))
        .isEqualTo(Settings.read(Settings.configuration()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "millrace.root | '' | a Hadoop path",
        "millrace.engine | sparc | auto, inline, local, uber or yarn",
        "millrace.inline.max.bytes | -1 | a number of bytes like 64m or 1g, at least 0",
        "millrace.lock.wait | 70 | a duration like 10s, 5m, 1h",
        "millrace.record.max.bytes | 2g | a number of bytes like 64m or 1g, from 1k to 1g",
        "millrace.merge.fan-in | 1 | a whole number from 2 to 1024",
        "millrace.merge.fan-in | many | a whole number from 2 to 1024",
      })
  void aWrongValueIsRefusedWithItsSource(String key, String value, String expected) {
    Configuration configuration = Settings.configuration();
    configuration.set(key, value, "from command line");

    assertThat(problems(configuration))
        .containsExactly(
            "setting %s: found \"%s\" (from -D), expected %s".formatted(key, value, expected));
  }

  @Test
  void aKeyNobodyKnowsIsRefusedWithTheNearest() {
    Configuration configuration = Settings.configuration();
    configuration.set("millrace.rot", "x", "/etc/millrace-site.xml");
    configuration.set("millrace.zzzzzzzzzzzzzzzzzzzzzzzz", "x", "from command line");

    assertThat(problems(configuration))
        .containsExactlyInAnyOrder(
            "setting millrace.rot: unknown (from /etc/millrace-site.xml), did you mean millrace.root?",
            "setting millrace.zzzzzzzzzzzzzzzzzzzzzzzz: unknown (from -D), see `millrace config` for those there are");
  }

  @Test
  void whatIsInForceSaysWhereItWasSet() {
    Configuration configuration = Settings.configuration();
    configuration.set("millrace.root", "/data", "from command line");

    List<Settings.InForce> inForce = Settings.inForce(configuration);

    assertThat(inForce.get(0).toString())
        .startsWith("InForce[key=millrace.root, value=/data, source=-D, description=The directory");
    assertThat(inForce.get(1).source()).isEqualTo("millrace-default.xml");
    assertThat(inForce).allSatisfy(it -> assertThat(it.description()).endsWith("."));
  }

  /** Remembers which keys it was asked for. */
  private static final class AskedConfiguration extends Configuration {
    private final List<String> asked = new ArrayList<>();

    AskedConfiguration() {
      super(false);
    }

    @Override
    public String get(String name, String defaultValue) {
      asked.add(name);
      return super.get(name, defaultValue);
    }
  }

  @Test
  void everySettingIsReadOnce() {
    AskedConfiguration configuration = new AskedConfiguration();
    Settings.read(configuration);

    assertThat(configuration.asked)
        .containsExactlyInAnyOrderElementsOf(
            SettingDefaults.all().stream().map(SettingDefaults::key).toList());
  }

  @Test
  void aSettingWithoutADefaultInTheFileIsRefused() {
    SettingReader reader = new SettingReader(Settings.configuration());
    reader.number("millrace.forgotten", 1, 2);

    assertThat(catchThrowableOfType(InvalidConfiguration.class, reader::check).problems())
        .containsExactly(
            "setting millrace.forgotten: found \"\" (from millrace-default.xml), expected a whole number from 1 to 2");
  }

  @Test
  void whatIsWrongIsToldInTheOrderOfTheFile() {
    Configuration configuration = Settings.configuration();
    configuration.set("millrace.backfill.max.reports", "x");
    configuration.set("millrace.engine", "x");
    configuration.set("millrace.jobs.at-once", "x");
    configuration.set("millrace.fold.threads", "x");

    assertThat(problems(configuration))
        .extracting(problem -> problem.substring(0, problem.indexOf(':')))
        .containsExactly(
            "setting millrace.engine",
            "setting millrace.fold.threads",
            "setting millrace.jobs.at-once",
            "setting millrace.backfill.max.reports");
  }

  /** Every key is shown in the example with its default and a reason. */
  @Test
  void defaultsAndTheExampleAreInStep() throws IOException {
    var defaults = new TreeMap<String, String>();
    SettingDefaults.all().forEach(it -> defaults.put(it.key(), it.value()));

    String checkout = System.getProperty("millrace.checkout", "..");
    String example = Files.readString(Path.of(checkout, "conf", "millrace-site.xml"));
    var shown = new TreeMap<String, String>();
    Pattern.compile(
            "<!-- \\S[^<]+\\.\\s+<property><name>([^<]+)</name><value>([^<]*)</value></property>\\s+-->")
        .matcher(example)
        .results()
        .forEach((MatchResult it) -> shown.put(it.group(1), it.group(2)));
    assertThat(shown).isEqualTo(defaults);
  }
}
