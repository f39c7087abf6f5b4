package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressTest {
  private final Printed err = new Printed();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE); // the clock may run over

  @Test
  void onATerminalOneLineIsWrittenOverAndTakenAway() {
    Progress progress = Progress.line(err.stream(), 10, nanos::get);
    progress.update("first");
    progress.update("too soon");
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
    progress.update("a second\u001b that is too long");
    progress.clear();
    progress.clear();

    assertThat(err.text()).isEqualTo("\r\u001b[Kfirst\r\u001b[Ka second\\\r\u001b[K");
  }

  @Test
  void verboseIsALineEach() {
    Progress progress = Progress.lines(err.stream());
    progress.update("cut 1 of 2\n");
    progress.update("cut 2 of 2");
    progress.clear();

    assertThat(err.lines()).containsExactly("cut 1 of 2\\x0a", "cut 2 of 2");
  }

  @Test
  void quietIsQuiet() {
    Progress progress = Progress.quiet();
    progress.update("something");
    progress.clear();

    assertThat(err.text()).isEmpty();
  }
}
