package millrace.verify;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import millrace.aggregate.Aggregate;
import millrace.aggregate.Cell;
import millrace.merge.CursorSource;
import millrace.merge.Pass;
import millrace.merge.PassTarget;
import millrace.merge.TemporaryFiles;
import millrace.pipeline.JobSource;
import millrace.pipeline.PipelineJob;
import millrace.report.Rendering;
import millrace.report.ReportReader;
import millrace.report.RunCursors;
import millrace.run.Run;
import millrace.run.Tally;
import millrace.state.BucketEntry;
import millrace.state.JobState;
import millrace.state.PipelineState;
import millrace.state.ReportEntry;
import millrace.window.Extent;
import millrace.window.Publication;

/**
 * Makes published reports again from the runs of single buckets, not from wider ones, and compares
 * their bytes. The reports of a window are proved in one state; when that is overtaken and its
 * files are swept, the window is begun again in the new one.
 */
final class ReportProof {
  /** How many reports are made in one pass. */
  private static final int TOGETHER = 1_000;

  /** The rows of reports of ranks are in memory until the last of them is known. */
  private static final int ROWS = 100_000;

  private final VerifyEnvironment parts;
  private final HeadFollower newest;
  private final JobSource jobs;
  private final Remedy remedy;

  ReportProof(VerifyEnvironment parts, HeadFollower newest, JobSource jobs, Remedy remedy) {
    this.parts = parts;
    this.newest = newest;
    this.jobs = jobs;
    this.remedy = remedy;
  }

  void prove(Scope scope) throws IOException {
    for (PipelineJob job : parts.pipeline().jobs()) {
      for (Map.Entry<String, Publication> window : job.windows().entrySet()) {
        if (scope.holds(job.name())) {
          newest.progress(
              "job %s, window %s: making its reports again".formatted(job.name(), window.getKey()));
          newest.look(
              newest.reload(),
              window,
              state -> Optional.of(window),
              (state, one, finding) ->
                  new SeriesProof<>(scope, state, job, one, finding, jobs.of(job).aggregate())
                      .prove());
        }
      }
    }
  }

  /** The reports of one window of a job. */
  private final class SeriesProof<S> {
    private final Scope scope;
    private final PipelineState state;
    private final PipelineJob job;
    private final String window;
    private final Publication publication;
    private final Finding finding;
    private final Aggregate<?, S, List<Cell>> aggregate;
    private final RunLeaves leaves;
    private final Optional<Instant> since;
    private final TreeSet<Instant> dirty = new TreeSet<>();

    /** Of reports that are made from all that was: all before {@link #heldTo}, in one file. */
    private List<CursorSource> held = List.of();

    private Tally heldTally = Tally.NOTHING;
    private boolean heldWide;
    private Optional<Instant> heldTo = Optional.empty();

    SeriesProof(
        Scope scope,
        PipelineState state,
        PipelineJob job,
        Map.Entry<String, Publication> window,
        Finding finding,
        Aggregate<?, S, List<Cell>> aggregate) {
      this.scope = scope;
      this.state = state;
      this.job = job;
      this.window = window.getKey();
      this.publication = window.getValue();
      this.finding = finding;
      this.aggregate = aggregate;
      this.leaves = new RunLeaves(state, job.name());
      Optional<JobState> known =
          Optional.ofNullable(state.snapshot().facts().jobs().get(job.name()));
      this.since = known.flatMap(JobState::since);
      known.ifPresent(it -> dirty.addAll(it.dirty()));
    }

    void prove() throws IOException {
      try (ScratchRuns scratch = new ScratchRuns(parts)) {
        String first = ReportEntry.key(job.name(), window, "");
        Iterator<Map.Entry<String, ReportEntry>> reports = state.reports().from(first);
        List<ReportEntry> together = new ArrayList<>();
        while (reports.hasNext()) {
          Map.Entry<String, ReportEntry> report = reports.next();
          if (!report.getKey().startsWith(first)) {
            break;
          }
          if (scope.holds(report.getValue()) && canBeMade(report.getValue())) {
            together.add(report.getValue());
          }
          if (together.size() == most(together)) {
            prove(scratch, together);
            together.clear();
          }
        }
        prove(scratch, together);
      } catch (UncheckedIOException e) {
        cannotBeMade(Objects.requireNonNull(e.getCause()));
      } catch (IOException | IllegalStateException | IllegalArgumentException e) {
        cannotBeMade(e);
      }
    }

    private void cannotBeMade(Exception e) {
      finding.problem(
          "job %s, window %s: its reports cannot be made again: %s%s. Mend what is told of its runs first."
              .formatted(
                  job.name(),
                  window,
                  e instanceof FileNotFoundException ? "missing: " : "",
                  String.valueOf(e.getMessage())));
    }

    private int most(List<ReportEntry> reports) {
      int rows = reports.stream().flatMap(it -> it.top().stream()).findFirst().orElse(0);
      return rows == 0 ? TOGETHER : Math.max(1, Math.min(TOGETHER, ROWS / rows));
    }

    /** The buckets that a report was made from. */
    private Extent sources(ReportEntry report) {
      return ReportReader.sources(report, publication);
    }

    private boolean canBeMade(ReportEntry report) {
      Extent sources = sources(report);
      if (sources.holdsOneOf(dirty)) {
        finding.count(Counted.WAITING);
        return false;
      }
      if (since.filter(sources::reachesBefore).isPresent() && !report.since().equals(since)) {
        finding.count(Counted.NO_RUNS);
        return false;
      }
      return true;
    }

