package millrace.schedule;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import millrace.job.Job;
import millrace.pipeline.Pipeline;
import millrace.pipeline.PipelineJob;
import millrace.report.ReportFile;
import millrace.snapshot.Export;
import millrace.snapshot.Json;
import millrace.snapshot.PipelineState;
import millrace.snapshot.ReportEntry;
import millrace.snapshot.Store;

/**
 * Copies published reports to where other programs read them. A copy is never the truth: a reader
 * of it sees one whole version, older at most until this was done again.
 */
final class Exports {
  private final Store store;
  private final Pipeline pipeline;
  private final Function<PipelineJob, Job<?, ?>> jobs;

  Exports(Store store, Pipeline pipeline, Function<PipelineJob, Job<?, ?>> jobs) {
    this.store = store;
    this.pipeline = pipeline;
    this.jobs = jobs;
  }

  /**
   * Copies these reports as {@code state} has them, data before the file that describes it, and
   * removes those that it has no more.
   */
  void carryOut(PipelineState state, List<Export> exports) throws IOException {
    for (Export export : exports) {
      Optional<ReportEntry> entry = state.reports().get(export.report());
      if (entry.isEmpty()) {
        store.delete(export.directory());
        continue;
      }
      ReportFile file =
          ReportFile.of(pipeline.name(), state.snapshot(), entry.get(), columns(entry.get().job()));
      for (int i = 0; i < file.parts().size(); i++) {
        store.export(
            entry.get().parts().get(i).path(),
            export.directory() + "/" + file.parts().get(i).name());
      }
      if (entry.get().changed().isPresent()) {
        store.export(
            entry.get().changed().get().part().path(),
            export.directory() + "/" + ReportFile.CHANGED);
      }
      store.replace(export.directory() + "/_report.json", Json.bytes(file));
    }
  }

  /**
   * The names of a report's columns; none for a job the pipeline file does not declare any more.
   */
  private List<String> columns(String job) {
    return pipeline.jobs().stream()
        .filter(declared -> declared.name().equals(job))
        .map(jobs)
        .map(Job::columns)
        .findFirst()
        .orElse(List.of());
  }
}
