package millrace.report;

import static millrace.report.StateFixture.JOB;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import millrace.aggregate.ByteString;
import millrace.aggregate.Cell;
import millrace.run.Run;
import millrace.store.MemoryStore;
import org.junit.jupiter.api.Test;

class KeyStatesTest {
  private final StateFixture shelf;
  private final List<Run> runs;

  KeyStatesTest() throws IOException {
    shelf = new StateFixture(new MemoryStore());
    shelf.fold("10:00", "hat", "coat", "hat").fold("10:05", "coat").fold("10:00", "hat").commit();
    runs = shelf.draft().job(JOB).roots();
  }

  private KeyStates<?> states(String key) {
    return new KeyStates<>(shelf.state(), shelf.words().aggregate(), ByteString.of(key));
  }

  private static Optional<String> text(Optional<List<Cell>> cells) {
    return cells.map(it -> it.get(0).text().toString());
  }

  @Test
  void runsSayTogetherWhatTheyAddUpTo() throws IOException {
    KeyStates<?> hats = states("hat");
    assertThat(text(hats.add(List.of(runs.get(0), runs.get(2))))).contains("3");
    assertThat(text(hats.total())).contains("3");
  }

  @Test
  void whatIsAddedInTurnIsInTheTotal() throws IOException {
    KeyStates<?> coats = states("coat");
    assertThat(text(coats.add(List.of(runs.get(0))))).contains("1");
    assertThat(text(coats.add(List.of(runs.get(1))))).contains("1");
    assertThat(text(coats.total())).contains("2");
  }

  @Test
  void runsThatDoNotHaveTheKeySayNothing() throws IOException {
    KeyStates<?> hats = states("hat");
    assertThat(hats.add(List.of(runs.get(1)))).isEmpty();
    assertThat(hats.add(List.of())).isEmpty();
    assertThat(hats.total()).isEmpty();
    assertThat(states("glove").add(runs)).isEmpty();
  }
}
