package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The entries of runs on the screen. */
final class CatCommandTest {
  private static Mill.Ran cat(List<String> files) {
    return Mill.call(Stream.concat(Stream.of("cat"), files.stream()).toList());
  }

  @Test
  void printsTheEntriesOfFiles(@TempDir Path home) throws IOException {
    Mill mill = Shop.in(home);
    mill.drop("1.csv", Shop.morning());
    assertThat(mill.tick("2024-03-01T10:16:00Z").code()).isZero();
    List<String> runs;
    try (Stream<Path> files = Files.walk(mill.root())) {
      runs =
          files
              .filter(file -> file.toString().contains("job=visits"))
              .filter(file -> file.toString().endsWith(".run"))
              .map(Path::toString)
              .sorted()
              .toList();
    }
    assertThat(runs).isNotEmpty();
    Mill.Ran ran = cat(runs);
    assertThat(ran.code()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.lines()).isNotEmpty().allMatch(line -> line.matches(".*\\t[0-9]+"));
    for (String run : runs) {
      List<String> lines = cat(List.of(run)).lines();
      assertThat(lines).isSorted();
      assertThat(ran.lines()).containsAll(lines);
    }
  }

  @Test
  void saysWhatIsNoRun(@TempDir Path home) throws IOException {
    Path file = Files.writeString(home.resolve("notes.txt"), "no run");
    assertThat(cat(List.of(file.toString())).err())
        .contains("is not a run: it does not begin as one");
    assertThat(cat(List.of(home.toString())).err())
        .contains("is a directory: name the files in it");
    assertThat(cat(List.of(home + "/none.run")).code()).isNotZero();
  }
}
