package millrace.verify;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import millrace.aggregate.Codec;
import millrace.aggregate.Slice;
import millrace.pipeline.JobSource;
import millrace.report.RunTree;
import millrace.run.Run;
import millrace.run.RunDigest;
import millrace.run.RunReader;
import millrace.state.JobState;
import millrace.state.PipelineState;
import millrace.store.Store;

/** Whether runs, the widest and those they were merged from, hold what was written into them. */
final class RunChecks {
  private final VerifyEnvironment parts;
  private final HeadFollower newest;
  private final JobSource jobs;
  private final Remedy remedy;

  RunChecks(VerifyEnvironment parts, HeadFollower newest, JobSource jobs, Remedy remedy) {
    this.parts = parts;
    this.newest = newest;
    this.jobs = jobs;
    this.remedy = remedy;
  }

  void check(Scope scope) throws IOException {
    PipelineState state = newest.state();
    Map<String, JobState> all = new HashMap<>(state.snapshot().facts().jobs());
    for (Map.Entry<String, JobState> job : all.entrySet()) {
      for (Run root : job.getValue().roots()) {
        check(scope, state, job.getKey(), root);
      }
    }
    newest.each(
        "runs",
        Run.class,
        "",
        (at, key, run) -> check(scope, at, key.substring(0, key.indexOf('/')), run));
  }

  private void check(Scope scope, PipelineState state, String job, Run run) throws IOException {
    if (scope.holds(job) && scope.touches(run.covers())) {
      newest.progress("job " + job + ": run " + run.id());
      newest.look(
          state,
          run,
          other -> find(other, job, run.id()),
          (at, it, finding) -> check(at, job, it, finding));
    }
  }

  private static Optional<Run> find(PipelineState state, String job, String id) {
    return Stream.ofNullable(state.snapshot().facts().jobs().get(job))
        .flatMap(it -> it.roots().stream())
        .filter(run -> run.id().equals(id))
        .findFirst()
        .or(() -> state.runs().get(RunTree.key(job, id)));
  }

  private void check(PipelineState state, String job, Run run, Finding finding) {
    finding.count(Counted.RUNS);
    Optional<Codec<?>> codec = parts.pipeline().job(job).map(it -> jobs.of(it).aggregate().codec());
    RunContents contents = new RunContents(job, run, codec);
    boolean whole = true;
    for (Run.Part part : run.parts()) {
      Optional<String> wrong = contents.read(state, newest.store(), part);
      finding.count(Counted.BYTES, part.length());
      if (wrong.isPresent()) {
        whole = false;
        problem(state, job, run, part.path() + ": " + wrong.get(), finding);
      }
    }
    if (whole) {
      contents
          .wrong()
          .ifPresent(
              wrong ->
                  problem(
                      state,
                      job,
                      run,
                      String.join(" ", run.parts().stream().map(Run.Part::path).toList())
                          + ": "
                          + wrong,
                      finding));
    }
  }

  private void problem(PipelineState state, String job, Run run, String wrong, Finding finding) {
    finding.problem(
        "%s: %s. %s".formatted(parts.label(job, run), wrong, remedy.of(state, job, run)));
  }

  /** What the files of one run hold, added up. */
  private static final class RunContents {
    private final String job;
    private final Run run;
    private final Optional<Codec<?>> codec;
    private final RunDigest.Builder digest = new RunDigest.Builder();
    private long entries;

    RunContents(String job, Run run, Optional<Codec<?>> codec) {
      this.job = job;
      this.run = run;
      this.codec = codec;
    }

    /** Reads one of the files; returns what is wrong with it. */
    Optional<String> read(PipelineState state, Store store, Run.Part part) {
      try {
        Optional<Store.StoreEntry> file = store.find(state.located(part.path()));
        if (file.isEmpty()) {
          return Optional.of(FileCheck.missing(part.length()));
        }
        if (file.get().length() != part.length()) {
          return Optional.of(FileCheck.torn(part.length(), file.get().length()));
        }
        try (RunReader reader =
            new RunReader(state.open(part.path()), part.length(), part.path(), run.aggregate())) {
          return read(reader);
        }
      } catch (FileNotFoundException e) {
        return Optional.of(FileCheck.missing(part.length()));
      } catch (IOException | RuntimeException e) {
        return Optional.of(String.valueOf(e.getMessage()).replace("run " + part.path() + ": ", ""));
      }
    }

    private Optional<String> read(RunReader reader) throws IOException {
      if (!reader.job().equals(job)) {
        return Optional.of("of job %s expected, of job %s found".formatted(job, reader.job()));
      }
      byte[] last = new byte[64];
      Slice before = new Slice();
      boolean first = true;
      while (reader.next()) {
        Slice key = reader.key();
        if (!first && before.compareTo(key) >= 0) {
          return Optional.of("not sorted: key %s stands behind key %s".formatted(key, before));
        }
        first = false;
        if (last.length < key.length()) {
          last = Arrays.copyOf(last, 2 * key.length());
        }
        System.arraycopy(key.array(), key.offset(), last, 0, key.length());
        before.set(last, 0, key.length());
        Optional<String> unreadable = decode(key, reader.state());
        if (unreadable.isPresent()) {
          return unreadable;
        }
        digest.add(key, reader.state());
        entries++;
      }
      return Optional.empty();
    }

    private Optional<String> decode(Slice key, Slice state) {
      if (codec.isPresent()) {
        try {
          codec.get().decode(state);
        } catch (IllegalArgumentException e) {
          return Optional.of(
              "the state of key %s cannot be read by %s: %s"
                  .formatted(key, run.aggregate(), e.getMessage()));
        }
      }
      return Optional.empty();
    }

    /** What is wrong with all files together. */
    Optional<String> wrong() {
      if (entries != run.entries()) {
        return Optional.of("%d keys expected, %d found".formatted(run.entries(), entries));
      }
      String found = digest.digest().toString();
      return found.equals(run.digest())
          ? Optional.empty()
          : Optional.of("digest %s expected, %s found".formatted(run.digest(), found));
    }
  }
}
