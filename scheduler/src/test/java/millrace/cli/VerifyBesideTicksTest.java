package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PipelineFile;
import millrace.pipeline.Settings;
import millrace.store.Store;
import millrace.store.Stores;
import millrace.verify.Findings;
import millrace.verify.Scope;
import millrace.verify.Verification;
import millrace.verify.VerifyDepth;
import millrace.verify.VerifyEnvironment;
import millrace.verify.VerifyResult;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VerifyBesideTicksTest {
  /** Every so many looks at a file a tick comes in between. */
  private static final int STEP = Integer.getInteger("millrace.every", 17);

  @Test
  void whatATickSweepsWhileItIsVerifiedIsNotMissed(@TempDir Path home) throws IOException {
    Mill turned = Shop.in(home.resolve("turned")).with("millrace.snapshot.keep", "1");
    turned.drop("0.csv", Shop.morning());
    assertThat(turned.tick("2024-03-01T10:21:00Z").code()).isZero();
    Path scratch = Files.createDirectories(home.resolve("scratch"));
    int ticks = 0;
    boolean more = true;
    for (int at = 1; more; at += STEP) {
      Mill mill = turned.copy(home.resolve("at-" + at)).with("millrace.snapshot.keep", "1");
      List<String> problems = new ArrayList<>();
      VerifyResult result;
      try (Store store =
          new Interrupted(
              Stores.open(
                  new Configuration(false),
                  new org.apache.hadoop.fs.Path(mill.root().resolve("shop").toUri())),
              at,
              () -> lateRecords(mill))) {
        result =
            new Verification(parts(mill, store, scratch), telling(problems))
                .run(Scope.ALL, VerifyDepth.RECOMPUTE);
        more = ((Interrupted) store).hasHappened();
      }
      ticks += more ? 1 : 0;
      assertThat(problems).as("a tick before look %d", at).isEmpty();
      assertThat(result.problems()).isZero();
      assertThat(result.summary()).contains(": all is right; ");
    }
    System.out.println("verified beside " + ticks + " ticks that swept all they could");
    assertThat(ticks).isGreaterThan(3);
  }

  /** Restates everything, and sweeps all that was. */
  private static void lateRecords(Mill mill) throws IOException {
    mill.drop("late.csv", Shop.sales("10:01,hat,1,3", "10:06,coat,1,2"));
    Mill.Ran ran = mill.tick("2024-03-01T10:21:00Z");
    assertThat(ran).isEqualTo(new Mill.Ran(0, "", ""));
  }

  private static VerifyEnvironment parts(Mill mill, Store store, Path scratch) throws IOException {
    Configuration configuration = Settings.configuration();
    Pipeline pipeline =
        PipelineFile.read(
            "pipeline.yaml",
            Files.readAllBytes(mill.pipeline()),
            VerifyBesideTicksTest.class.getClassLoader());
    return new VerifyEnvironment(
        "pipeline.yaml", pipeline, Settings.read(configuration), store, configuration, scratch);
  }

  private static Findings telling(List<String> problems) {
    return new Findings() {
      @Override
      public void problem(String line) {
        problems.add(line);
      }

      @Override
      public void progress(String what) {}
    };
  }

  private interface Happening {
    void now() throws IOException;
  }

  /** A store on which something happens just before a file is looked at for the n-th time. */
  private static final class Interrupted implements Store {
    private final Store store;
    private final Happening happening;
    private int left;

    Interrupted(Store store, int at, Happening happening) {
      this.store = store;
      this.left = at;
      this.happening = happening;
    }

    boolean hasHappened() {
      return left <= 0;
    }

    private void look() throws IOException {
      if (--left == 0) {
        happening.now();
      }
    }

    @Override
    public List<StoreEntry> list(String directory) throws IOException {
      look();
      return store.list(directory);
    }

    @Override
    public Optional<StoreEntry> find(String path) throws IOException {
      look();
      return store.find(path);
    }

    @Override
    public FSDataInputStream open(String path) throws IOException {
      look();
      return store.open(path);
    }

    @Override
    public OutputStream create(String path) {
      throw new UnsupportedOperationException("verify writes nothing: " + path);
    }

    @Override
    public Outcome putIfAbsent(String draft, String path, byte[] bytes) {
      throw new UnsupportedOperationException("verify writes nothing: " + path);
    }

    @Override
    public void move(String from, String to) {
      throw new UnsupportedOperationException("verify moves nothing: " + from);
    }

    @Override
    public void replace(String draft, String path) {
      throw new UnsupportedOperationException("verify writes nothing: " + path);
    }

    @Override
    public void delete(String path) {
      throw new UnsupportedOperationException("verify deletes nothing: " + path);
    }

    @Override
    public Optional<Closeable> lock(Duration patience) {
      throw new UnsupportedOperationException("verify takes no lock");
    }

    @Override
    public org.apache.hadoop.fs.Path path(String path) {
      return store.path(path);
    }

    @Override
    public void close() throws IOException {
      store.close();
    }
  }
}
