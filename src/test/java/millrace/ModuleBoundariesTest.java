package millrace;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import millrace.window.Publication;
import millrace.window.WindowText;
import org.junit.jupiter.api.Test;

class ModuleBoundariesTest {
  /** Each package of Millrace, by the module it lives in. A new package is entered here first. */
  private static final Map<String, List<String>> PACKAGES =
      Map.of(
          "mapreduce-jobs",
              List.of("time", "aggregate", "record", "run", "job", "fold", "mapreduce", "jobs"),
          "window-merger", List.of("window", "store", "state", "merge", "report"),
          "scheduler",
              List.of(
                  "landing",
                  "codec",
                  "cut",
                  "schedule",
                  "inspect",
                  "pipeline",
                  "engine",
                  "verify",
                  "cli",
                  "testkit"));

  private static final JavaClasses MILLRACE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("millrace");

  private static final Pattern MODULE =
      Pattern.compile(".*/(mapreduce-jobs|window-merger|scheduler)/");

  @Test
  void whatDecidesKnowsNoHadoop() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "millrace.time..",
            "millrace.aggregate..",
            "millrace.window..",
            "millrace.merge..",
            "millrace.schedule..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.hadoop..")
        .check(MILLRACE);
  }

  @Test
  void whatIsComputedKnowsNeitherWindowsNorSchedules() {
    noClasses()
        .that()
        .resideInAnyPackage(of("mapreduce-jobs"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(of("window-merger"))
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage(of("scheduler"))
        .check(MILLRACE);
  }

  @Test
  void howResultsAddUpKnowsNoSchedules() {
    noClasses()
        .that()
        .resideInAnyPackage(of("window-merger"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(of("scheduler"))
        .check(MILLRACE);
  }

  /** A new kind of publication is then one class more, and nothing else changes. */
  @Test
  void nobodyAsksOfWhatKindAPublicationIs() {
    noClasses()
        .that()
        .resideOutsideOfPackage("millrace.window..")
        .should()
        .dependOnClassesThat(areKindsOfPublication())
        .check(MILLRACE);
    noClasses()
        .that()
        .resideOutsideOfPackages("millrace.window..", "millrace.pipeline..")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(WindowText.class)
        .because("what is published comes from the pipeline file")
        .check(MILLRACE);
  }

  private static DescribedPredicate<JavaClass> areKindsOfPublication() {
    return DescribedPredicate.describe(
        "are kinds of publication",
        it -> it.isAssignableTo(Publication.class) && !it.isEquivalentTo(Publication.class));
  }

  /** It is left out of the job jar. */
  @Test
  void theProgramDoesNotKnowTheTestKit() {
    noClasses()
        .that()
        .resideOutsideOfPackage("millrace.testkit..")
        .and(DescribedPredicate.not(belongToTheTestKit()))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("millrace.testkit..")
        .orShould()
        .dependOnClassesThat(belongToTheTestKit())
        .check(MILLRACE);
  }

  private static DescribedPredicate<JavaClass> belongToTheTestKit() {
    return DescribedPredicate.describe(
        "fail on purpose", it -> it.getName().matches("millrace\\.store\\.(Crash|Fate).*"));
  }

  @Test
  void aPackageLivesInTheOneModuleItIsEnteredFor() {
    classes().should(liveInTheModuleOfTheirPackage()).check(MILLRACE);
  }

  @Test
  void noPackageIsADrawerForTheRest() {
    noClasses()
        .should()
        .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..misc..")
        .check(MILLRACE);
  }

  private static String[] of(String module) {
    return packagesOf(module).stream()
        .map(name -> "millrace." + name + "..")
        .toArray(String[]::new);
  }

  private static List<String> packagesOf(String module) {
    return PACKAGES.getOrDefault(module, List.of());
  }

  private static ArchCondition<JavaClass> liveInTheModuleOfTheirPackage() {
    return new ArchCondition<>("live in the module that their package is entered for") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        String module = moduleOf(item);
        String[] names = item.getPackageName().split("\\.");
        boolean entered = names.length > 1 && packagesOf(module).contains(names[1]);
        events.add(
            new SimpleConditionEvent(
                item,
                entered,
                item.getPackageName() + " of " + item.getSimpleName() + " is in module " + module));
      }
    };
  }

  private static String moduleOf(JavaClass item) {
    String source = item.getSource().map(where -> where.getUri().toString()).orElse("");
    Matcher found = MODULE.matcher(source);
    return found.find() ? found.group(1) : "of nobody: " + source;
  }
}
