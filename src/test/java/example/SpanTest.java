package example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import millrace.testkit.Story;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpanTest {
  private static final String PIPELINE =
      """
      pipeline: spans
      landing: { path: any, format: csv, time: { by: event, field: at, format: iso } }
      buckets: { every: 5m }
      jobs: { span: { class: example.Span, windows: { all: cumulative } } }
      """;

  private final Story story =
      Story.of(PIPELINE)
          .drop("1.csv", "at,name,number", "2024-03-01T10:02:00Z,ann,7")
          .tick("2024-03-01T10:05:00Z")
          .drop("late.csv", "at,name,number", "2024-03-01T10:01:00Z,ann,-2")
          .tick("2024-03-01T10:10:00Z");

  @Test
  void knowsBothEndsAlsoOfWhatCameLate(@TempDir Path home) throws IOException {
    assertThat(story.tell(home).report("span", "all", "20240301T1000Z"))
        .containsExactly("ann -2 7");
    assertThat(story.tell(home.resolve("again")).changes("span", "all", "20240301T1000Z"))
        .containsExactly("- ann 7 7", "+ ann -2 7");
  }

  @Test
  void losesNothingWhateverIsKilled() throws IOException {
    System.out.println("a user's story: " + story.crashSomewhere(20));
  }

  @Test
  void keepsTheLaws() throws IOException {
    story.laws();
  }
}
