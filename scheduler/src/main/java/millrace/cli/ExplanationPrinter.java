package millrace.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import millrace.aggregate.ByteString;
import millrace.inspect.Explanation;
import millrace.inspect.Explanation.Bucket;
import millrace.inspect.Explanation.Empty;
import millrace.inspect.Explanation.FromFile;
import millrace.inspect.Explanation.FromPiece;
import millrace.inspect.Explanation.Gaps;
import millrace.inspect.Explanation.PendingWork;
import millrace.inspect.Explanation.Published;
import millrace.inspect.Explanation.Span;
import millrace.inspect.Explanation.Total;
import millrace.inspect.Explanation.WideRun;
import millrace.inspect.Parked;
import millrace.pipeline.Pipeline;
import millrace.run.Tally;
import millrace.state.BucketEntry;

/** Prints where a report comes from, as it is told; closing ends what was begun. */
interface ExplanationPrinter extends Explanation.KeyListener, Closeable {
  /** Text for people. Every line is indented deeper than the line it belongs to. */
  final class TextExplanation implements ExplanationPrinter {
    private final PrintStream out;
    private final Pipeline pipeline;
    private final UnaryOperator<String> places;
    private final String file;
    private final List<ByteString> key;

    /**
     * Prints to {@code out}.
     *
     * @param pipeline that is explained
     * @param places where a file of the pipeline is
     * @param file the pipeline file as a shell takes it
     * @param key that is asked for; empty for none
     */
    TextExplanation(
        PrintStream out,
        Pipeline pipeline,
        UnaryOperator<String> places,
        String file,
        List<ByteString> key) {
      this.out = out;
      this.pipeline = pipeline;
      this.places = places;
      this.file = file;
      this.key = key;
    }

    private void line(String text) {
      out.println(Printable.text(text));
    }

    @Override
    public void report(Published it) {
      line(
          "job %s, window %s: %s to %s, revision %d, published by snapshot %d, %d rows"
              .formatted(
                  it.window().job(),
                  it.window().window(),
                  it.window().from().map(Object::toString).orElse("the beginning"),
                  it.window().to(),
                  it.revision().revision(),
                  it.revision().snapshot(),
                  it.contents().rows()));
      it.revision().files().forEach(path -> line("  %s".formatted(places.apply(path))));
      line(
          "  %d buckets with records: %s"
              .formatted(it.contents().buckets(), tally(it.contents().tally())));
      Gaps gaps = it.gaps();
      if (!gaps.missing().isEmpty()) {
        line("  missing: bucket %s, parked".formatted(String.join(", ", gaps.missing())));
      }
      gaps.since()
          .ifPresent(
              time ->
                  line(
                      "  missing: what retention deleted of the buckets before %s"
                          .formatted(time)));
      if (!gaps.refolded().isEmpty()) {
        line(
            "  bucket %s was folded after this revision was published: the next tick publishes another"
                .formatted(String.join(", ", gaps.refolded())));
      }
    }

    private static String tally(Tally tally) {
      return "%d records (%d late) = %d folded + %d filtered + %d keyless + %d rejected"
          .formatted(
              tally.records(),
              tally.late(),
              tally.folded(),
              tally.filtered(),
              tally.keyless(),
              tally.rejected());
    }

    @Override
    public void span(Span span) {
      if (span instanceof Empty empty) {
        line("EMPTY: %s to %s, %d buckets".formatted(empty.from(), empty.to(), empty.buckets()));
      } else if (span instanceof WideRun run) {
        wide(run);
      } else if (span instanceof Bucket bucket) {
        bucket(bucket);
      }
    }

    private void wide(WideRun run) {
      line(
          "run %s: %s to %s, %d buckets, kept only as a whole (retention.runs)"
              .formatted(run.run(), run.from(), run.to(), run.buckets()));
      if (!run.inside()) {
        line("  it reaches beyond the window: what it contributes cannot be told");
      } else {
        contribution(run.values());
      }
    }

    private void contribution(Optional<List<String>> values) {
      if (!key.isEmpty()) {
        line(
            "  key %s: %s"
                .formatted(
                    columns(key), values.map(it -> String.join(", ", it)).orElse("nothing")));
      }
    }

    private static String columns(List<ByteString> key) {
      return key.stream().map(ByteString::toString).collect(Collectors.joining(" | "));
    }

    private void bucket(Bucket it) {
      line(
          "bucket %s: %d records (%d late), %s"
              .formatted(
                  it.bucket(),
                  it.records(),
                  it.late(),
                  it.fold().map(TextExplanation::fold).orElse("not folded")));
      it.fold()
          .map(BucketEntry.Fold::tally)
          .filter(tally -> tally.folded() != tally.records())
          .ifPresent(tally -> line("  %s".formatted(tally(tally))));
      if (it.gone().pieces() > 0) {
        line(
            "  raw records deleted by retention: %d pieces, %d records (%d late)"
                .formatted(it.gone().pieces(), it.gone().records(), it.gone().late()));
      }
      it.pieces().forEach(this::piece);
      it.unfolded().waiting().forEach(this::waits);
      it.unfolded().parked().forEach(this::parked);
      switch (it.contribution().states()) {
        case ITS_RUNS -> contribution(it.contribution().values());
        case A_WIDE_RUN -> line("  its states are in the run above");
        case DELETED -> line("  its runs were deleted by retention");
        case LOST -> line("  its runs are not in the state: see what millrace verify says");
        case NONE -> {}
      }
    }

