package millrace.jobs.wordcount;

import java.util.List;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.aggregate.Count;
import millrace.aggregate.Slice;
import millrace.job.Emitter;
import millrace.job.Event;
import millrace.job.Job;
import millrace.option.Options;

/**
 * How often each word occurs. Options: {@code tokens}: {@code whitespace} (the default) or {@code
 * unicode}; {@code field}: whose words, by default {@code line}. A record without words is keyless.
 */
public final class WordCount implements Job<Slice, Long> {
  private final Tokens.Word word = new Tokens.Word();
  private Tokens tokens = Tokens.WHITESPACE;
  private String field = "line";

  /** A job with the defaults. */
  public WordCount() {}

  @Override
  public void configure(Options options) {
    tokens = options.choice("tokens", Tokens.class).orElse(tokens);
    field = options.text("field").orElse(field);
    options.refuseOthers();
  }

  @Override
  public Aggregate<Slice, Long, List<Cell>> aggregate() {
    return new Count<>();
  }

  @Override
  public void map(Event event, Emitter<? super Slice> out) {
    tokens.split(event.field(field), word, out);
  }

  @Override
  public List<String> keyColumns() {
    return List.of("word");
  }

  @Override
  public List<String> valueColumns() {
    return List.of("count");
  }

  @Override
  public List<String> fields() {
    return List.of(field);
  }
}
