package millrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Where the files of a pipeline stand is said in one class. */
final class PathsOnceTest {
  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|(?m)(?<=^|\\s)//.*$");

  /** Text for people names paths as well: it too must follow when a path changes. */
  @Test
  void noPathOfOurOwnIsSpelledOutElsewhere() throws IOException {
    List<String> places = new ArrayList<>();
    for (Path source : SettingsOnceTest.sources()) {
      String code = COMMENT.matcher(Files.readString(source)).replaceAll("");
      if (code.contains("_millrace")) {
        places.add(String.valueOf(source.getFileName()));
      }
    }
    assertThat(places).containsExactly("PipelinePaths.java");
  }
}