    private void prove(ScratchRuns scratch, List<ReportEntry> reports) throws IOException {
      List<RemadeReport> made = new ArrayList<>();
      try {
        if (!reports.isEmpty() && sources(reports.get(0)).from().isEmpty()) {
          holdBefore(scratch, sources(reports.get(0)).to());
        }
        makeTogether(scratch, reports, made);
        for (RemadeReport one : made) {
          one.compare();
        }
      } finally {
        for (RemadeReport one : made) {
          one.rendering.close();
        }
      }
    }

    private void makeTogether(
        ScratchRuns scratch, List<ReportEntry> reports, List<RemadeReport> made)
        throws IOException {
      List<CursorSource> cursors = new ArrayList<>(held);
      Map<String, Integer> indexes = new HashMap<>();
      List<PassTarget> targets = new ArrayList<>();
      Tally tally = heldTally;
      boolean wide = heldWide;
      Optional<Instant> reached = heldTo;
      for (ReportEntry report : reports) {
        Extent sources = sources(report);
        boolean cumulative = sources.from().isEmpty();
        Optional<List<Run>> more =
            leaves.within(cumulative ? reached : sources.from(), sources.to());
        if (more.isEmpty()) {
          finding.count(Counted.NO_RUNS);
          continue;
        }
        List<Integer> fed = new ArrayList<>();
        if (cumulative && targets.isEmpty() && !held.isEmpty()) {
          fed.add(0);
        }
        Tally own = cumulative ? tally : Tally.NOTHING;
        boolean ownWide = cumulative && wide;
        for (Run run : more.get()) {
          fed.add(
              indexes.computeIfAbsent(
                  run.id(),
                  id -> {
                    cursors.add(() -> RunCursors.open(state::open, run, aggregate));
                    return cursors.size() - 1;
                  }));
          own = own.plus(run.tally());
          ownWide |= isWide(run);
        }
        RemadeReport one = new RemadeReport(report, own, ownWide);
        made.add(one);
        targets.add(
            cumulative && !targets.isEmpty()
                ? PassTarget.on(targets.size() - 1, fed, one.rendering.sink())
                : PassTarget.of(fed, one.rendering.sink()));
        if (cumulative) {
          tally = own;
          wide = ownWide;
          reached = Optional.of(sources.to());
        }
      }
      new Pass<>(aggregate, new TemporaryFiles(parts.scratch()), parts.settings().merge().fanIn())
          .run(cursors, targets);
      if (!reached.equals(heldTo)) {
        held = List.of(scratch.written(cursors, aggregate, job.name()));
        heldTally = tally;
        heldWide = wide;
        heldTo = reached;
      }
    }

    private boolean isWide(Run run) {
      return run.covers().length().compareTo(parts.buckets().step()) > 0;
    }

    /** Writes the runs of long ago together, a number of buckets at a time. */
    private void holdBefore(ScratchRuns scratch, Instant end) throws IOException {
      Iterator<Map.Entry<String, BucketEntry>> buckets =
          state.buckets().from(heldTo.map(parts::name).orElse(""));
      for (int seen = 1; buckets.hasNext(); seen++) {
        Instant bound = parts.buckets().next(buckets.next().getValue().start());
        if (!bound.isBefore(end)) {
          return;
        }
        Optional<List<Run>> more =
            seen % TOGETHER == 0 ? leaves.within(heldTo, bound) : Optional.empty();
        if (more.isPresent()) {
          List<CursorSource> sources = new ArrayList<>(held);
          for (Run run : more.get()) {
            sources.add(() -> RunCursors.open(state::open, run, aggregate));
            heldTally = heldTally.plus(run.tally());
            heldWide |= isWide(run);
          }
          held = List.of(scratch.written(sources, aggregate, job.name()));
          heldTo = Optional.of(bound);
        }
      }
    }

    /** A report that is made again. */
    private final class RemadeReport {
      private final ReportEntry report;
      private final Tally tally;
      private final boolean wide;
      private final Rendering rendering;

      RemadeReport(ReportEntry report, Tally tally, boolean wide) throws IOException {
        this.report = report;
        this.tally = tally;
        this.wide = wide;
        this.rendering =
            new Rendering(
                jobs.of(job).keyColumns().size(), top(report), OutputStream::nullOutputStream);
      }

      void compare() throws IOException {
        finding.count(Counted.RECOMPUTED_REPORTS);
        if (wide) {
          finding.count(Counted.FROM_WIDE);
        }
        rendering.finish();
        ReportEntry.ReportPart published = report.parts().get(0);
        if (!rendering.sha256().equals(published.sha256())) {
          wrong(
              published,
              "sha256 %s of %d rows expected from the runs of its buckets, %s of %d rows is published"
                  .formatted(
                      rendering.sha256(), rendering.rows(), published.sha256(), report.rows()));
        }
        if (!tally.equals(report.tally())) {
          wrong(
              published,
              "%s expected from the runs of its buckets, %s is published"
                  .formatted(tally, report.tally()));
        }
      }

      private void wrong(ReportEntry.ReportPart published, String what) {
        finding.problem(
            "report %s, revision %d: %s: %s. %s"
                .formatted(
                    report.key(),
                    report.revision(),
                    published.path(),
                    what,
                    remedy.of(state, report)));
      }
    }
  }

  private static OptionalInt top(ReportEntry report) {
    return report.top().isPresent() ? OptionalInt.of(report.top().get()) : OptionalInt.empty();
  }
}
