package millrace.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

final class FailureLineTest {
  @Test
  void theChainOfCausesIsOneLine() {
    assertThat(
            FailureLine.of(
                new IOException(
                    "bucket 20240301T1005Z: merge failed",
                    new UncheckedIOException(new IOException("disk full")))))
        .isEqualTo("bucket 20240301T1005Z: merge failed; caused by: disk full");
  }

  @Test
  void whatWasSaidIsNotSaidAgain() {
    assertThat(FailureLine.of(new RuntimeException(new IOException("disk full"))))
        .isEqualTo("disk full");
    assertThat(FailureLine.of(new IOException("a: disk full", new IOException("disk full"))))
        .isEqualTo("a: disk full");
    assertThat(FailureLine.of(new IOException("a: disk full", new ConnectException("disk full"))))
        .isEqualTo("a: disk full");
  }

  @Test
  void aRemoteStackTraceIsLeftOut() {
    assertThat(FailureLine.of(new IOException("quota exceeded\n\tat a.b.C.d(C.java:1)\n\tat e.f")))
        .isEqualTo("quota exceeded");
  }

  @Test
  void aMessageThatSaysLittleGetsItsClass() {
    assertThat(FailureLine.of(new IndexOutOfBoundsException("5")))
        .isEqualTo("IndexOutOfBoundsException: 5");
    assertThat(FailureLine.of(new IOException())).isEqualTo("IOException");
    assertThat(FailureLine.of(new NoSuchFileException("/a"))).isEqualTo("no such file: /a");
  }

  @Test
  void aChainThatBitesItsTailEnds() {
    IOException first = new IOException("first");
    first.initCause(new IOException("second", first));
    assertThat(FailureLine.of(first)).isEqualTo("first; caused by: second");
  }
}
