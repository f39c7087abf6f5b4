package millrace.cut;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.aggregate.Slice;
import millrace.pipeline.InputSpec;

/**
 * The records of one landed file that could not be cut, one JSON object a line: {@code input}
 * unless it is {@code landing}, {@code file}, {@code offset} (in the decompressed bytes), {@code
 * reason}, and the bytes of the record: {@code raw} if they are UTF-8, else {@code base64}; for an
 * overlong record {@code overlong}, the name of the file beside it that holds its bytes.
 */
final class Quarantine implements Closeable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final StageFiles files;
  private final String input;
  private final String file;
  private final String name;
  private final List<String> written = new ArrayList<>();
  private Optional<OutputStream> out = Optional.empty();
  private Optional<String> overlong = Optional.empty();

  /**
   * A quarantine for the records of {@code file}.
   *
   * @param input name of the input that the file came from
   * @param number sets the names of its files apart from those of others
   */
  Quarantine(StageFiles files, String input, String file, int number) {
    this.files = files;
    this.input = input;
    this.file = file;
    this.name = "quarantine-" + number;
  }

  /**
   * Opens the place for the bytes of the overlong record that {@link #add} will be told of next.
   */
  OutputStream overlong(long offset) throws IOException {
    String place = name + "-" + offset + ".raw";
    overlong = Optional.of(place);
    written.add(place);
    return files.create(place);
  }

  void add(long offset, String reason, Slice raw) throws IOException {
    if (out.isEmpty()) {
      written.add(name + ".jsonl");
      out = Optional.of(new BufferedOutputStream(files.create(name + ".jsonl")));
    }
    OutputStream lines = out.get();
    JsonGenerator line = JSON.getFactory().createGenerator(lines);
    line.configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, false);
    line.configure(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM, false);
    line.writeStartObject();
    if (!input.equals(InputSpec.LANDING)) { // whose lines stay as release 0.1.0 wrote them
      line.writeStringField("input", input);
    }
    line.writeStringField("file", file);
    line.writeNumberField("offset", offset);
    line.writeStringField("reason", reason);
    if (overlong.isPresent()) {
      line.writeStringField("overlong", overlong.get());
      overlong = Optional.empty();
    } else {
      writeRaw(line, raw);
    }
    line.writeEndObject();
    line.close();
    lines.write('\n');
  }

  private static void writeRaw(JsonGenerator line, Slice raw) throws IOException {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(raw.array(), raw.offset(), raw.length()))
              .toString();
      line.writeStringField("raw", text);
    } catch (CharacterCodingException notUtf8) {
      line.writeFieldName("base64");
      line.writeBinary(raw.array(), raw.offset(), raw.length());
    }
  }

  /** The files written. */
  List<String> written() {
    return written;
  }

  @Override
  public void close() throws IOException {
    if (out.isPresent()) {
      out.get().close();
    }
  }
}
