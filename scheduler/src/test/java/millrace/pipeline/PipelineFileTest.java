package millrace.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import millrace.job.JobSpec;
import millrace.pipeline.Pipeline.Publish;
import millrace.record.FormatSpec;
import millrace.record.TimeSource;
import millrace.time.Grid;
import org.junit.jupiter.api.Test;

final class PipelineFileTest {
  /** The example of the reference. */
  private static final String ACCESS =
      """
      pipeline: access                    # [a-z0-9-]+, names the directory under millrace.root
      landing:
        path: landing/access
        settle: 10s
        after: keep
        format: access-log
        max-quarantined: 5%
        time:
          by: event
          field: time
          format: "dd/MMM/yyyy:HH:mm:ss Z"
          zone: UTC
      buckets:
        every: 5m
        lateness: 2m
        late: correct
        zone: UTC
      jobs:
        urls:
          count: path
          windows:
            all: cumulative
            hour: tumbling 1h
            recent: sliding 30m
          top: 20
        bytes-by-client: { sum: bytes, key: client, windows: { all: cumulative }, top: 10 }
        words: { class: millrace.jobs.wordcount.WordCount, options: { tokens: unicode, field: url }, windows: { all: cumulative } }
      """;

  private static final String SMALLEST =
      """
      pipeline: p
      landing: { path: in }
      buckets: { every: 1d }
      jobs: { lines: { count: line, windows: { all: cumulative } } }
      """;

  static Pipeline read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Pipeline read(byte[] bytes) {
    return PipelineFile.read("p.yaml", bytes, PipelineFileTest.class.getClassLoader());
  }

