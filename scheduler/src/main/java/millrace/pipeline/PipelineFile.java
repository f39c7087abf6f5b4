package millrace.pipeline;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.pipeline.InputSpec.After;
import millrace.pipeline.InputSpec.Changed;
import millrace.pipeline.InputSpec.Duplicates;
import millrace.pipeline.Pipeline.Publish;
import millrace.plugin.Plugins;
import millrace.plugin.UnusablePlugin;
import millrace.record.TimeSource;
import millrace.time.DurationText;
import millrace.time.Grid;

/**
 * Reads pipeline files. A file is checked whole before anything is done with it, and everything
 * that is wrong is said at once.
 */
public final class PipelineFile {
  /** The most bytes a pipeline file may have. */
  public static final int LONGEST = 1 << 20;

  private static final Duration DEFAULT_SETTLE = Duration.ofSeconds(10);
  private static final Duration DEFAULT_MAX_AHEAD = Duration.ofMinutes(5);
  private static final Duration SHORTEST_BUCKET = Duration.ofSeconds(1);
  private static final Duration LONGEST_BUCKET = Duration.ofDays(31);
  private static final Duration DAY = Duration.ofDays(1);
  private static final String INPUT_NAME = "[a-z0-9][a-z0-9-]{0,63}";
  private static final String INPUT_NAME_EXPECTED =
      "a name of a-z, 0-9 and - that begins with a letter or digit, at most 64 characters";

  /** What an input says besides where its files arrive. */
  private static final List<String> INPUT_KEYS =
      List.of(
          "settle",
          "after",
          "format",
          "header",
          "columns",
          "max-quarantined",
          "time",
          "duplicates",
          "changed");

  private final ClassLoader loader;
  private final Problems problems;

  private PipelineFile(ClassLoader loader, Problems problems) {
    this.loader = loader;
    this.problems = problems;
  }

  /**
   * Reads and checks a pipeline file. Its jobs, formats, inputs and sinks are really made, once, so
   * that what they refuse is refused here.
   *
   * @param name of the file, for errors
   * @param bytes of the file, UTF-8
   * @param loader for the classes of jobs and formats, and the plug-ins
   * @throws InvalidConfiguration with all that is wrong, each with its line and key; or if a
   *     plug-in cannot be used
   */
  public static Pipeline read(String name, byte[] bytes, ClassLoader loader) {
    try {
      Plugins.of(loader);
    } catch (UnusablePlugin e) {
      throw new InvalidConfiguration(String.valueOf(e.getMessage()), e);
    }
    Problems problems = new Problems(name);
    if (bytes.length > LONGEST) {
      problems.add(
          1, "the file is longer than a pipeline can be, expected at most " + LONGEST + " bytes");
      throw problems.refusal();
    }
    Optional<Node> document = Yaml.read(bytes, problems);
    if (problems.isEmpty()) {
      if (document.isPresent() && document.get() instanceof Node.Mapping root) {
        Optional<Pipeline> pipeline =
            new PipelineFile(loader, problems).pipeline(Section.root(root, problems));
        if (pipeline.isPresent()) {
          return pipeline.get();
        }
      } else {
        String found = document.map(node -> "found " + node.found()).orElse("the file is empty");
        problems.add(
            document.map(Node::line).orElse(1),
            found + ", expected the keys pipeline, landing or inputs, buckets and jobs");
      }
    }
    throw problems.refusal();
  }

  private Optional<Pipeline> pipeline(Section root) {
    root.allow(
        List.of(
            "pipeline", "landing", "inputs", "buckets", "publish", "jobs", "outputs", "retention"));
    String nameExpected = "a name of a-z, 0-9 and -, at most 64 characters";
    Optional<String> name =
        root.value(
            "pipeline",
            nameExpected,
            text -> Optional.of(text).filter(it -> it.matches("[a-z0-9-]{1,64}")));
    require(root, "pipeline", nameExpected);
    Publish publish = root.choice("publish", Publish.ALL);

    Map<String, InputReader> readers = new LinkedHashMap<>();
    Map<String, InputSpec> inputs = new LinkedHashMap<>();
    Map<String, Section> sections = inputs(root);
    sections.forEach(
        (input, section) -> {
          InputReader reader = new InputReader(loader);
          readers.put(input, reader);
          input(input, section, reader).ifPresent(spec -> inputs.put(input, spec));
        });

    String bucketsExpected = "a mapping with the key every";
    require(root, "buckets", bucketsExpected);
    Optional<Buckets> buckets = root.section("buckets", bucketsExpected).flatMap(this::buckets);

    String jobsExpected = "a mapping of job names to jobs";
    require(root, "jobs", jobsExpected);
    List<PipelineJob> jobs =
        root.section("jobs", jobsExpected)
            .map(section -> new JobsReader(loader, readers, buckets, problems).jobs(section))
            .orElse(List.of());

    List<OutputSpec> outputs =
        root.section("outputs", "a mapping of names to outputs")
            .map(
                section ->
                    new OutputsReader(loader, names(root, "jobs"), problems).outputs(section))
            .orElse(List.of());

    Retention retention =
        root.section("retention", "a mapping like {raw: 7d, runs: 400d, reports: 90d}")
            .map(section -> retention(section, buckets, jobs))
            .orElse(Retention.FOREVER);
    inputs.forEach(
        (input, spec) ->
            refuseLosing(Optional.ofNullable(sections.get(input)).orElseThrow(), spec, buckets));

    if (!problems.isEmpty()
        || name.isEmpty()
        || inputs.isEmpty()
        || buckets.isEmpty()
        || jobs.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Pipeline(name.get(), inputs, buckets.get(), publish, jobs, outputs, retention));
  }

