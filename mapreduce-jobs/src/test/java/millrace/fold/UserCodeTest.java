package millrace.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UserCodeTest {
  static Stream<Throwable> failuresOfAJob() {
    return Stream.of(
        new IllegalStateException("its state"),
        new NoClassDefFoundError("a/Class"),
        new ExceptionInInitializerError("its class"),
        new StackOverflowError(),
        new AssertionError("its assertion"));
  }

  @ParameterizedTest
  @MethodSource("failuresOfAJob")
  void aJobIsToBlameForWhatItsCodeThrows(Throwable thrown) {
    assertThat(UserCode.blamed(thrown)).isSameAs(thrown);
  }

  @Test
  void noJobIsToBlameForALackOfMemory() {
    OutOfMemoryError thrown = new OutOfMemoryError("Java heap space");
    assertThatThrownBy(() -> UserCode.blamed(thrown)).isSameAs(thrown);
    InternalError broken = new InternalError("the machine");
    assertThatThrownBy(() -> UserCode.blamed(broken)).isSameAs(broken);
  }
}
