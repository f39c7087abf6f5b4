package millrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import millrace.cli.Mill;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DemoIT {
  private static final List<String> SAMPLES = List.of("shop", "stream", "payments");

  private final Path home;
  private final Mill.Ran ran;

  /** Once for all, and as on a machine whose cluster cannot be reached: none is needed. */
  DemoIT(@TempDir Path directory) {
    home = directory.resolve("a new one, 100% mine");
    ran =
        Mill.call(
            List.of(
                "demo",
                home.toString(),
                "-Dfs.defaultFS=hdfs://nowhere.invalid:8020",
                "-Dmapreduce.framework.name=yarn",
                "-Dmillrace.root=hdfs://nowhere.invalid:8020/x"));
  }

  @Test
  void runsEverySampleAndShowsWhatItWrote() {
    assertThat(ran.code()).isZero();
    assertThat(ran.lines())
        .contains("Look around, or go on with a pipeline of these:")
        .contains(
            "shop: urls all: the beginning to 2024-03-01T10:50:00Z, revision 1, 20 buckets with"
                + " records, 611 records (79 late), complete 98.07%");
    for (String sample : SAMPLES) {
      Path root = home.resolve(sample).resolve("millrace").resolve(sample);
      assertThat(ran.lines())
          .contains(
              "  " + root.resolve("buckets") + "  the cut input",
              "  " + root.resolve("reports") + "  every published window",
              "  " + root.resolve("quarantine") + "  what could not be read");
      assertThat(root.resolve("reports")).isDirectory();
    }
    assertThat(ran.errors())
        .as("what the operator should know: broken records and files, each in one line")
        .isNotEmpty()
        .allMatch(line -> line.startsWith("landing ") || line.startsWith("bucket "));
  }

  @Test
  void goesOnAsAPipelineOfItsOwn() throws IOException {
    Path shop = home.resolve("shop");
    Path file = shop.resolve("here.yaml");
    Files.writeString(
        file,
        Files.readString(shop.resolve("pipeline.yaml"))
            .replace("path: landing", "path: \"" + shop.resolve("landing") + "\""));
    String root = "-Dmillrace.root=" + shop.resolve("millrace");
    Map<String, String> before = Mill.files(shop.resolve("millrace"));

    Mill.Ran ran = Mill.call(List.of("tick", root, file.toString(), "--now", "20240301T1102Z"));
    assertThat(ran).as("all was done").isEqualTo(new Mill.Ran(0, "", ""));
    assertThat(Mill.files(shop.resolve("millrace"))).isEqualTo(before);
    assertThat(Mill.call(List.of("status", root, file.toString())).out())
        .contains("records    623 = 611 cut + 12 quarantined + 0 late-refused");
  }

  @Test
  void refusesADirectoryThatIsNotEmpty(@TempDir Path directory) throws IOException {
    Path mine = Files.writeString(directory.resolve("mine.txt"), "mine");
    for (Path refused : List.of(directory, mine)) {
      assertThat(Mill.call(List.of("demo", refused.toString())))
          .isEqualTo(
              new Mill.Ran(
                  2, "", refused + " is not an empty directory; name one that is, or none\n"));
    }
    assertThat(Mill.files(directory)).isEqualTo(Map.of("mine.txt", "mine"));
  }
}