    private static String fold(BucketEntry.Fold fold) {
      return "revision %d by %s (%s), attempt %s"
          .formatted(fold.revision(), fold.engine(), fold.reason(), fold.attempt());
    }

    private void piece(FromPiece piece) {
      line(
          "  %s: %d records%s"
              .formatted(piece.path(), piece.records(), piece.late() > 0 ? ", late" : ""));
      for (FromFile from : piece.files()) {
        line(
            "    %s: %d records%s"
                .formatted(
                    pipeline.named(from.input(), from.file()),
                    from.records(),
                    from.known()
                        .map(
                            whole ->
                                " (of the whole file %d cut, %d quarantined, %d late-refused)"
                                    .formatted(
                                        whole.cut(), whole.quarantined(), whole.lateRefused()))
                        .orElse("")));
      }
    }

    private void waits(PendingWork it) {
      line(
          "  waiting: %d records%s, failed %d times%s"
              .formatted(
                  it.records(),
                  it.anew() ? ", all that it holds, to take the place of what was folded" : "",
                  it.attempts(),
                  it.running()
                      .map(attempt -> ", given to a cluster as attempt " + attempt)
                      .orElse("")));
    }

    private void parked(Parked it) {
      line(
          "  parked after %d attempts: %d records are missing"
              .formatted(it.attempts(), it.records()));
      line("    when the cause is mended: %s".formatted(it.remedy().replace(Parked.FILE, file)));
    }

    @Override
    public void total(Total it) {
      String key = columns(it.key());
      line("key %s, added up: %s".formatted(key, row(it.computed(), "nothing")));
      line("key %s, published: %s".formatted(key, row(it.published(), "no row")));
      line(
          switch (it.verdict()) {
            case AGREES -> "They agree.";
            case BELOW_THE_TOP -> "They agree: it ranks below the rows that were published.";
            case NOT_PUBLISHED_YET ->
                "They will agree: buckets were folded since, and the next tick publishes them.";
            case RUNS_DELETED ->
                "Whether they agree cannot be told: retention has deleted runs of this window.";
            case DIFFERS -> "They do NOT agree: see what millrace verify says.";
          });
    }

    private static String row(Optional<List<String>> values, String otherwise) {
      return values.map(it -> String.join(", ", it)).orElse(otherwise);
    }

    @Override
    public void close() {
      out.flush();
    }
  }

  /** One object: the facts of the report, its {@code spans}, and the {@code total} of the key. */
  final class JsonExplanation implements ExplanationPrinter {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final PrintStream out;
    private final JsonGenerator json;
    private boolean inSpans;

    JsonExplanation(PrintStream out) throws IOException {
      this.out = out;
      this.json = MAPPER.getFactory().createGenerator(out);
      json.configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, false);
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
    }

    private void fields(Object value) throws IOException {
      Iterator<Map.Entry<String, JsonNode>> fields = millrace.store.Json.tree(value).fields();
      while (fields.hasNext()) {
        Map.Entry<String, JsonNode> field = fields.next();
        json.writeFieldName(field.getKey());
        MAPPER.writeTree(json, field.getValue());
      }
    }

    @Override
    public void report(Published report) throws IOException {
      fields(report);
      json.writeArrayFieldStart("spans");
      inSpans = true;
    }

    @Override
    public void span(Span span) throws IOException {
      json.writeStartObject();
      json.writeStringField(
          "kind", span instanceof Bucket ? "bucket" : span instanceof Empty ? "empty" : "run");
      fields(span);
      json.writeEndObject();
    }

    @Override
    public void total(Total total) throws IOException {
      endSpans();
      json.writeObjectFieldStart("total");
      json.writeArrayFieldStart("key");
      for (ByteString column : total.key()) {
        json.writeString(column.toString());
      }
      json.writeEndArray();
      if (!total.key().stream().allMatch(ByteString::isUtf8)) {
        json.writeBooleanField("notUtf8", true);
      }
      values("computed", total.computed());
      values("published", total.published());
      json.writeStringField("verdict", millrace.store.Json.tree(total.verdict()).asText());
      json.writeEndObject();
    }

    private void values(String name, Optional<List<String>> values) throws IOException {
      json.writeFieldName(name);
      MAPPER.writeTree(json, millrace.store.Json.tree(values));
    }

    private void endSpans() throws IOException {
      if (inSpans) {
        json.writeEndArray();
        inSpans = false;
      }
    }

    @Override
    public void close() throws IOException {
      endSpans();
      json.writeEndObject();
      json.writeRaw('\n');
      json.close();
      out.flush();
    }
  }
}
