package millrace.job;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import millrace.run.Cursor;
import millrace.run.KeyHash;
import millrace.run.Run;
import millrace.run.RunDigest;
import millrace.run.RunWriter;

/** Writes the run of one task: each key into its part, and no file for a part without keys. */
final class RunParts implements Closeable {
  private final FoldPlan plan;
  private final FoldPlan.Task task;
  private final String aggregate;
  private final RunFiles files;
  private final List<Optional<RunWriter>> writers;

  RunParts(FoldPlan plan, FoldPlan.Task task, String aggregate, RunFiles files) {
    this.plan = plan;
    this.task = task;
    this.aggregate = aggregate;
    this.files = files;
    this.writers = new ArrayList<>(Collections.nCopies(plan.parts(), Optional.empty()));
  }

  void appendAll(Cursor cursor) throws IOException {
    while (cursor.next()) {
      writer(KeyHash.part(cursor.key(), plan.parts())).append(cursor.key(), cursor.state());
    }
  }

  private RunWriter writer(int part) throws IOException {
    Optional<RunWriter> known = writers.get(part);
    if (known.isPresent()) {
      return known.get();
    }
    String name = plan.fileName(task.index(), part);
    RunWriter opened =
        new RunWriter(files.create(name), name, aggregate, plan.jobs().get(task.job()).name());
    writers.set(part, Optional.of(opened));
    return opened;
  }

  /** Ends all files and says what is in them. */
  TaskResult finish(Account account) throws IOException {
    close();
    List<Run.Part> parts = new ArrayList<>();
    long entries = 0;
    RunDigest digest = RunDigest.NOTHING;
    for (int part = 0; part < writers.size(); part++) {
      Optional<RunWriter> writer = writers.get(part);
      if (writer.isPresent()) {
        parts.add(new Run.Part(plan.fileName(task.index(), part), writer.get().bytes()));
        entries += writer.get().entries();
        digest = digest.plus(writer.get().digest());
      }
    }
    return new TaskResult(
        task, Optional.empty(), parts, entries, digest, account.tally(), account.rejections());
  }

  /** Closes every file, also when closing one of them fails. */
  @Override
  public void close() throws IOException {
    Optional<IOException> failure = Optional.empty();
    for (Optional<RunWriter> writer : writers) {
      if (writer.isPresent()) {
        try {
          writer.get().close();
        } catch (IOException e) {
          failure.ifPresent(e::addSuppressed);
          failure = Optional.of(e);
        }
      }
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }
}
