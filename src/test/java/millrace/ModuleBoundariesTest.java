package millrace;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import millrace.window.Publication;
import millrace.window.WindowText;
import org.junit.jupiter.api.Test;

class ModuleBoundariesTest {
  /**
   * The packages of each module, and which others each of them may use. A new package is entered
   * here first; what is no longer used is taken out.
   */
  private static final PackageMap MAY_USE =
      PackageMap.parse(
          """
          [src/testkit]
          testkit: engine schedule cut landing pipeline plugin state job store input record run
            aggregate time
          [scheduler]
          cli: engine verify inspect schedule cut report mapreduce landing pipeline plugin state
            job sink store input run aggregate option time
          engine: schedule cut mapreduce fold landing pipeline state job store input run
          verify: schedule cut report fold pipeline state job merge store run window aggregate
            time
          inspect: report landing pipeline state job store input run window aggregate time
          schedule: cut report mapreduce fold landing pipeline state job merge sink store input
            record run window aggregate time
          cut: mapreduce fold landing pipeline plugin state job store input record aggregate codec
            time
          landing: plugin state store input run option
          pipeline: plugin job sink input record window aggregate option time
          codec:
          [plugins/json-lines]
          plugins.jsonlines: plugin sink run aggregate option
          [window-merger]
          report: mapreduce state job merge sink store run window aggregate time
          state: store run time
          merge: run aggregate time
          store: run
          window: time
          [mapreduce-jobs]
          mapreduce: fold job run aggregate
          fold: plugin job record run aggregate
          jobs: jobs.field plugin job record
          jobs.field: job aggregate option
          jobs.wordcount: job aggregate option
          plugin: job sink input record option
          job: record aggregate option
          sink: run aggregate option
          input: option
          record: aggregate option
          run: aggregate time
          aggregate:
          option:
          time:
          """);

  private static final String DRAW =
      "mvn test -pl src -am -Dtest=ModuleBoundariesTest -Dmillrace.draw=true";

  private static final MainSources SOURCES = sources();

  private static final JavaClasses MILLRACE = SOURCES.classes();

  private static MainSources sources() {
    try {
      return new MainSources();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

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

  @Test
  void whatIsComputedIsFoundByNameAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("millrace.jobs..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("millrace.jobs..")
        .check(MILLRACE);
  }

  /** Plug-ins are modules of their own, whose packages are below this one. */
  @Test
  void theProgramKnowsNoPlugIn() {
    noClasses()
        .that()
        .resideOutsideOfPackage("millrace.plugins..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("millrace.plugins..")
        .check(MILLRACE);
  }

  /** So it can stay out of the job jar. */
  @Test
  void theProgramDoesNotKnowTheTestKit() {
    noClasses()
        .that()
        .resideOutsideOfPackages(of("src/testkit"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(of("src/testkit"))
        .check(MILLRACE);
  }

  @Test
  void noClassesUseEachOther() {
    slices().assignedFrom(topLevelClasses()).should().beFreeOfCycles().check(MILLRACE);
  }

  @Test
  void noPackagesUseEachOther() {
    slices().matching("millrace.(**)").should().beFreeOfCycles().check(MILLRACE);
  }

  @Test
  void aPackageUsesThoseItMayUseAndNoOthers() {
    Map<String, Set<String>> allowed = MAY_USE.uses();
    List<String> problems = new ArrayList<>();
    PackageMap.measured(SOURCES, MILLRACE)
        .uses()
        .forEach(
            (user, used) -> {
              Set<String> may = Optional.ofNullable(allowed.get(user)).orElseGet(TreeSet::new);
              for (String more : without(used, may)) {
                String example = PackageMap.example(MILLRACE, user, more);
                problems.add("%s may not use %s, and does: %s".formatted(user, more, example));
              }
              for (String less : without(may, used)) {
                problems.add("%s may use %s, and does not".formatted(user, less));
              }
            });
    assertThat(problems).isEmpty();
  }

  private static Set<String> without(Set<String> all, Set<String> others) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(others);
    return rest;
  }

  @Test
  void aPackageLivesInTheOneModuleItIsEnteredFor() {
    Map<String, Set<String>> entered = new TreeMap<>();
    MAY_USE
        .modules()
        .forEach(
            (module, packages) ->
                entered.put(
                    module,
                    packages.keySet().stream()
                        .map(name -> "millrace." + name)
                        .collect(Collectors.toCollection(TreeSet::new))));
    Map<String, Set<String>> found = new TreeMap<>();
    SOURCES.packages().forEach((module, packages) -> found.put(module, packages.keySet()));
    assertThat(found).isEqualTo(entered);
    assertThat(found.values().stream().flatMap(Set::stream)).doesNotHaveDuplicates();
  }

  @Test
  void noTwoTypesHaveOneName() {
    Map<String, List<String>> types =
        MILLRACE.stream()
            .filter(type -> !type.isAnonymousClass() && !type.getName().endsWith("package-info"))
            .collect(
                Collectors.groupingBy(
                    JavaClass::getSimpleName,
                    TreeMap::new,
                    Collectors.mapping(JavaClass::getName, Collectors.toList())));
    types.values().removeIf(names -> names.size() == 1);
    assertThat(types).isEmpty();
  }

  @Test
  void theArchitectureShowsWhichPackageUsesWhich() throws IOException {
    Path page = MainSources.CHECKOUT.resolve("src/site/markdown/architecture.md");
    String text = Files.readString(page);
    String begin = "<!-- packages -->\n";
    String end = "<!-- /packages -->\n";
    assertThat(text).contains(begin, end);
    Map<String, String> purposes = new TreeMap<>();
    SOURCES
        .packages()
        .values()
        .forEach(
            packages ->
                packages.forEach(
                    (name, description) ->
                        purposes.put(
                            name.substring("millrace.".length()),
                            MainSources.purpose(description))));
    String drawn = PackageMap.measured(SOURCES, MILLRACE).drawn(purposes);
    String expected =
        text.substring(0, text.indexOf(begin) + begin.length())
            + "\n```text\n"
            + drawn
            + "```\n\n"
            + text.substring(text.indexOf(end));
    if (Boolean.getBoolean("millrace.draw")) {
      Files.writeString(page, expected);
    } else {
      assertThat(text).as("the packages on %s; draw them: %s", page, DRAW).isEqualTo(expected);
    }
  }

  @Test
  void noPackageIsADrawerForTheRest() {
    noClasses()
        .should()
        .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..misc..")
        .check(MILLRACE);
  }

  /** A slice for each class that is in no other, with the classes inside of it. */
  private static SliceAssignment topLevelClasses() {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass item) {
        return item.getName().startsWith("millrace.")
            ? SliceIdentifier.of(item.getName().replaceFirst("\\$.*", ""))
            : SliceIdentifier.ignore();
      }

      @Override
      public String getDescription() {
        return "the classes of Millrace";
      }
    };
  }

  private static String[] of(String module) {
    return MAY_USE.packagesOf(module).stream()
        .map(name -> "millrace." + name)
        .toArray(String[]::new);
  }
}
