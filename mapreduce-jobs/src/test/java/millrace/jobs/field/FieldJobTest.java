package millrace.jobs.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import millrace.aggregate.Exact;
import millrace.aggregate.Keys;
import millrace.aggregate.Slice;
import millrace.job.Emitter;
import millrace.job.Event;
import millrace.option.Options;
import org.junit.jupiter.api.Test;

final class FieldJobTest {
  private static FieldJob job(Map<String, Object> options) {
    FieldJob job = new FieldJob();
    job.configure(Options.of(options));
    return job;
  }

  /** What the job says about a record with these fields. */
  private static List<String> said(FieldJob job, Map<String, String> record) {
    List<String> said = new ArrayList<>();
    job.map(
        Event.of(name -> Slice.of(record.getOrDefault(name, "")), Instant.EPOCH, "landing"),
        new Emitter<Exact>() {
          @Override
          public void emit(Slice key, Exact event) {
            said.add(
                String.join(
                        "|",
                        Keys.split(key, job.keyColumns().size()).stream()
                            .map(Object::toString)
                            .toList())
                    + "="
                    + event);
          }

          @Override
          public void filtered() {
            said.add("filtered");
          }

          @Override
          public void rejected(String reason) {
            said.add("rejected: " + reason);
          }
        });
    return said;
  }

  @Test
  void countsAField() {
    FieldJob job = job(Map.of("op", "count", "key", "path"));
    assertThat(said(job, Map.of("path", "/a"))).containsExactly("/a=0");
    assertThat(said(job, Map.of("path", ""))).isEmpty();
    assertThat(job.aggregate().id()).isEqualTo("count/1");
    assertThat(job.keyColumns()).containsExactly("path");
    assertThat(job.valueColumns()).containsExactly("count");
    assertThat(job.fields()).containsExactly("path");
  }

  @Test
  void computesWithAFieldByKey() {
    FieldJob job = job(Map.of("op", "sum", "value", "bytes", "key", "client"));
    assertThat(said(job, Map.of("client", "c", "bytes", " 12.50 "))).containsExactly("c=12.5");
    assertThat(said(job, Map.of("client", "c", "bytes", "0"))).containsExactly("c=0");
    assertThat(job.valueColumns()).containsExactly("sum_bytes");
    assertThat(job.fields()).containsExactly("client", "bytes");
    for (String op : List.of("sum", "min", "max", "mean")) {
      assertThat(job(Map.of("op", op, "value", "bytes", "key", "client")).aggregate().id())
          .isEqualTo(op + "/1");
    }
  }

  @Test
  void rejectsWhatIsNoNumberWithItsReason() {
    FieldJob job = job(Map.of("op", "mean", "value", "bytes", "key", "client"));
    assertThat(said(job, Map.of("client", "c", "bytes", "12,5")))
        .containsExactly("rejected: bytes: not a number: \"12,5\"");
    assertThat(said(job, Map.of("client", "c"))).containsExactly("rejected: empty value of bytes");
    assertThat(said(job, Map.of("client", "c", "bytes", " \t")))
        .containsExactly("rejected: empty value of bytes");
    assertThat(said(job, Map.of("bytes", "12,5"))).as("keyless comes before rejected").isEmpty();
  }

  @Test
  void keysOfSeveralFieldsAreKeylessOnlyWhenAllAreEmpty() {
    FieldJob job = job(Map.of("op", "count", "key", List.of("a", "b")));
    assertThat(said(job, Map.of("a", "x", "b", "y"))).containsExactly("x|y=0");
    assertThat(said(job, Map.of("b", "y"))).containsExactly("|y=0");
    assertThat(said(job, Map.of())).isEmpty();
    assertThat(job.keyColumns()).containsExactly("a", "b");
  }

  @Test
  void whereMeansAllItsFields() {
    FieldJob job =
        job(
            Map.of(
                "op",
                "count",
                "key",
                "path",
                "where",
                Map.of("status", List.of(404, "500"), "method", "GET")));
    assertThat(said(job, Map.of("path", "/a", "status", "404", "method", "GET")))
        .containsExactly("/a=0");
    assertThat(said(job, Map.of("path", "/a", "status", "500", "method", "GET")))
        .containsExactly("/a=0");
    assertThat(said(job, Map.of("path", "/a", "status", "404", "method", "POST")))
        .containsExactly("filtered");
    assertThat(said(job, Map.of("path", "/a", "status", "40", "method", "GET")))
        .containsExactly("filtered");
    assertThat(said(job, Map.of("status", "200")))
        .as("filtered comes before keyless")
        .containsExactly("filtered");
    assertThat(job.fields()).containsExactlyInAnyOrder("path", "status", "method");
  }

  @Test
  void optionsAreCheckedWhole() {
    assertThatThrownBy(() -> job(Map.of("key", "a"))).hasMessage("option op is missing");
    assertThatThrownBy(() -> job(Map.of("op", "summ", "key", "a")))
        .hasMessage(
            "unknown value of option op: summ (did you mean sum? allowed: count, max, mean, min, sum)");
    assertThatThrownBy(() -> job(Map.of("op", "count"))).hasMessage("option key is missing");
    assertThatThrownBy(() -> job(Map.of("op", "sum", "key", "a")))
        .hasMessage("option value is missing");
    assertThatThrownBy(() -> job(Map.of("op", "count", "key", List.of("a", "a"))))
        .hasMessage("option key: a field is named twice: [a, a]");
    assertThatThrownBy(() -> job(Map.of("op", "count", "key", "a", "value", "b")))
        .hasMessageStartingWith("unknown option: value ");
    assertThatThrownBy(
            () -> job(Map.of("op", "count", "key", "a", "where", Map.of("b", List.of()))))
        .hasMessage("option where.b: names no value");
    assertThatThrownBy(() -> job(Map.of("op", "count", "key", "a", "were", Map.of())))
        .hasMessage("unknown option: were (did you mean where? allowed: key, op, where)");
  }
}
