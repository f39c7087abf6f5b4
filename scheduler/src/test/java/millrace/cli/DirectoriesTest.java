package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import millrace.pipeline.OutputSpec;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PipelineFile;
import millrace.schedule.OpenSink;
import millrace.sink.Fence;
import millrace.sink.ReportUpdate;
import millrace.sink.Sink;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DirectoriesTest {
  private static final String ROOT = "/data/millrace";

  private record SinkTo(Path directory) implements Sink {
    @Override
    public void deliver(List<ReportUpdate> updates, Fence fence) {
      throw new IllegalStateException("nothing is delivered here");
    }

    @Override
    public List<Path> directories() {
      return List.of(directory);
    }

    @Override
    public void close() {}
  }

  private static List<String> problems(Pipeline pipeline, String... outputs) throws IOException {
    List<OpenSink> sinks = new ArrayList<>();
    for (String output : outputs) {
      sinks.add(
          new OpenSink(
              new OutputSpec("o" + sinks.size(), "any", Map.of(), List.of()),
              new SinkTo(new Path(output))));
    }
    return Directories.of(new Configuration(false), ROOT, pipeline, sinks).problems();
  }

  private static Pipeline pipeline(String inputs) {
    String yaml =
        """
        pipeline: shop
        inputs:
        %s
        buckets: { every: 5m }
        jobs:
          lines: { from: [a, b], count: line, windows: { all: cumulative } }
        """
            .formatted(inputs.indent(2).stripTrailing());
    return PipelineFile.read(
        "pipeline.yaml",
        yaml.getBytes(StandardCharsets.UTF_8),
        DirectoriesTest.class.getClassLoader());
  }

  private static Pipeline pipeline(String a, String b) {
    return pipeline("a: { path: %s }\nb: { path: %s }".formatted(a, b));
  }

  @ParameterizedTest
  @CsvSource({
    "/in,       /in",
    "/in,       /in/deep/er",
    "/in/a,     /in",
    "/in,       file:///in",
    "/in,       /x/../in",
    "in,        ./in/b",
    "../in,     ../in",
  })
  void anInputThatDeletesWhatItTookLiesApartFromTheOthers(String a, String b) throws IOException {
    for (String after : List.of("archive", "delete")) {
      for (String inputs :
          List.of(
              "a: { path: %s }\nb: { path: %s, after: %s }".formatted(a, b, after),
              "a: { path: %s }\nb: { path: %s, after: %s }".formatted(b, a, after))) {
        assertThat(problems(pipeline(inputs)))
            .singleElement()
            .asString()
            .matches(
                "inputs.a.path \\S+ and inputs.b.path \\S+ lie one in the other, and inputs.b.after says "
                    + after
                    + ": the other input would miss what is gone. Give each a directory of its own.");
      }
    }
    assertThat(problems(pipeline(a, b))).as("both keep what they took").isEmpty();
  }

  @Test
  void directoriesThatOnlyBeginAlikeLieApart() throws IOException {
    assertThat(problems(pipeline("a: { path: /in, after: delete }\nb: { path: /in2 }"), "/in3"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/in/b", "/in/b/reports", "/in/x/../b"})
  void anOutputIsNotWrittenWhereFilesArrive(String output) throws IOException {
    assertThat(problems(pipeline("/in/a", "/in/b"), output))
        .singleElement()
        .asString()
        .matches(
            "outputs.o0: its directory \\S+ lies in inputs.b.path /in/b: the pipeline would take its reports for input. Give it a directory elsewhere.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/shop", "/shop/reports", "/shop/_millrace", "/lake"})
  void anOutputIsNotWrittenAmongTheFilesOfPipelines(String below) throws IOException {
    assertThat(problems(pipeline("/a", "/b"), ROOT + below))
        .containsExactly(
            "outputs.o0: its directory %s lies in millrace.root, /data/millrace, where each pipeline keeps its own files. Give it a directory elsewhere."
                .formatted(ROOT + below));
  }

  @Test
  void twoOutputsHaveTwoDirectories() throws IOException {
    assertThat(problems(pipeline("/a", "/b"), "/lake", "/sea", "/lake/deep"))
        .containsExactly(
            "outputs.o2: its directory /lake/deep and that of outputs.o0 lie one in the other. Give it a directory of its own.");
  }

  @Test
  void anInputAndTheResultsLieApart() throws IOException {
    assertThat(problems(pipeline("/data", "/data/millrace/shop/in"), "/data/out"))
        .containsExactly(
            "inputs.a.path /data and its results, /data/millrace/shop, lie one in the other: it would take what it writes. Correct inputs.a.path, or set millrace.root to a directory beside it.",
            "inputs.b.path /data/millrace/shop/in and its results, /data/millrace/shop, lie one in the other: it would take what it writes. Correct inputs.b.path, or set millrace.root to a directory beside it.",
            "outputs.o0: its directory /data/out lies in inputs.a.path /data: the pipeline would take its reports for input. Give it a directory elsewhere.");
  }

  @Test
  void nobodyIsAskedForAHostThatIsNamed() throws IOException {
    String away = "hdfs://no.such.host.invalid:8020/lake";
    assertThat(problems(pipeline("/a", "/b"), away)).isEmpty();
    assertThat(problems(pipeline("/a", "/b"), away, away + "/deep")).hasSize(1);
  }

  @Test
  void theRootOfAFileSystemHoldsEverythingInIt() throws IOException {
    assertThat(problems(pipeline("/", "/b")))
        .containsExactly(
            "inputs.a.path / and its results, /data/millrace/shop, lie one in the other: it would take what it writes. Correct inputs.a.path, or set millrace.root to a directory beside it.");
  }

  @Test
  void anOutputMayHoldAllTheOthers() throws IOException {
    assertThat(problems(pipeline("/data/a", "/data/b"), "/data")).isEmpty();
  }
}
