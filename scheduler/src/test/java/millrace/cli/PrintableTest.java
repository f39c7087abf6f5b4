package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PrintableTest {
  @Test
  void ordinaryTextOfAnyScriptStaysAsItIs() {
    assertThat(Printable.text("a b ü 三國 🙂 נ \\n")).isEqualTo("a b ü 三國 🙂 נ \\n");
    assertThat(Printable.text("می\u200cخواهم")).isEqualTo("می\u200cخواهم");
  }

  @Test
  void whatATerminalObeysIsWrittenOut() {
    assertThat(Printable.text("a\u001b[31mb\n\t\u0000\u007f\u009b"))
        .isEqualTo("a\\x1b[31mb\\x0a\\x09\\x00\\x7f\\x9b");
  }

  @Test
  void whatTurnsTheDirectionOrBreaksTheLineIsWrittenOut() {
    assertThat(Printable.text("a\u202egpj.exe\u2066\u2028\uFEFF"))
        .isEqualTo("a\\u202egpj.exe\\u2066\\u2028\\ufeff");
  }

  @Test
  void halfACharacterIsAQuestionMark() {
    assertThat(Printable.text("a\ud83d")).isEqualTo("a?");
  }
}
