package millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

final class JobsTest {
  private static Job<?, ?> create(String type, Map<String, Object> options) {
    return Jobs.create(new JobSpec("j", type, options), JobsTest.class.getClassLoader());
  }

  private static AbstractThrowableAssert<?, ?> refusal(String type, Map<String, Object> options) {
    return assertThatThrownBy(() -> create(type, options))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aJobIsMadeAndConfigured() {
    Job<?, ?> job = create("millrace.jobs.wordcount.WordCount", Map.of("field", "message"));
    assertThat(job.fields()).containsExactly("message");
    assertThat(job.aggregate().id()).isEqualTo("count/1");
  }

  @Test
  void whatIsWrongIsSaid() {
    refusal("com.example.Missing", Map.of())
        .hasMessage(
            "job j: class com.example.Missing is not found; is its name spelled right, and its jar named with -libjars?");
    refusal("java.lang.String", Map.of())
        .hasMessage("job j: class java.lang.String does not implement millrace.job.Job");
    refusal(BrokenJobs.Hidden.class.getName(), Map.of())
        .hasMessageEndingWith(
            "must be public, not abstract, and have a public constructor without parameters");
    refusal("millrace.job.Job", Map.of())
        .hasMessageEndingWith(
            "must be public, not abstract, and have a public constructor without parameters");
    refusal(BrokenJobs.Stillborn.class.getName(), Map.of())
        .hasMessageEndingWith(
            "failed in its constructor: java.lang.IllegalStateException: no luck today");
    refusal(BrokenJobs.Demanding.class.getName(), Map.of())
        .hasMessage("job j: option colour is missing");
    refusal(BrokenJobs.Demanding.class.getName(), Map.of("colour", "red", "color", "red"))
        .hasMessage("job j: unknown option: color (did you mean colour? allowed: colour)");
    refusal(BrokenJobs.Careless.class.getName(), Map.of())
        .hasMessageEndingWith(
            "failed while it read its options: java.lang.IndexOutOfBoundsException: 3");
  }

  @Test
  void aJobThatTakesNoOptionsRefusesAny() {
    refusal(BrokenJobs.Exploding.class.getName(), Map.of("a", "b"))
        .hasMessage("job j: unknown option: a (none is allowed)");
  }
}
