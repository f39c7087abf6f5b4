package millrace.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import millrace.option.Nearest;
import millrace.pipeline.InvalidConfiguration;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PipelineJob;
import millrace.report.ReportReader;
import millrace.schedule.Definition;
import millrace.state.PipelineState;
import millrace.state.ReportEntry;

/** A window of a job that the command line names and the pipeline file declares. */
record WindowChoice(PipelineJob job, String window) {
  /** A tick may replace the files of a report while they are read; then the head is read again. */
  private static final int TRIES = 10;

  /**
   * Finds them.
   *
   * @throws InvalidConfiguration if there is no such job, or it has no such window
   */
  static WindowChoice of(Pipeline pipeline, String job, String window) {
    PipelineJob declared =
        pipeline.job(job).orElseThrow(() -> unknown("--job", job, pipeline.jobNames()));
    if (!declared.windows().containsKey(window)) {
      throw unknown("--window", window, List.copyOf(declared.windows().keySet()));
    }
    return new WindowChoice(declared, window);
  }

  private static InvalidConfiguration unknown(String option, String found, List<String> known) {
    return new InvalidConfiguration(
        "%s: found \"%s\", expected one of %s%s"
            .formatted(
                option,
                found,
                String.join(", ", known),
                Nearest.of(found, known).map(name -> "; did you mean " + name + "?").orElse("")));
  }

  /** What is done with a report. */
  interface ChosenWindow {
    /** Returns an {@link ExitCode}. */
    int with(PipelineState state, ReportEntry report) throws IOException;
  }

  /**
   * Does something with the newest report of the window, or with the newest whose last bucket ends
   * at or before {@code at}. If files are deleted while they are read, it is done again with a
   * newer state.
   *
   * @throws IOException if there is none
   */
  int read(Opened opened, Optional<Instant> at, ChosenWindow use) throws IOException {
    for (int left = TRIES; ; left--) {
      try {
        Optional<PipelineState> state = opened.state();
        // otherwise numbers of the old definition would stand below the names of the new one
        state.ifPresent(s -> new Definition(opened.pipeline()).check(s.snapshot()));
        Optional<ReportEntry> report = state.flatMap(s -> find(s, opened, at));
        if (report.isEmpty()) {
          throw new IOException(
              "job %s, window %s: nothing is published%s yet; see millrace status"
                  .formatted(job.name(), window, at.map(t -> " up to " + t).orElse("")));
        }
        return use.with(state.get(), report.get());
      } catch (FileNotFoundException e) {
        if (left == 1) {
          throw e;
        }
      } catch (UncheckedIOException e) {
        // of a catalogue, page by page
        if (left == 1 || !(e.getCause() instanceof FileNotFoundException)) {
          throw e.getCause();
        }
      }
    }
  }

  private Optional<ReportEntry> find(PipelineState state, Opened opened, Optional<Instant> at) {
    return new ReportReader(state, opened.pipeline().buckets().grid()).find(job.name(), window, at);
  }
}
