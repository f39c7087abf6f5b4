package millrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import millrace.aggregate.Seeds;
import millrace.cli.Mill;
import millrace.cluster.MiniCluster;
import millrace.store.Store;
import millrace.store.Stores;
import millrace.testkit.StoryOutcome;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of the program itself, at random moments of ticks and of a backfill. After one
 * clean tick all is as if nothing had happened. A sample in every build, more with {@code
 * -Pmatrix}.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KillIT {
  private static final boolean ALL = Integer.getInteger("millrace.every", 0) == 1;
  private static final String UNBEARABLE = "millrace.test.unbearable";
  private static final long HARD_LIMIT = Duration.ofMinutes(20).toMillis();

  private static final String PIPELINE =
      """
      pipeline: mill
      landing:
        path: landing
        settle: 0s
        after: archive
        changed: replace
        format: csv
        header: false
        columns: [time, key, amount]
        time: { by: event, field: time, format: iso }
      buckets: { every: 5m }
      jobs:
        keys: { count: key, windows: { all: cumulative, recent: sliding 10m } }
        sums: { sum: amount, key: key, windows: { ten: tumbling 10m }, top: 2 }
        moody: { class: Moody, windows: { all: cumulative } }
      retention: { raw: 20m, runs: 20m, reports: 20m }
      """;

  private static final String MOODY =
      """
      if (key.toString().equals(System.getProperty("millrace.test.unbearable"))) {
        throw new IllegalStateException("not today: " + key);
      }
      out.emit(key, key);
      """;

  @TempDir Path home;

  /** Files arrive, then a command is given; a tick follows upon one that is none. */
  private record Step(
      Map<String, String> files, String unbearable, List<String> words, String now) {
    boolean isTick() {
      return words.get(0).equals("tick");
    }
  }

  private static Step tick(String time, String unbearable, String... namesAndTexts) {
    Map<String, String> files = new TreeMap<>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      files.put(namesAndTexts[i], namesAndTexts[i + 1]);
    }
    return new Step(files, unbearable, List.of("tick", "--now", at(time)), at(time));
  }

  private static String at(String time) {
    return "2024-03-01T" + time + ":00Z";
  }

  private static String line(String time, String key, int amount) {
    return at(time) + "," + key + "," + amount + "\n";
  }

  /** Late records, a file that is replaced, a bucket that is parked, a backfill, and retention. */
  private static final List<Step> STORY =
      List.of(
          tick(
              "10:10",
              "",
              "a",
              line("10:02", "x", 1) + line("10:04", "y", 1) + "broken\n",
              "b",
              line("10:07", "x", 5)),
          tick(
              "10:15",
              "",
              "b",
              line("10:07", "x", 6) + line("10:09", "y", 1),
              "late",
              line("10:01", "x", 7) + line("10:12", "y", 2)),
          tick("10:20", "bad", "d", line("10:16", "bad", 1) + line("10:17", "x", 1)),
          new Step(
              Map.of(),
              "",
              List.of("backfill", "--from", at("10:15"), "--to", at("10:20"), "--job", "moody"),
              at("10:20")),
          tick("10:45", "", "f", line("10:41", "x", 1) + line("10:42", "z", 1)));

  /** Where a pipeline is, and how its program is called. */
  private interface Place {
    void drop(String name, String text) throws IOException;

    /** The words of a command. */
    List<String> words(List<String> command);

    /** Everything there that shows that a process has begun to change something. */
    Set<String> files() throws IOException;

    StoryOutcome outcome() throws IOException;
  }

  private Path jar() throws IOException {
    return UserJar.of(Files.createDirectories(home.resolve("jar")), "Moody", "key", MOODY);
  }

  private static List<String> settings(Path jar) {
    return List.of(
        "-libjars",
        jar.toString(),
        "-Dmillrace.engine=inline",
        "-Dmillrace.snapshot.keep=1",
        "-Dmillrace.work.max.attempts=1");
  }

  private static Map<String, byte[]> bytes(Map<String, String> texts) {
    Map<String, byte[]> bytes = new TreeMap<>();
    texts.forEach((name, text) -> bytes.put(name, text.getBytes(StandardCharsets.ISO_8859_1)));
    return bytes;
  }

  private record Local(Mill mill, List<String> settings) implements Place {
    @Override
    public void drop(String name, String text) throws IOException {
      Path arriving = mill.landing().resolveSibling("arriving");
      Files.writeString(arriving, text);
      Files.move(
          arriving,
          mill.landing().resolve(name),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public List<String> words(List<String> command) {
      List<String> words = new ArrayList<>(settings);
      words.addAll(mill.options());
      words.add(command.get(0));
      words.add(mill.pipeline().toString());
      words.addAll(command.subList(1, command.size()));
      return words;
    }

    @Override
    public Set<String> files() throws IOException {
      Set<String> files = new HashSet<>();
      List<Path> open = new ArrayList<>(List.of(mill.root()));
      while (!open.isEmpty()) {
        Path path = open.remove(open.size() - 1);
        if (files.add(path.toString()) && Files.isDirectory(path)) {
          try (var entries = Files.newDirectoryStream(path)) {
            entries.forEach(open::add);
          } catch (java.nio.file.NoSuchFileException e) {
            // it went while we looked
          }
        }
      }
      return files;
    }

    @Override
    public StoryOutcome outcome() throws IOException {
      var root = new org.apache.hadoop.fs.Path(mill.root().resolve("mill").toUri());
      try (Store store = Stores.open(new Configuration(false), root)) {
        return StoryOutcome.of(store, bytes(Mill.files(mill.landing())));
      }
    }
  }

  private record OnHdfs(HdfsMill mill, MiniCluster cluster, List<String> settings)
      implements Place {
    @Override
    public void drop(String name, String text) throws IOException {
      cluster.fs().delete(new org.apache.hadoop.fs.Path(mill.landing(), name), false);
      mill.drop(name, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public List<String> words(List<String> command) {
      List<String> words = new ArrayList<>(settings);
      words.addAll(
          mill.words(command.get(0), command.subList(1, command.size()).toArray(String[]::new)));
      return words;
    }

    @Override
    public Set<String> files() throws IOException {
      Set<String> files = new HashSet<>();
      List<org.apache.hadoop.fs.Path> open = new ArrayList<>(List.of(mill.root()));
      FileSystem hdfs = cluster.fs();
      while (!open.isEmpty()) {
        org.apache.hadoop.fs.Path path = open.remove(open.size() - 1);
        try {
          for (FileStatus entry : hdfs.listStatus(path)) {
            files.add(entry.getPath().toString());
            if (entry.isDirectory()) {
              open.add(entry.getPath());
            }
          }
        } catch (java.io.FileNotFoundException e) {
          // it went while we looked, or is not there yet
        }
      }
      return files;
    }

    @Override
    public StoryOutcome outcome() throws IOException {
      var root = new org.apache.hadoop.fs.Path(mill.root(), "mill");
      try (Store store = Stores.open(cluster.hdfsConf(), root)) {
        return StoryOutcome.of(store, bytes(mill.files(mill.landing())));
      }
    }
  }

  private interface Places {
    Place fresh() throws IOException;
  }

  /** How long a process takes from its start to its first change, and from there to its end. */
  private record Pace(long before, long changing) {}

  /** Tells the story over and over, with processes that are killed. */
  private static final class Killings {
    private final Places places;
    private final Random random = Seeds.random();
    private final List<StoryOutcome> after = new ArrayList<>();
    private final List<Pace> paces = new ArrayList<>();
    private int kills;
    private int midway;
    private int late;

    Killings(Places places) {
      this.places = places;
    }

    /** What must come of each step; how long its process takes is measured for so many of them. */
    void undisturbed(int measured) throws Exception {
      Place place = places.fresh();
      for (int i = 0; i < STORY.size(); i++) {
        Step step = STORY.get(i);
        arrive(place, step);
        if (i < measured) {
          paces.add(measure(place, step));
        } else {
          call(place, step.words());
        }
        if (!step.isTick()) {
          call(place, List.of("tick", "--now", step.now()));
        }
        after.add(place.outcome());
      }
    }

    private static void arrive(Place place, Step step) throws IOException {
      for (Map.Entry<String, String> file : step.files().entrySet()) {
        place.drop(file.getKey(), file.getValue());
      }
      System.setProperty(UNBEARABLE, step.unbearable());
    }

    private static void call(Place place, List<String> command) {
      Mill.Ran ran = Mill.call(place.words(command));
      assertThat(ran.code()).as("%s", ran.err()).isIn(0, 1);
      assertThat(ran.errors())
          .as("what fails is the bucket that is parked, and nothing else")
          .allMatch(
              line ->
                  line.contains("parked")
                      || line.contains("records quarantined")
                      || line.contains("did not end"));
    }

    private static Process start(Place place, Step step) throws IOException {
      Path said = Files.createTempFile("millrace-", ".log");
      said.toFile().deleteOnExit();
      return Program.standalone("-Xshare:auto", "-D" + UNBEARABLE + "=" + step.unbearable())
          .start(place.words(step.words()), said);
    }

    private Pace measure(Place place, Step step) throws Exception {
      Set<String> before = place.files();
      long start = System.nanoTime();
      Process process = start(place, step);
      awaitChange(place, process, before);
      long changed = System.nanoTime();
      assertThat(process.waitFor()).isIn(0, 1);
      return new Pace(changed - start, System.nanoTime() - changed);
    }

    private static void awaitChange(Place place, Process process, Set<String> before)
        throws Exception {
      while (process.isAlive() && place.files().equals(before)) {
        process.waitFor(2, TimeUnit.MILLISECONDS);
      }
    }

    /** Kills a process; most of them after they have begun to change something. */
    private void kill(Place place, int at) throws Exception {
      Step step = STORY.get(at);
      Pace pace = paces.get(Math.min(at, paces.size() - 1));
      Set<String> before = place.files();
      Process process = start(place, step);
      long delay;
      if (random.nextInt(8) == 0) {
        delay = (long) (random.nextDouble() * (pace.before() + pace.changing()));
      } else {
        awaitChange(place, process, before);
        delay = (long) (random.nextDouble() * pace.changing());
      }
      if (process.waitFor(delay, TimeUnit.NANOSECONDS)) {
        late++;
        return;
      }
      process.destroyForcibly();
      if (process.waitFor() == 128 + 9) {
        kills++;
        midway += place.files().equals(before) ? 0 : 1;
      } else {
        late++;
      }
    }

    /** Tells the story until so many processes were killed, or for a sample tried to be. */
    void until(int wanted) throws Exception {
      while (left(wanted) > 0) {
        Place place = places.fresh();
        for (int at = 0; at < STORY.size(); at++) {
          Step step = STORY.get(at);
          arrive(place, step);
          boolean killed = left(wanted) > 0 && random.nextInt(STORY.size() - at) < left(wanted);
          if (killed) {
            kill(place, at);
          }
          recover(place, at, killed);
          List<String> differences = place.outcome().differences(after.get(at));
          assertThat(differences)
              .as("after step %d, %s, %s", at, step.words(), killed ? "killed" : "undisturbed")
              .isEmpty();
        }
      }
    }

    private int left(int wanted) {
      return wanted - kills - (ALL ? 0 : late);
    }

    /** What the operator does, or cron. */
    private void recover(Place place, int at, boolean killed) throws IOException {
      Step step = STORY.get(at);
      if (step.isTick()) {
        call(place, step.words());
        return;
      }
      if (killed) {
        call(place, List.of("tick", "--now", step.now()));
      }
      if (!killed || !place.outcome().equals(after.get(at))) {
        call(place, step.words());
        call(place, List.of("tick", "--now", step.now()));
      }
    }

    @Override
    public String toString() {
      return "%d processes killed, %d of them among their changes; %d had ended before; all passed"
          .formatted(kills, midway, late);
    }
  }

  @Test
  void aProcessKilledOnALocalDiskIsNotMissed() throws Exception {
    List<String> settings = settings(jar());
    List<Path> homes = new ArrayList<>();
    Killings killings =
        new Killings(
            () -> {
              homes.add(home.resolve("mill-" + homes.size()));
              return new Local(new Mill(homes.get(homes.size() - 1)).declare(PIPELINE), settings);
            });
    killings.undisturbed(ALL ? STORY.size() : 1);
    killings.until(ALL ? 100 : 3);
    System.out.println("local disk: " + killings);
  }

  @Test
  @ExtendWith(MiniCluster.Shared.class)
  void norIsOneKilledOnHdfs(MiniCluster cluster) throws Exception {
    Path client = home.resolve("client.xml");
    try (OutputStream out = Files.newOutputStream(client)) {
      cluster.hdfsConf().writeXml(out);
    }
    List<String> settings = new ArrayList<>(Arrays.asList("-conf", client.toString()));
    settings.addAll(settings(jar()));
    Killings killings =
        new Killings(
            () ->
                new OnHdfs(
                    new HdfsMill(cluster, Files.createTempDirectory(home, "hdfs"), PIPELINE),
                    cluster,
                    settings));
    cluster.hdfs().setLeasePeriod(1000, HARD_LIMIT);
    try {
      killings.undisturbed(ALL ? STORY.size() : 1);
      killings.until(ALL ? 20 : 1);
    } finally {
      cluster.hdfs().setLeasePeriod(HdfsConstants.LEASE_SOFTLIMIT_PERIOD, HARD_LIMIT);
    }
    System.out.println("HDFS: " + killings);
  }
}
