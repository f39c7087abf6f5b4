package millrace.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import millrace.job.Job;
import millrace.job.Jobs;
import millrace.pipeline.InvalidConfiguration;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PipelineFile;
import millrace.pipeline.PipelineJob;
import millrace.pipeline.Settings;
import millrace.report.ReportFile;
import millrace.report.ReportReader;
import millrace.state.PipelineState;
import millrace.state.ReportEntry;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code demo}: the whole pipeline on the sample data, embedded. */
@Command(
    name = "demo",
    description = {
      "Runs three pipelines on the sample data in this process, tick by tick, with late, broken and repeated input.",
      "Ends with their newest reports, and the paths of the files to look at."
    },
    footerHeading = "%nExample:%n",
    footer = "  millrace demo /tmp/millrace-demo")
final class DemoCommand implements Verb {
  static final List<String> SAMPLES = List.of("shop", "stream", "payments");
  private static final int ROWS = 5;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      description =
          "Where to work; must be empty or not there. Default: a new temporary directory.")
  Optional<Path> directory = Optional.empty();

  @Override
  public int run(Invocation invocation) throws IOException {
    Path home = home();
    int worst = ExitCode.DONE;
    for (String sample : SAMPLES) {
      worst = Math.max(worst, run(invocation, sample, home.resolve(sample)));
    }
    invocation.out().println("Look around, or go on with a pipeline of these:");
    for (String sample : SAMPLES) {
      invocation
          .out()
          .println("  cd " + home.resolve(sample) + " && millrace status pipeline.yaml");
    }
    return worst;
  }

  private Path home() throws IOException {
    if (directory.isEmpty()) {
      return Files.createTempDirectory("millrace-demo-");
    }
    Path home = directory.get().toAbsolutePath().normalize();
    if (Files.exists(home) && !isEmptyDirectory(home)) {
      throw new InvalidConfiguration(
          home + " is not an empty directory; name one that is, or none");
    }
    Files.createDirectories(home);
    return home;
  }

  private static boolean isEmptyDirectory(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (Stream<Path> inside = Files.list(path)) {
      return inside.findAny().isEmpty();
    }
  }

  private static int run(Invocation invocation, String sample, Path home) throws IOException {
    unpack(sample, home);
    Path landing = Files.createDirectories(home.resolve("landing"));
    Invocation embedded = embedded(invocation, home);
    Pipeline pipeline = at(landing, embedded, home.resolve("pipeline.yaml"));
    int worst = ExitCode.DONE;
    for (String line : Files.readAllLines(home.resolve("deliveries.tsv"))) {
      if (line.startsWith("#") || line.isBlank()) {
        continue;
      }
      String[] columns = line.split("\t", -1);
      for (String delivery : columns[1].split(" ", -1)) {
        deliver(home.resolve("files"), landing, delivery);
      }
      invocation.progress().update(sample + ": tick of " + columns[0]);
      worst = Math.max(worst, new Ticking(embedded, pipeline).tick(Instant.parse(columns[0])));
    }
    show(embedded, pipeline, home);
    return worst;
  }

  /**
   * Delivers a file: {@code NAME}, or {@code STORED=NAME} if it arrives under another name than it
   * is stored by.
   */
  private static void deliver(Path files, Path landing, String delivery) throws IOException {
    if (delivery.isEmpty()) {
      return;
    }
    int equals = delivery.indexOf('=');
    String stored = equals < 0 ? delivery : delivery.substring(0, equals);
    Path target = landing.resolve(delivery.substring(equals + 1));
    Path parent = target.getParent();
    Files.createDirectories(parent == null ? landing : parent);
    Files.copy(files.resolve(stored), target, StandardCopyOption.REPLACE_EXISTING);
  }

  /** On local disk and in this process, whatever cluster the machine is configured for. */
  private static Invocation embedded(Invocation invocation, Path home) {
    Configuration configuration = new Configuration(invocation.configuration());
    configuration.set("fs.defaultFS", "file:///");
    configuration.set("mapreduce.framework.name", "local");
    configuration.set(Settings.ROOT, home.resolve("millrace").toString());
    return new Invocation(
        configuration,
        Settings.read(configuration),
        invocation.out(),
        invocation.err(),
        invocation.progress());
  }

  private static Pipeline at(Path landing, Invocation invocation, Path file) throws IOException {
    Pipeline pipeline =
        PipelineFile.read(
            file.toString(), Files.readAllBytes(file), invocation.configuration().getClassLoader());
    return pipeline.withPaths(path -> landing.toString());
  }

  private static void show(Invocation invocation, Pipeline pipeline, Path home) throws IOException {
    invocation.progress().clear();
    try (Opened opened = Opened.of(invocation, pipeline)) {
      PipelineState state = opened.state().orElseThrow();
      for (PipelineJob job : pipeline.jobs()) {
        Job<?, ?> made = Jobs.create(job.spec(), invocation.configuration().getClassLoader());
        List<String> columns = made.columns();
        for (String window : job.windows().keySet()) {
          ReportReader reader = new ReportReader(state, pipeline.buckets().grid());
          Optional<ReportEntry> entry = reader.find(job.name(), window, Optional.empty());
          if (entry.isPresent()) {
            ReportFile facts =
                ReportFile.of(pipeline.name(), state.snapshot(), entry.get(), columns);
            invocation.out().print(pipeline.name() + ": ");
            try (ReportPrinter printer =
                ReportFormat.TABLE.printer(invocation.out(), facts, made.keyColumns().size())) {
              reader.read(entry.get(), OptionalInt.of(ROWS), printer::row);
            }
            invocation.out().println();
          }
        }
      }
    }
    Path root = home.resolve("millrace").resolve(pipeline.name());
    for (Map.Entry<String, String> file :
        Map.of(
                "buckets",
                "the cut input",
                "reports",
                "every published window",
                "quarantine",
                "what could not be read")
            .entrySet()
            .stream()
            .sorted(Map.Entry.comparingByKey())
            .toList()) {
      invocation.out().println("  " + root.resolve(file.getKey()) + "  " + file.getValue());
    }
    invocation.out().println();
  }

  /** Copies a sample out of the program's jar, or out of the directory it is built in. */
  static void unpack(String sample, Path home) throws IOException {
    String file = "/sample-data/" + sample + "/pipeline.yaml";
    URL url = DemoCommand.class.getResource(file);
    if (url == null) {
      throw new IOException("the sample data is not on the class path: " + file);
    }
    try {
      URI uri = url.toURI();
      if (uri.getScheme().equals("jar")) {
        try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
          copy(jar.getPath("/sample-data/" + sample), home);
        }
      } else {
        Path inside = Path.of(uri).getParent();
        copy(inside == null ? Path.of(uri) : inside, home);
      }
    } catch (URISyntaxException e) {
      throw new IOException("the sample data is at no usable place: " + url, e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> all = Files.walk(from)) {
      all.filter(Files::isRegularFile).forEach(found::add);
    }
    for (Path file : found) {
      Path target = to.resolve(from.relativize(file).toString());
      Path parent = target.getParent();
      Files.createDirectories(parent == null ? to : parent);
      try (InputStream in = Files.newInputStream(file)) {
        Files.copy(in, target);
      }
    }
  }
}
