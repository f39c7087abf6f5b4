package millrace.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import millrace.cli.Main;
import millrace.time.Grid;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.examples.WordCount;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.jobhistory.JobHistoryParser;
import org.apache.hadoop.mapreduce.jobhistory.JobHistoryParser.JobInfo;
import org.apache.hadoop.mapreduce.jobhistory.JobHistoryParser.TaskAttemptInfo;
import org.apache.hadoop.mapreduce.jobhistory.JobHistoryParser.TaskInfo;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.mapreduce.v2.MiniMRYarnCluster;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.resourcemanager.scheduler.QueueMetrics;

/**
 * Small buckets on YARN, beside Hadoop's own word count over the same bytes: one mini-cluster in
 * this JVM, and in each round one variant after the other. All counts are compared; at the end
 * stand the medians, their ratios, and how many applications a backlog took.
 *
 * <pre>{@code
 * mvn -Pbench test -DskipTests -Dbench.main=millrace.bench.YarnBench \
 *     -Dbench="work=/tmp/yarn jar=$PWD/target/dist/millrace-VERSION.jar rounds=1"
 * }</pre>
 *
 * <p>Arguments are words of the form {@code name=value}, of which the last of a name holds:
 *
 * <ul>
 *   <li>{@code work}: an empty directory; {@code jar}: that of Millrace
 *   <li>{@code rounds=5}, {@code bytes=4m}, {@code seed=1}
 *   <li>{@code only=tick,stock}: these variants alone; {@code backlog=48}: its buckets, 0 for none
 *   <li>{@code cluster:KEY=VALUE}: a setting of the cluster
 *   <li>{@code try:NAME:KEY=VALUE}: one more variant, a tick with this setting; several with one
 *       name are one variant
 * </ul>
 *
 * <p>The client of all variants is this JVM. What a tick does beyond its job (cutting, committing,
 * publishing, sweeping) is in its time.
 */
public final class YarnBench {
  private static final Duration EVERY = Duration.ofMinutes(5);
  private static final Grid GRID = new Grid(EVERY);
  private static final Instant FIRST = Instant.parse("2024-03-01T00:00:00Z");

  /** What the manual says about small jobs, for Hadoop's own word count. */
  private static final Map<String, String> DOCUMENTED =
      Map.of(
          "mapreduce.job.ubertask.enable", "true",
          "mapreduce.client.completion.pollinterval", "100",
          "mapreduce.client.progressmonitor.pollinterval", "100",
          "yarn.app.mapreduce.am.scheduler.heartbeat.interval-ms", "100",
          "yarn.app.mapreduce.am.command-opts",
              "-Xmx1024m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");

  private static final List<String> PHASES =
      List.of(
          "submit",
          "am_start",
          "am_init",
          "map_wait",
          "map",
          "red_wait",
          "shuffle",
          "reduce",
          "commit",
          "notice");

  private final Path work;
  private final byte[] input;
  private final MiniDFSCluster hdfs;
  private final MiniMRYarnCluster yarn;
  private final String examples;
  private final Path client;
  private final Map<String, Pipeline> pipelines = new TreeMap<>();
  private final Map<String, List<Double>> walls = new LinkedHashMap<>();
  private Optional<byte[]> answer = Optional.empty();

