package millrace.schedule.simulator;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import millrace.state.PipelineState;
import millrace.state.Snapshot;
import millrace.store.SnapshotChain;
import millrace.store.Store;

/** Reads reports all the while, those the head names and those that were copied. */
final class Reader {
  private final Store store;
  private final Baton baton;
  private final Oracle oracle;
  private final Random random;
  private final int reads;
  private int read;
  private int again;

  Reader(Store store, Baton baton, Oracle oracle, Random random, int reads) {
    this.store = store;
    this.baton = baton;
    this.oracle = oracle;
    this.random = random;
    this.reads = reads;
  }

  void play() throws IOException {
    for (int i = 0; i < reads; i++) {
      baton.sleep(1L << random.nextInt(6));
      baton.point();
      if (random.nextInt(2) == 0) {
        readOfHead();
      } else {
        readExport();
      }
    }
  }

  /** How many reports were read. */
  int read() {
    return read;
  }

  /** How often a report was gone because the head had moved. */
  int again() {
    return again;
  }

  private void readOfHead() throws IOException {
    SnapshotChain<Snapshot> chain = Snapshot.chain(store);
    PipelineState state = new PipelineState(store, chain.head().orElse(Snapshot.NONE));
    List<String> reports = oracle.reports();
    if (reports.isEmpty()) {
      return;
    }
    String key = reports.get(random.nextInt(reports.size()));
    try {
      var report = state.reports().get(key);
      if (report.isPresent()) {
        oracle.read(state, report.get());
        read++;
      }
    } catch (FileNotFoundException | UncheckedIOException e) {
      if (chain.head().orElse(Snapshot.NONE).number() == state.snapshot().number()) {
        throw new Oracle.Broken(
            "report %s: the head names it, and it is gone: %s".formatted(key, e));
      }
      again++;
    }
  }

  private void readExport() throws IOException {
    List<String> reports = oracle.reports();
    if (reports.isEmpty()) {
      return;
    }
    String key = reports.get(random.nextInt(reports.size()));
    String[] names = key.split("/", -1);
    String directory = "reports/job=%s/window=%s/bucket=%s".formatted(names[0], names[1], names[2]);
    try {
      if (random.nextInt(2) == 0) {
        try (var in = store.open(directory + "/part-00000.tsv")) {
          oracle.readExport(key, in.readAllBytes());
        }
      } else {
        try (var in = store.open(directory + "/_report.json")) {
          oracle.readFacts(key, in.readAllBytes());
        }
      }
      read++;
    } catch (FileNotFoundException e) {
      // not copied yet
    }
  }
}
