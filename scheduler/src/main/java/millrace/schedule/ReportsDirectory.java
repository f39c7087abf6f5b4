package millrace.schedule;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import millrace.sink.Fence;
import millrace.sink.ReportId;
import millrace.sink.ReportUpdate;
import millrace.sink.ReportUpdate.PublishedReport;
import millrace.sink.Sink;
import millrace.state.Snapshot;
import millrace.store.Move;
import millrace.store.PipelinePaths;
import millrace.store.SnapshotChain;
import millrace.store.Store;

/**
 * The first of all sinks: the files below {@code reports/}, where other programs read them. A copy
 * is never the truth: a reader of it sees one whole version, older at most until this was done
 * again.
 *
 * <p>An attempt that fell asleep over this cannot set back what others copied since: before they
 * copied, they deleted the copies it had written; and if it wrote them later, the fence tells it.
 */
final class ReportsDirectory implements Sink {
  private final Store store;
  private final SnapshotChain<Snapshot> chain;
  private final Snapshot head;

  /**
   * The directory, told by an attempt on {@code head}.
   *
   * @param chain of the pipeline
   */
  ReportsDirectory(Store store, SnapshotChain<Snapshot> chain, Snapshot head) {
    this.store = store;
    this.chain = chain;
    this.head = head;
  }

  @Override
  public void deliver(List<ReportUpdate> updates, Fence fence) throws IOException {
    chain.forgetOlderAttempts(head);
    List<Move> copies = copy(updates);
    fence.check();
    for (Move copy : copies) {
      store.replace(copy.from(), copy.to());
    }
    for (ReportUpdate update : updates) {
      if (!(update instanceof PublishedReport)) {
        store.delete(directory(update.report()));
      }
    }
  }

  /**
   * Copies reports into files of an attempt, where nobody reads them yet.
   *
   * @return which of them is to take the place of what; data before the file that describes it
   */
  private List<Move> copy(List<ReportUpdate> updates) throws IOException {
    String attempt = PipelinePaths.attempt(head.number(), UUID.randomUUID().toString());
    List<Move> copies = new ArrayList<>();
    for (ReportUpdate update : updates) {
      if (update instanceof PublishedReport report) {
        for (String name : report.content().files()) {
          String draft = attempt + "/export-" + copies.size();
          try (InputStream in = report.content().open(name);
              OutputStream out = store.create(draft)) {
            in.transferTo(out);
          }
          copies.add(new Move(draft, directory(report.report()) + "/" + name));
        }
      }
    }
    return copies;
  }

  private static String directory(ReportId report) {
    return PipelinePaths.exported(report.job(), report.window(), report.bucket());
  }

  @Override
  public void close() {
    // nothing of its own is open
  }
}