  private YarnBench(Arguments arguments) throws IOException {
    this.work = Files.createDirectories(arguments.path("work"));
    this.examples = WordCount.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    this.input =
        words(
            new Random(Long.parseLong(arguments.text("seed", "1"))),
            arguments.bytes("bytes", "4m"));
    this.hdfs =
        new MiniDFSCluster.Builder(new YarnConfiguration(), work.resolve("hdfs").toFile())
            .numDataNodes(1)
            .build();
    hdfs.waitActive();
    YarnConfiguration settings = new YarnConfiguration(hdfs.getConfiguration(0));
    settings.set("yarn.nodemanager.resource.memory-mb", "8192");
    settings.set("yarn.nodemanager.resource.cpu-vcores", "4");
    settings.setFloat(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", 99.9f);
    arguments.prefixed("cluster:").forEach((key, value) -> settings.set(key, value));
    this.yarn = new MiniMRYarnCluster("bench", 1);
    yarn.init(settings);
    yarn.start();
    this.client = work.resolve("client.xml");
    Configuration all = clientSettings();
    all.set("mapreduce.job.jar", arguments.path("jar").toString());
    Configuration site = new Configuration(false);
    for (Map.Entry<String, String> entry : all) {
      if (!isDefault(all.getPropertySources(entry.getKey()))) {
        site.set(entry.getKey(), entry.getValue());
      }
    }
    try (OutputStream out = Files.newOutputStream(client)) {
      site.writeXml(out);
    }
    try (OutputStream out = files().create(new org.apache.hadoop.fs.Path("/in/words.txt"))) {
      out.write(input);
    }
  }

  /** Containers get Hadoop's jars and the jar of their job, as on a real cluster. */
  private Configuration clientSettings() {
    Configuration settings = new Configuration(yarn.getConfig());
    String hadoop =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> entry.endsWith(".jar"))
            .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("millrace"))
            .collect(Collectors.joining(","));
    settings.setBoolean("yarn.is.minicluster", false);
    settings.set("yarn.application.classpath", hadoop);
    settings.set("mapreduce.application.classpath", hadoop);
    for (String key : settings.getPropsWithPrefix("millrace.").keySet()) {
      settings.unset("millrace." + key);
    }
    return settings;
  }

  /** What stands in a site file is somebody's wish, and a default is none. */
  private static boolean isDefault(String[] sources) {
    return sources.length > 0 && sources[sources.length - 1].endsWith("-default.xml");
  }

  private FileSystem files() throws IOException {
    return hdfs.getFileSystem();
  }

  /** Measures. */
  public static void main(String[] args) throws Exception {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          failure.printStackTrace();
          Runtime.getRuntime().halt(1);
        });
    Arguments arguments = new Arguments(args);
    new YarnBench(arguments).measure(arguments);
    System.exit(0); // the daemons' threads would go on, and to stop them takes its time
  }

  /** One way to have the words counted. */
  private interface Variant {
    byte[] count() throws Exception;
  }

  private void measure(Arguments arguments) throws Exception {
    int rounds = Integer.parseInt(arguments.text("rounds", "5"));
    Map<String, Variant> variants = new LinkedHashMap<>();
    variants.put("stock", () -> stock(Map.of()));
    variants.put("documented", () -> stock(DOCUMENTED));
    variants.put("tick", () -> pipeline("tick", 1, Map.of()).tick());
    variants.put("eight", () -> pipeline("eight", 8, Map.of()).tick());
    variants.put(
        "inline", () -> pipeline("inline", 1, Map.of("millrace.inline.max.bytes", "64m")).tick());
    arguments
        .tries()
        .forEach((name, set) -> variants.put(name, () -> pipeline(name, 1, set).tick()));
    List<String> only = List.of(arguments.text("only", "").split(","));
    if (!only.equals(List.of(""))) {
      if (!variants.keySet().containsAll(only)) {
        throw new IllegalArgumentException(
            "only=%s: the variants are %s".formatted(String.join(",", only), variants.keySet()));
      }
      variants.keySet().retainAll(only);
    }
    System.out.println("variant\twall_s\t" + String.join("\t", PHASES) + "\tload");
    for (int round = 0; round <= rounds; round++) {
      for (Map.Entry<String, Variant> variant : variants.entrySet()) {
        measure(variant.getKey(), variant.getValue(), round == 0); // warms the daemons up
      }
    }
    walls.forEach(
        (name, all) -> System.out.printf(Locale.ROOT, "median %s: %.2f s%n", name, median(name)));
    ratio("tick", "stock");
    ratio("tick", "documented");
    ratio("eight", "tick");
    int backlog = Integer.parseInt(arguments.text("backlog", "48"));
    if (backlog > 0) {
      backlog(backlog);
    }
  }

  private void ratio(String name, String other) {
    if (walls.containsKey(name) && walls.containsKey(other)) {
      System.out.printf(
          Locale.ROOT, "ratio %s / %s: %.2f%n", name, other, median(name) / median(other));
    }
  }

  private double median(String name) {
    List<Double> sorted = walls.getOrDefault(name, List.of()).stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  private void measure(String name, Variant variant, boolean warmUp) throws Exception {
    awaitRest();
    int before = applications().size();
    long began = System.currentTimeMillis();
    long start = System.nanoTime();
    byte[] counts = variant.count();
    double wall = (System.nanoTime() - start) / 1e9;
    long ended = System.currentTimeMillis();
    if (answer.isPresent() && !Arrays.equals(answer.get(), counts)) {
      throw new IllegalStateException(name + ": other counts than those before it");
    }
    answer = Optional.of(counts);
    List<ApplicationReport> all = applications();
    StringBuilder line = new StringBuilder();
    line.append(warmUp ? "(" + name + ")" : name);
    line.append(String.format(Locale.ROOT, "\t%.2f", wall));
    if (all.size() == before + 1) {
      String id = all.get(before).getApplicationId().toString().replace("application", "job");
      phases(id, began, ended).forEach(phase -> line.append('\t').append(phase));
    } else {
      line.append("\t(").append(all.size() - before).append(" applications)");
    }
    line.append('\t').append(Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
    System.out.println(line);
    if (!warmUp) {
      walls.computeIfAbsent(name, any -> new ArrayList<>()).add(wall);
    }
  }

  /**
   * Until the last application master has gone: it stays for seconds after its job, and the queue
   * has room for one.
   */
  private void awaitRest() throws InterruptedException {
    QueueMetrics queue = yarn.getResourceManager().getResourceScheduler().getRootQueueMetrics();
    for (int attempt = 0; queue.getAllocatedContainers() > 0; attempt++) {
      if (attempt == 600) {
        throw new IllegalStateException("a container runs that nobody needs");
      }
      Thread.sleep(100);
    }
  }

  /** All applications there ever were, oldest first. */
  private List<ApplicationReport> applications() throws Exception {
    YarnClient asking = YarnClient.createYarnClient();
    asking.init(yarn.getConfig());
    asking.start();
    try {
      return asking.getApplications().stream()
          .sorted((a, b) -> a.getApplicationId().compareTo(b.getApplicationId()))
          .toList();
    } finally {
      asking.stop();
    }
  }

  private byte[] stock(Map<String, String> set) throws Exception {
    Configuration conf = new YarnConfiguration();
    conf.addResource(new org.apache.hadoop.fs.Path(client.toUri()));
    conf.set("mapreduce.job.jar", examples);
    set.forEach(conf::set);
    Job job = Job.getInstance(conf, "word count");
    job.setMapperClass(WordCount.TokenizerMapper.class);
    job.setCombinerClass(WordCount.IntSumReducer.class);
    job.setReducerClass(WordCount.IntSumReducer.class);
    job.setOutputKeyClass(Text.class);
    job.setOutputValueClass(IntWritable.class);
    FileInputFormat.addInputPath(job, new org.apache.hadoop.fs.Path("/in/words.txt"));
    var out = new org.apache.hadoop.fs.Path("/out/" + System.nanoTime());
    FileOutputFormat.setOutputPath(job, out);
    if (!job.waitForCompletion(false)) {
      throw new IllegalStateException("the example failed");
    }
    return read(new org.apache.hadoop.fs.Path(out, "part-r-00000"));
  }

  private byte[] read(org.apache.hadoop.fs.Path file) throws IOException {
    try (InputStream in = files().open(file)) {
      return in.readAllBytes();
    }
  }

  private Pipeline pipeline(String name, int jobs, Map<String, String> set) throws IOException {
    Pipeline known = pipelines.get(name);
    if (known == null) {
      known = new Pipeline(name, jobs, set);
      pipelines.put(name, known);
    }
    return known;
  }

  /** A pipeline that gets one bucket after the other. */
  private final class Pipeline {
    private final String name;
    private final Map<String, String> set;
    private final Path file;
    private int buckets;

    Pipeline(String name, int jobs, Map<String, String> set) throws IOException {
      this.name = name;
      this.set = set;
      this.file = work.resolve(name + ".yaml");
      StringBuilder yaml =
          new StringBuilder(
              """
              pipeline: NAME
              landing:
                path: /NAME/landing
                settle: 0s
                duplicates: count
                time: { by: file-name, pattern: "(?<time>[0-9TZ]+).txt", format: "yyyyMMdd'T'HHmm'Z'" }
              buckets: { every: 5m }
              jobs:
              """
                  .replace("NAME", name));
      for (int job = 0; job < jobs; job++) {
        yaml.append("  words-").append(job);
        yaml.append(
            ": { class: millrace.jobs.wordcount.WordCount, options: { tokens: whitespace },");
        yaml.append(" windows: { bucket: tumbling 5m } }\n");
      }
      Files.writeString(file, yaml);
      files().mkdirs(new org.apache.hadoop.fs.Path("/" + name + "/landing"));
    }

    /** Lands the input in the next bucket. */
    void drop(byte[] bytes) throws IOException {
      String bucket = GRID.name(FIRST.plus(EVERY.multipliedBy(buckets++)));
      var landed = new org.apache.hadoop.fs.Path("/" + name + "/landing/" + bucket + ".txt");
      try (OutputStream out = files().create(landed)) {
        out.write(bytes);
      }
    }

    byte[] tick() throws IOException {
      drop(input);
      run();
      Instant bucket = FIRST.plus(EVERY.multipliedBy(buckets - 1));
      return read(
          new org.apache.hadoop.fs.Path(
              "/%s/root/%s/reports/job=words-0/window=bucket/bucket=%s/part-00000.tsv"
                  .formatted(name, name, GRID.name(bucket))));
    }

    void run() {
      List<String> line = new ArrayList<>();
      line.addAll(List.of("-conf", client.toString(), "-Dmillrace.root=/" + name + "/root"));
      set.forEach((key, value) -> line.add("-D" + key + "=" + value));
      String now = FIRST.plus(EVERY.multipliedBy(buckets)).toString();
      line.addAll(List.of("tick", file.toString(), "--now", now));
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      PrintStream err = new PrintStream(said, true, UTF_8);
      int code = Main.run(line.toArray(String[]::new), err, err);
      if (code != 0) {
        throw new IllegalStateException(name + ": exit code " + code + ": " + said.toString(UTF_8));
      }
    }
  }

  /** Buckets of different sizes, all due at once. */
  private void backlog(int count) throws Exception {
    Pipeline backlog = pipeline("backlog", 1, Map.of("millrace.uber.max.bytes", "1m"));
    Random random = new Random(count);
    for (int bucket = 0; bucket < count; bucket++) {
      backlog.drop(Arrays.copyOf(input, 1 + random.nextInt(Math.min(input.length, 2 << 20))));
    }
    int before = applications().size();
    long start = System.nanoTime();
    backlog.run();
    System.out.printf(
        Locale.ROOT,
        "backlog of %d buckets: %d applications, %.2f s%n",
        count,
        applications().size() - before,
        (System.nanoTime() - start) / 1e9);
  }

  /** From the history of a job: when what began, as the time since the step before, in ms. */
  private List<String> phases(String id, long began, long ended) throws Exception {
    Optional<LocatedFileStatus> file = history(id);
    if (file.isEmpty()) {
      return List.of("(no history)");
    }
    JobInfo job = new JobHistoryParser(files(), file.get().getPath()).parse();
    long mapStart = Long.MAX_VALUE;
    long mapEnd = 0;
    long reduceStart = Long.MAX_VALUE;
    long shuffled = 0;
    long reduceEnd = 0;
    for (TaskInfo task : job.getAllTasks().values()) {
      for (TaskAttemptInfo attempt : task.getAllTaskAttempts().values()) {
        if (task.getTaskType() == TaskType.MAP) {
          mapStart = Math.min(mapStart, attempt.getStartTime());
          mapEnd = Math.max(mapEnd, attempt.getFinishTime());
        } else {
          reduceStart = Math.min(reduceStart, attempt.getStartTime());
          shuffled = Math.max(shuffled, attempt.getShuffleFinishTime());
          reduceEnd = Math.max(reduceEnd, attempt.getFinishTime());
        }
      }
    }
    long master = job.getAMInfos().iterator().next().getStartTime();
    long[] moments = {
      began,
      job.getSubmitTime(),
      master,
      job.getLaunchTime(),
      mapStart,
      mapEnd,
      reduceStart,
      shuffled,
      reduceEnd,
      job.getFinishTime(),
      ended
    };
    List<String> phases = new ArrayList<>();
    for (int i = 1; i < moments.length; i++) {
      phases.add(String.valueOf(moments[i] - moments[i - 1]));
    }
    return phases;
  }

  /** The history of a job, once the history server has it. */
  private Optional<LocatedFileStatus> history(String id) throws Exception {
    for (int attempt = 0; attempt < 40; attempt++) {
      RemoteIterator<LocatedFileStatus> all =
          files().listFiles(new org.apache.hadoop.fs.Path("/"), true);
      try {
        while (all.hasNext()) {
          LocatedFileStatus file = all.next();
          String name = file.getPath().getName();
          if (name.startsWith(id)
              && name.endsWith(".jhist")
              && file.getLen() > 0
              && file.getPath().toString().contains("done")) {
            return Optional.of(file);
          }
        }
      } catch (IOException e) {
        // It was being moved.
      }
      Thread.sleep(250);
    }
    return Optional.empty();
  }

  /** Lines of words, the common ones common. */
  private static byte[] words(Random random, int bytes) {
    StringBuilder text = new StringBuilder(bytes + 100);
    while (text.length() < bytes) {
      for (int word = 0; word < 10; word++) {
        text.append('w').append((int) Math.pow(60_000, random.nextDouble())).append(' ');
      }
      text.append('\n');
    }
    return text.toString().getBytes(UTF_8);
  }

  /** Words of the form {@code name=value}. */
  private record Arguments(List<String> words) {
    Arguments(String[] words) {
      this(List.of(words));
    }

    String text(String name, String otherwise) {
      return Optional.ofNullable(prefixed("").get(name)).orElse(otherwise);
    }

    Path path(String name) {
      String text = text(name, "");
      if (text.isEmpty()) {
        throw new IllegalArgumentException("missing: " + name + "=PATH");
      }
      return Path.of(text).toAbsolutePath();
    }

    int bytes(String name, String otherwise) {
      Configuration conf = new Configuration(false);
      conf.set(name, text(name, otherwise));
      return Math.toIntExact(conf.getLongBytes(name, 0));
    }

    /** What follows a prefix, up to its {@code =}. */
    Map<String, String> prefixed(String prefix) {
      Map<String, String> found = new LinkedHashMap<>();
      for (String word : words) {
        int equals = word.indexOf('=');
        if (word.startsWith(prefix) && equals > 0) {
          found.put(word.substring(prefix.length(), equals), word.substring(equals + 1));
        }
      }
      return found;
    }

    Map<String, Map<String, String>> tries() {
      Map<String, Map<String, String>> tries = new LinkedHashMap<>();
      prefixed("try:")
          .forEach(
              (name, value) -> {
                String[] parts = name.split(":", 2);
                tries.computeIfAbsent(parts[0], any -> new LinkedHashMap<>()).put(parts[1], value);
              });
      return tries;
    }
  }
}
