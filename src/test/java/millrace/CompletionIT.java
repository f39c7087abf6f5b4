package millrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import millrace.cli.Mill;
import org.junit.jupiter.api.Test;

/** What completes the command line is part of the packed program, and moved with it. */
class CompletionIT {
  @Test
  void thePackedProgramCompletesAsThisOneDoes() throws Exception {
    List<String> words = List.of("completion");
    Mill.Ran packed = Program.standalone().run(words);
    assertThat(packed.code()).as(packed.err()).isZero();
    assertThat(packed.lines())
        .contains("complete -F _complete_millrace -o default millrace millrace.sh millrace.bash");
    assertThat(functions(packed)).isEqualTo(functions(Mill.call(words))).isNotEmpty();
  }

  private static List<String> functions(Mill.Ran ran) {
    return ran.lines().stream().filter(line -> line.startsWith("function ")).toList();
  }
}
