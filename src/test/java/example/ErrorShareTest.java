package example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import millrace.aggregate.Laws;
import millrace.testkit.MillraceExtension;
import millrace.testkit.Story;
import millrace.testkit.TestMill;
import millrace.testkit.TestPipeline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MillraceExtension.class)
@TestPipeline(
    """
    pipeline: shop
    landing: { path: any, format: access-log, time: { by: event } }
    buckets: { every: 5m }
    jobs:
      errors:
        class: example.ErrorShare
        options: { failed: "5" }
        windows: { all: cumulative }
    """)
class ErrorShareTest {
  private static String request(String time, int status) {
    return "192.0.2.1 - - [01/Mar/2024:%s +0000] \"GET /cart HTTP/1.1\" %d 512"
        .formatted(time, status);
  }

  @Test
  void oneOfTwoRequestsFailed(TestMill mill) throws IOException {
    mill.drop("1.log", request("10:01:00", 200), request("10:02:00", 503));
    mill.tick("2024-03-01T10:05:00Z");
    assertThat(mill.report("errors", "all", "20240301T1000Z")).containsExactly("/cart 50 1 2");
  }

  @Test
  void whatComesLateCorrectsTheReport(TestMill mill) throws IOException {
    mill.drop("1.log", request("10:01:00", 200), request("10:02:00", 503));
    mill.turnClockTo("2024-03-01T10:05:00Z").tick();
    mill.drop("late.log", request("10:03:00", 200), request("10:04:00", 200), "no request");
    mill.turnClockBy("5m").tick();
    assertThat(mill.report("errors", "all", "20240301T1000Z")).containsExactly("/cart 25 1 4");
    assertThat(mill.changes("errors", "all", "20240301T1000Z"))
        .containsExactly("- /cart 50 1 2", "+ /cart 25 1 4");
    assertThat(mill.quarantined()).singleElement().asString().contains("no request");
  }

  /** Two buckets; a file that comes twice, a late one, a line that is broken. */
  private static Story twoBuckets(Story story) {
    return story
        .drop("1.log", request("10:01:00", 200), request("10:02:00", 503))
        .tick("2024-03-01T10:05:00Z")
        .drop("1.log.copy", request("10:01:00", 200), request("10:02:00", 503))
        .drop("2.log", request("10:03:00", 200), request("10:06:00", 503), "no request")
        .tick("2024-03-01T10:10:00Z");
  }

  @Test
  void losesNothingAndCountsNothingTwiceWhateverCrashes(Story story) throws IOException {
    System.out.println("error share: " + twoBuckets(story).crashSomewhere(20));
  }

  @Test
  void theJobKeepsTheLawsOnWhatItEmits(Story story) throws IOException {
    twoBuckets(story).laws();
  }

  @Test
  void theAggregateKeepsTheLawsOnRandomEvents() {
    Laws.of(() -> new ErrorShare().aggregate(), Random::nextBoolean).hold(new Random(7));
  }
}
