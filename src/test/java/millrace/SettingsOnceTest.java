package millrace;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import millrace.pipeline.Settings;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/** A setting has one key, one reader and one default, each in one place. */
final class SettingsOnceTest {
  /** Classes that give Hadoop's own keys a default, as Hadoop's code does. */
  private static final List<String> READ_KEYS_OF_HADOOP =
      List.of(
          "millrace.mapreduce.TaskFailures",
          "millrace.mapreduce.SmallJobs",
          "millrace.mapreduce.RunOutputFormat",
          "millrace.run.LocalDisk",
          "millrace.codec.Compression",
          "millrace.engine.Submission",
          "millrace.engine.HadoopEngines");

  /** Where the program has a key as a literal of its own; a message may mention it besides. */
  private static Map<String, List<String>> literals() throws IOException {
    Map<String, List<String>> literals = new TreeMap<>();
    List<Settings.InForce> settings = Settings.inForce(new Configuration(false));
    for (Path source : sources()) {
      String code = Files.readString(source);
      for (Settings.InForce setting : settings) {
        Pattern.compile(Pattern.quote('"' + setting.key() + '"'))
            .matcher(code)
            .results()
            .forEach(
                found ->
                    literals
                        .computeIfAbsent(setting.key(), any -> new ArrayList<>())
                        .add(String.valueOf(source.getFileName())));
      }
    }
    return literals;
  }

  /** The sources of the program: neither tests nor the test kit. */
  static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Mills.checkout())) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> file.toString().contains("/src/main/java/"))
          .filter(file -> !file.toString().contains("testkit"))
          .toList();
    }
  }

  @Test
  void theKeyOfASettingStandsInOnePlaceOfTheProgram() throws IOException {
    List<String> keys =
        Settings.inForce(new Configuration(false)).stream().map(Settings.InForce::key).toList();
    assertThat(literals())
        .as("each key of millrace-default.xml, and no other")
        .containsOnlyKeys(keys)
        .allSatisfy((key, places) -> assertThat(places).as(key).hasSize(1));
  }

  @Test
  void noSettingHasADefaultInJava() {
    noClasses()
        .that(
            DescribedPredicate.describe(
                "read settings of Millrace", it -> !READ_KEYS_OF_HADOOP.contains(it.getFullName())))
        .and()
        .doNotHaveFullyQualifiedName("millrace.pipeline.SettingReader")
        .and()
        .doNotHaveFullyQualifiedName("millrace.pipeline.Settings")
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "gives a default to a key of a configuration", SettingsOnceTest::givesADefault))
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages("millrace"));
  }

  private static boolean givesADefault(JavaMethodCall call) {
    return call.getTargetOwner().isAssignableTo(Configuration.class)
        && call.getName().startsWith("get")
        && call.getTarget().getRawParameterTypes().size() > 1;
  }
}