  /** The names of the entries in the section at {@code key}, right or wrong. */
  private static List<String> names(Section root, String key) {
    return root.find(key).stream()
        .filter(Node.Mapping.class::isInstance)
        .flatMap(node -> ((Node.Mapping) node).entries().stream())
        .map(Node.KeyedNode::key)
        .distinct()
        .toList();
  }

  private static void require(Section section, String key, String expected) {
    if (!section.has(key)) {
      section.expected(key, expected);
    }
  }

  /**
   * The section of each input, by name. A file with a {@code landing} has one input of that name.
   */
  private static Map<String, Section> inputs(Section root) {
    Map<String, Section> sections = new LinkedHashMap<>();
    if (root.has("inputs")) {
      root.unused("landing", "not used with inputs, where each directory has a name");
      Optional<Section> all =
          root.section("inputs", "a mapping of names to what landing says of a single one");
      if (all.isPresent() && all.get().entries().isEmpty()) {
        all.get().refuseWhole("found none, expected at least one input");
      }
      all.ifPresent(
          section ->
              section
                  .names(INPUT_NAME, INPUT_NAME_EXPECTED)
                  .forEach(
                      input ->
                          section
                              .section(input, "a mapping with the key path")
                              .ifPresent(it -> sections.put(input, it))));
      return sections;
    }
    String expected = "a mapping with the key path";
    require(root, "landing", expected + "; or inputs, a mapping of names to several");
    root.section("landing", expected).ifPresent(it -> sections.put(InputSpec.LANDING, it));
    return sections;
  }

  private Optional<InputSpec> input(String name, Section section, InputReader reader) {
    Optional<LandingSpec> landing =
        new LandingReader(loader, INPUT_KEYS, problems).landing(section);
    Duration settle = section.duration("settle").orElse(DEFAULT_SETTLE);
    After after = section.choice("after", After.KEEP);
    Optional<Share> maxQuarantined =
        section.value("max-quarantined", "a share of 0% to 100%, like 5%", PipelineFile::share);
    Duplicates duplicates = section.choice("duplicates", Duplicates.SKIP);
    Changed changed = section.choice("changed", Changed.ADD);
    reader.readFormat(section);
    TimeSource time = reader.time(section);
    if (landing.isEmpty() || reader.format().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new InputSpec(
            name,
            section.path(),
            landing.get(),
            reader.format().get(),
            time,
            new InputSpec.Delivery(settle, after, maxQuarantined, duplicates, changed)));
  }

  private static Optional<Share> share(String text) {
    try {
      return Optional.of(Share.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Optional<Buckets> buckets(Section section) {
    section.allow(List.of("every", "lateness", "late", "max-ahead", "zone"));
    require(section, "every", "a duration like 5m, 1h, 1d");
    Optional<Duration> every = section.duration("every").flatMap(it -> every(section, it));
    Buckets.Late late = section.choice("late", Buckets.Late.CORRECT);
    Duration lateness = section.duration("lateness").orElse(Duration.ZERO);
    Duration maxAhead = section.duration("max-ahead").orElse(DEFAULT_MAX_AHEAD);
    var zone = section.zone("zone");
    return every.map(it -> new Buckets(new Grid(it), lateness, late, maxAhead, zone));
  }

  /**
   * Refuses replacing files where late records are quarantined: the old records would go, and the
   * new ones would be set aside.
   */
  private static void refuseLosing(Section section, InputSpec input, Optional<Buckets> buckets) {
    if (input.delivery().changed() == Changed.REPLACE
        && buckets.filter(it -> it.late() == Buckets.Late.QUARANTINE).isPresent()) {
      section.refuse(
          "changed",
          "found \"replace\" with buckets.late: quarantine, which would take the old records of a sealed bucket away and not let the new ones in; expected add or quarantine, or late: correct");
    }
  }

  private static Retention retention(
      Section section, Optional<Buckets> buckets, List<PipelineJob> jobs) {
    section.allow(List.of("raw", "runs", "reports"));
    Retention retention =
        new Retention(
            section.duration("raw"), section.duration("runs"), section.duration("reports"));
    if (buckets.isPresent()) {
      Duration late = buckets.get().every().plus(buckets.get().lateness());
      String corrected = "one bucket and its lateness";
      atLeast(section, "raw", retention.raw(), late, corrected);
      atLeast(section, "reports", retention.reports(), late, corrected);
      Duration reach =
          jobs.stream()
              .map(PipelineJob::reach)
              .max(Comparator.naturalOrder())
              .orElse(Duration.ZERO);
      atLeast(
          section,
          "runs",
          retention.runs(),
          late.plus(reach),
          "the longest window, one bucket and its lateness");
    }
    return retention;
  }

  private static void atLeast(
      Section section, String key, Optional<Duration> kept, Duration least, String because) {
    if (kept.filter(it -> it.compareTo(least) < 0).isPresent()) {
      section.expected(key, "at least %s: %s".formatted(DurationText.format(least), because));
    }
  }

  private static Optional<Duration> every(Section section, Duration every) {
    if (every.compareTo(SHORTEST_BUCKET) < 0 || every.compareTo(LONGEST_BUCKET) > 0) {
      section.expected("every", "1s to 31d");
      return Optional.empty();
    }
    boolean fits =
        DAY.toSeconds() % every.toSeconds() == 0 || every.toSeconds() % DAY.toSeconds() == 0;
    if (!fits) {
      section.expected("every", "a span that divides a day, or whole days, like 5m, 1h, 7d");
      return Optional.empty();
    }
    return Optional.of(every);
  }
}
