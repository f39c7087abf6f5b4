package millrace.testkit;

import java.io.Serial;

/** Tells with a failed test where its mill is kept. It is no error, and has no stack trace. */
final class KeptMill extends Exception {
  @Serial private static final long serialVersionUID = 1;

  KeptMill(TestMill mill) {
    super(
        "the mill of this test is kept in %s; it warned of %s"
            .formatted(
                mill.home(),
                mill.warned().isEmpty()
                    ? "nothing"
                    : "\n    " + String.join("\n    ", mill.warned())),
        null,
        false,
        false);
  }
}
