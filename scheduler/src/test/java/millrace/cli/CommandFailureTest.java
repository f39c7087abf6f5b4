package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

final class CommandFailureTest {
  @Test
  void theChainOfCausesIsOneLine() {
    assertThat(
            CommandFailure.line(
                new IOException(
                    "bucket 20240301T1005Z: merge failed",
                    new UncheckedIOException(new IOException("disk full")))))
        .isEqualTo("bucket 20240301T1005Z: merge failed; caused by: disk full");
  }

  @Test
  void whatWasSaidIsNotSaidAgain() {
    assertThat(CommandFailure.line(new RuntimeException(new IOException("disk full"))))
        .isEqualTo("disk full");
    assertThat(CommandFailure.line(new IOException("a: disk full", new IOException("disk full"))))
        .isEqualTo("a: disk full");
    assertThat(
            CommandFailure.line(new IOException("a: disk full", new ConnectException("disk full"))))
        .isEqualTo("a: disk full");
  }

  @Test
  void aRemoteStackTraceIsLeftOut() {
    assertThat(
            CommandFailure.line(
                new IOException("quota exceeded\n\tat a.b.C.d(C.java:1)\n\tat e.f")))
        .isEqualTo("quota exceeded");
  }

  @Test
  void aMessageThatSaysLittleGetsItsClass() {
    assertThat(CommandFailure.line(new IndexOutOfBoundsException("5")))
        .isEqualTo("IndexOutOfBoundsException: 5");
    assertThat(CommandFailure.line(new IOException())).isEqualTo("IOException");
    assertThat(CommandFailure.line(new NoSuchFileException("/a"))).isEqualTo("no such file: /a");
  }

  @Test
  void aChainThatBitesItsTailEnds() {
    IOException first = new IOException("first");
    first.initCause(new IOException("second", first));
    assertThat(CommandFailure.line(first)).isEqualTo("first; caused by: second");
  }
}
