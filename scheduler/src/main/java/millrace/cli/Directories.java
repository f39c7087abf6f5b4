package millrace.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import millrace.input.LandingPlace;
import millrace.landing.Landings;
import millrace.pipeline.InputSpec;
import millrace.pipeline.InputSpec.After;
import millrace.pipeline.Pipeline;
import millrace.run.LocalDisk;
import millrace.schedule.OpenSink;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The directories that a pipeline reads and writes. None may spoil another: what is written where
 * files arrive is taken for input, and what one input deletes another has perhaps not read.
 *
 * @param root with the results of all pipelines
 * @param pipeline with the results of this one
 */
record Directories(
    Directory root,
    Directory pipeline,
    List<InputDirectory> inputs,
    List<OutputDirectory> outputs) {
  Directories {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /**
   * A directory.
   *
   * @param path as it was written
   * @param qualified its one name, which ends with a slash
   */
  private record Directory(Path path, String qualified) {
    static Directory of(Configuration configuration, Path path) throws IOException {
      Optional<java.nio.file.Path> local = LocalDisk.find(configuration, path);
      if (local.isPresent()) {
        return named(path, "file:" + local.get().normalize());
      }
      String scheme = Optional.ofNullable(path.toUri().getScheme()).orElse("hdfs");
      // What names its host needs no other name, and other file systems are refused when they are
      // opened.
      boolean isWhole = path.toUri().getAuthority() != null || !scheme.equals("hdfs");
      Path qualified = isWhole ? path : path.getFileSystem(configuration).makeQualified(path);
      return named(path, qualified.toString());
    }

    /** The root of a file system ends with a slash already. */
    private static Directory named(Path path, String name) {
      return new Directory(path, name.endsWith("/") ? name : name + "/");
    }

    boolean isIn(Directory other) {
      return qualified.startsWith(other.qualified);
    }

    boolean overlaps(Directory other) {
      return isIn(other) || other.isIn(this);
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }

  private record InputDirectory(InputSpec spec, Directory directory) {
    String key() {
      return spec.key() + "." + spec.landing().key();
    }

    boolean isEmptied() {
      return spec.delivery().after() != After.KEEP;
    }
  }

  private record OutputDirectory(String key, Directory directory) {}

  /** The directories of a pipeline with these {@code sinks}, below {@code root}. */
  static Directories of(
      Configuration configuration, String root, Pipeline pipeline, List<OpenSink> sinks)
      throws IOException {
    List<InputDirectory> inputs = new ArrayList<>();
    for (InputSpec input : pipeline.inputs().values()) {
      LandingPlace place =
          Landings.place(
              configuration.getClassLoader(), input.landing().kind(), input.landing().options());
      for (Path path : place.directories()) {
        inputs.add(new InputDirectory(input, Directory.of(configuration, path)));
      }
    }
    List<OutputDirectory> outputs = new ArrayList<>();
    for (OpenSink sink : sinks) {
      for (Path path : sink.sink().directories()) {
        outputs.add(
            new OutputDirectory(
                "outputs." + sink.spec().name(), Directory.of(configuration, path)));
      }
    }
    return new Directories(
        Directory.of(configuration, new Path(root)),
        Directory.of(configuration, new Path(root, pipeline.name())),
        inputs,
        outputs);
  }

  /** Which of them would spoil another, and what to do; empty if none would. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      InputDirectory input = inputs.get(i);
      if (input.directory().overlaps(pipeline)) {
        problems.add(
            "%s %s and its results, %s, lie one in the other: it would take what it writes. Correct %s, or set millrace.root to a directory beside it."
                .formatted(input.key(), input.directory(), pipeline, input.key()));
      }
      for (InputDirectory other : inputs.subList(0, i)) {
        problemOf(other, input).ifPresent(problems::add);
      }
    }
    for (int i = 0; i < outputs.size(); i++) {
      OutputDirectory output = outputs.get(i);
      problemOf(output, outputs.subList(0, i)).ifPresent(problems::add);
    }
    return problems;
  }

  private static Optional<String> problemOf(InputDirectory one, InputDirectory other) {
    if (one.spec().equals(other.spec())
        || !one.directory().overlaps(other.directory())
        || !(one.isEmptied() || other.isEmptied())) {
      return Optional.empty();
    }
    InputDirectory emptied = one.isEmptied() ? one : other;
    return Optional.of(
        "%s %s and %s %s lie one in the other, and %s.after says %s: the other input would miss what is gone. Give each a directory of its own."
            .formatted(
                one.key(),
                one.directory(),
                other.key(),
                other.directory(),
                emptied.spec().key(),
                emptied.spec().delivery().after().name().toLowerCase(Locale.ROOT)));
  }

  private Optional<String> problemOf(OutputDirectory output, List<OutputDirectory> others) {
    for (InputDirectory input : inputs) {
      if (output.directory().isIn(input.directory())) {
        return Optional.of(
            "%s: its directory %s lies in %s %s: the pipeline would take its reports for input. Give it a directory elsewhere."
                .formatted(output.key(), output.directory(), input.key(), input.directory()));
      }
    }
    if (output.directory().isIn(root)) {
      return Optional.of(
          "%s: its directory %s lies in millrace.root, %s, where each pipeline keeps its own files. Give it a directory elsewhere."
              .formatted(output.key(), output.directory(), root));
    }
    return others.stream()
        .filter(other -> other.directory().overlaps(output.directory()))
        .findFirst()
        .map(
            other ->
                "%s: its directory %s and that of %s lie one in the other. Give it a directory of its own."
                    .formatted(output.key(), output.directory(), other.key()));
  }
}