  private static List<String> problems(String text) {
    return problems(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> problems(byte[] bytes) {
    InvalidConfiguration refused =
        catchThrowableOfType(InvalidConfiguration.class, () -> read(bytes));
    return refused.problems();
  }

  @Test
  void theExampleOfTheReferenceIsReadWhole() {
    Pipeline pipeline = read(ACCESS);

    assertThat(pipeline.name()).isEqualTo("access");
    assertThat(pipeline.publish()).isEqualTo(Publish.ALL);
    assertThat(pipeline.input("landing"))
        .isEqualTo(
            new InputSpec(
                "landing",
                "landing",
                LandingSpec.directory("landing/access"),
                new FormatSpec("access-log", Map.of()),
                new TimeSource.EventField("time", "dd/MMM/yyyy:HH:mm:ss Z", ZoneId.of("UTC")),
                new InputSpec.Delivery(
                    Duration.ofSeconds(10),
                    InputSpec.After.KEEP,
                    Optional.of(Share.parse("5%")),
                    InputSpec.Duplicates.SKIP,
                    InputSpec.Changed.ADD)));
    assertThat(pipeline.buckets())
        .isEqualTo(
            new Buckets(
                new Grid(Duration.ofMinutes(5)),
                Duration.ofMinutes(2),
                Buckets.Late.CORRECT,
                Duration.ofMinutes(5),
                ZoneId.of("UTC")));
    assertThat(pipeline.jobs())
        .extracting(PipelineJob::name)
        .containsExactly("urls", "bytes-by-client", "words");
    PipelineJob urls = pipeline.jobs().get(0);
    assertThat(urls.spec())
        .isEqualTo(
            new JobSpec(
                "urls",
                "millrace.jobs.field.FieldJob",
                Map.of("op", "count", "key", List.of("path")),
                Set.of("landing")));
    assertThat(urls.windows().toString())
        .isEqualTo("{all=cumulative, hour=tumbling 1h, recent=sliding 30m}");
    assertThat(urls.top()).isEqualTo(OptionalInt.of(20));
    assertThat(pipeline.jobs().get(1).spec().options())
        .isEqualTo(Map.of("op", "sum", "value", "bytes", "key", List.of("client")));
    assertThat(pipeline.jobs().get(2).spec())
        .isEqualTo(
            new JobSpec(
                "words",
                "millrace.jobs.wordcount.WordCount",
                Map.of("tokens", "unicode", "field", "url"),
                Set.of("landing")));
    assertThat(pipeline.jobs().get(2).top()).isEmpty();
  }

  @Test
  void whatIsNotSaidHasItsDefault() {
    Pipeline pipeline = read(SMALLEST);

    assertThat(pipeline.input("landing"))
        .isEqualTo(
            new InputSpec(
                "landing",
                "landing",
                LandingSpec.directory("in"),
                new FormatSpec("text", Map.of()),
                new TimeSource.Arrival(),
                new InputSpec.Delivery(
                    Duration.ofSeconds(10),
                    InputSpec.After.KEEP,
                    Optional.empty(),
                    InputSpec.Duplicates.SKIP,
                    InputSpec.Changed.ADD)));
    assertThat(pipeline.buckets())
        .isEqualTo(
            new Buckets(
                new Grid(Duration.ofDays(1)),
                Duration.ZERO,
                Buckets.Late.CORRECT,
                Duration.ofMinutes(5),
                ZoneId.of("UTC")));
  }

  @Test
  void everyChoiceCanBeMade() {
    Pipeline pipeline =
        read(
            """
            pipeline: 0-9
            publish: latest
            landing:
              path: "hdfs:///in [1]"
              settle: 0s
              after: archive
              format: csv
              header: false
              columns: [at, who, amount]
              max-quarantined: 0.5%
              time: { by: event, field: at, format: epoch-millis }
              duplicates: count
              changed: quarantine
            buckets: { every: 7d, lateness: 1h30m, late: quarantine, max-ahead: 0s, zone: Asia/Kathmandu }
            jobs:
              mean_1:
                mean: amount
                key: [who, at]
                where: { who: [ada, "", 007, yes], at: 5 }
                windows: { all: cumulative }
            """);

    assertThat(pipeline.publish()).isEqualTo(Publish.LATEST);
    assertThat(pipeline.input("landing"))
        .isEqualTo(
            new InputSpec(
                "landing",
                "landing",
                LandingSpec.directory("hdfs:///in [1]"),
                new FormatSpec(
                    "csv", Map.of("header", false, "columns", List.of("at", "who", "amount"))),
                new TimeSource.EventField("at", "epoch-millis", ZoneId.of("UTC")),
                new InputSpec.Delivery(
                    Duration.ZERO,
                    InputSpec.After.ARCHIVE,
                    Optional.of(Share.parse("0.5%")),
                    InputSpec.Duplicates.COUNT,
                    InputSpec.Changed.QUARANTINE)));
    assertThat(pipeline.buckets())
        .isEqualTo(
            new Buckets(
                new Grid(Duration.ofDays(7)),
                Duration.ofMinutes(90),
                Buckets.Late.QUARANTINE,
                Duration.ZERO,
                ZoneId.of("Asia/Kathmandu")));
    assertThat(pipeline.jobs().get(0).spec().options().get("where"))
        .isEqualTo(Map.of("who", List.of("ada", "", "007", "yes"), "at", List.of("5")));
  }

  @Test
  void aFormatThatKnowsItsTimeNeedsNoField() {
    Pipeline pipeline =
        read(
            """
            pipeline: p
            landing: { path: in, format: access-log, time: { by: event } }
            buckets: { every: 5m }
            jobs: { urls: { count: [path, status], windows: { all: cumulative } } }
            """);

    assertThat(pipeline.input("landing").time())
        .isEqualTo(new TimeSource.EventField("time", "dd/MMM/yyyy:HH:mm:ss Z", ZoneId.of("UTC")));
  }

  @Test
  void aFileNameCanBeTheTime() {
    Pipeline pipeline =
        read(
            SMALLEST.replace(
                "path: in",
                "path: in, time: { by: file-name, pattern: '(?<time>\\d{8})', format: yyyyMMdd, zone: '+05:45' }"));

    assertThat(pipeline.input("landing").time())
        .isEqualTo(new TimeSource.FileName("(?<time>\\d{8})", "yyyyMMdd", ZoneId.of("+05:45")));
  }

  @Test
  void optionsAreBooleansTextsListsAndMaps() {
    Pipeline pipeline =
        read(
            SMALLEST.replace(
                "count: line",
                "class: millrace.pipeline.ObligingJob, options: { a: 1.50, b: true, c: \"true\", d: [x, 2], e: { f: 0x1F } }"));

    assertThat(pipeline.jobs().get(0).spec().options())
        .isEqualTo(
            Map.of(
                "a",
                "1.50",
                "b",
                true,
                "c",
                "true",
                "d",
                List.of("x", "2"),
                "e",
                Map.of("f", "0x1F")));
  }

  @Test
  void allProblemsAreSaidAtOnceInTheOrderOfTheFile() {
    assertThat(
            problems(
                """
                pipeline: Access
                landing:
                  settle: 10x
                  format: access-log
                buckets:
                  every: 7m
                  lateness: 2m
                  lateness: 3m
                jobs:
                  urls: { count: pth, windows: { all: cumulative } }
                  "": {}
                """))
        .containsExactly(
            "p.yaml:1: key pipeline: found \"Access\", expected a name of a-z, 0-9 and -, at most 64 characters",
            "p.yaml:2: key landing.path: missing, expected the directory where files arrive",
            "p.yaml:3: key landing.settle: found \"10x\", expected a duration like 10s, 5m, 1h",
            "p.yaml:6: key buckets.every: found \"7m\", expected a span that divides a day, or whole days, like 5m, 1h, 7d",
            "p.yaml:8: key buckets.lateness: given twice, first on line 7",
            "p.yaml:10: key jobs.urls.count: unknown field \"pth\", did you mean path?",
            "p.yaml:11: key jobs.\"\": not a name, expected a name of a-z, 0-9, - and _ that begins with a letter or digit, at most 64 characters",
            "p.yaml:11: key jobs.\"\".windows: missing, expected at least one, like {all: cumulative, hour: tumbling 1h, recent: sliding 30m}",
            "p.yaml:11: key jobs.\"\": does not say what to compute, expected one of count, sum, min, max, mean or class");
  }

  @Test
  void aByteOrderMarkAndCarriageReturnsAreNoMatter() {
    assertThat(read("\uFEFF" + ACCESS.replace("\n", "\r\n"))).isEqualTo(read(ACCESS));
  }

  @Test
  void bytesThatAreNotUtf8AreRefusedWithTheirPlace() {
    assertThat(problems(new byte[] {'a', ':', ' ', 'b', '\n', (byte) 0xff, (byte) 0xfe}))
        .containsExactly("p.yaml:2: not UTF-8: byte 0xff at offset 5");
    assertThat(problems(new byte[] {'a', (byte) 0xc3}))
        .containsExactly("p.yaml:1: not UTF-8: byte 0xc3 at offset 1");
    assertThat(problems(ACCESS.getBytes(StandardCharsets.UTF_16)))
        .containsExactly("p.yaml:1: not UTF-8: byte 0xfe at offset 0");
  }

  @Test
  void aFileThatIsNoPipelineIsRefusedWithOneSentence() {
    String empty =
        "p.yaml:1: the file is empty, expected the keys pipeline, landing or inputs, buckets and jobs";
    assertThat(problems("")).containsExactly(empty);
    assertThat(problems("# nothing\n")).containsExactly(empty);
    assertThat(problems("hello\n"))
        .containsExactly(
            "p.yaml:1: found \"hello\", expected the keys pipeline, landing or inputs, buckets and jobs");
    assertThat(problems("a: \u0001\n"))
        .containsExactly("p.yaml:1: the character U+0001 cannot stand in a YAML file");
    assertThat(problems("a: [b\nc: d\n"))
        .containsExactly("p.yaml:2: not YAML: expected ',' or ']', but got :");
    assertThat(problems("[".repeat(1000))).hasSize(1);
    assertThat(problems("a: &a [x, x]\nb: &b [*a, *a]\n".repeat(3))).isNotEmpty();
    assertThat(problems(" ".repeat(PipelineFile.LONGEST) + "a: b"))
        .containsExactly(
            "p.yaml:1: the file is longer than a pipeline can be, expected at most 1048576 bytes");
  }

  @Test
  void whateverIsDoneToAFileItIsReadOrRefusedInWords() {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    System.out.println("PipelineFileTest: -Dmillrace.seed=" + seed);
    Random random = new Random(seed);
    byte[] right = ACCESS.getBytes(StandardCharsets.UTF_8);
    byte[] alphabet =
        " \t\n:{}[],\"'#&*!|>%@`-?~0m.\\\u0000\u00ff".getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < 3000; i++) {
      byte[] wrong = right.clone();
      for (int change = random.nextInt(4); change >= 0; change--) {
        wrong[random.nextInt(wrong.length)] = alphabet[random.nextInt(alphabet.length)];
      }
      try {
        assertThat(read(wrong).jobs()).isNotEmpty();
      } catch (InvalidConfiguration refused) {
        assertThat(refused.problems())
            .isNotEmpty()
            .allSatisfy(problem -> assertThat(problem).matches("(?s)p\\.yaml:[0-9]+: .+"));
      }
    }
  }

  @Test
  void theDefinitionHoldsWhatCannotChangeAndNothingElse() {
    assertThat(read(ACCESS).definition().toString())
        .isEqualTo(
            "{inputs={landing={format={name=access-log},"
                + " time={by=event, field=time, format=dd/MMM/yyyy:HH:mm:ss Z, zone=UTC}}},"
                + " buckets={every=5m, zone=UTC},"
                + " jobs={"
                + "bytes-by-client={class=millrace.jobs.field.FieldJob, options={key=[client], op=sum, value=bytes}, aggregate=sum/1}, "
                + "urls={class=millrace.jobs.field.FieldJob, options={key=[path], op=count}, aggregate=count/1}, "
                + "words={class=millrace.jobs.wordcount.WordCount, options={field=url, tokens=unicode}, aggregate=count/1}},"
                + " windows={bytes-by-client={all=cumulative}, urls={all=cumulative, hour=tumbling 1h, recent=sliding 30m}, words={all=cumulative}}}");

    String changed =
        ACCESS
            .replace("landing/access", "elsewhere")
            .replace("lateness: 2m", "lateness: 1h")
            .replace("top: 20", "top: 5");
    assertThat(read(changed).definition()).isEqualTo(read(ACCESS).definition());
    assertThat(read(ACCESS.replace("every: 5m", "every: 10m")).definition())
        .isNotEqualTo(read(ACCESS).definition());
    assertThat(read(ACCESS.replace("hour: tumbling 1h", "hour: tumbling day")).definition())
        .isNotEqualTo(read(ACCESS).definition());
    assertThat(read(ACCESS.replace("sum: bytes", "max: bytes")).definition())
        .isNotEqualTo(read(ACCESS).definition());
  }
}
