package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real bash is asked. */
final class CompletionCommandTest {
  @TempDir Path directory;

  /** What bash offers for the last word of a line. */
  private List<String> offered(String line) throws IOException, InterruptedException {
    Mill.Ran script = Mill.call(List.of("completion"));
    assertThat(script.code()).isZero();
    assertThat(script.err()).isEmpty();
    Files.writeString(
        directory.resolve("ask.sh"),
        script.out()
            + """
            compopt() { :; } # which only a shell that somebody types into has
            COMP_LINE=$1
            COMP_WORDS=($1)
            [[ $1 == *' ' ]] && COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _complete_millrace
            printf '%s\\n' "${COMPREPLY[@]}"
            """);
    Process bash =
        new ProcessBuilder("bash", directory.resolve("ask.sh").toString(), line)
            .redirectErrorStream(true)
            .start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(said).isZero();
    return said.lines().filter(word -> !word.isEmpty()).toList();
  }

  @Test
  void commandsOptionsAndTheirWordsAreCompleted() throws IOException, InterruptedException {
    assertThat(offered("millrace ver")).containsExactly("verify", "version");
    assertThat(offered("millrace explain p.yaml --j")).containsExactlyInAnyOrder("--job", "--json");
    assertThat(offered("millrace report p.yaml --format ").stream().sorted())
        .containsExactly("csv", "json", "table", "tsv");
    assertThat(offered("millrace config --format ").stream().sorted())
        .containsExactly("json", "text");
  }

  @Test
  void whereNothingElseFitsBashCompletesFileNames() throws IOException, InterruptedException {
    assertThat(offered("millrace tick pipe")).isEmpty();
    assertThat(Mill.call(List.of("completion")).out())
        .contains("\ncomplete -F _complete_millrace -o default millrace ");
  }
}
