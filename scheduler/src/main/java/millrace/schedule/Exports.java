package millrace.schedule;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import millrace.job.Job;
import millrace.pipeline.JobCache;
import millrace.pipeline.Pipeline;
import millrace.report.ReportFile;
import millrace.state.Export;
import millrace.state.PipelineState;
import millrace.state.ReportEntry;
import millrace.store.Json;
import millrace.store.Move;
import millrace.store.PipelinePaths;
import millrace.store.Store;

/**
 * Copies published reports to where other programs read them. A copy is never the truth: a reader
 * of it sees one whole version, older at most until this was done again.
 */
final class Exports {
  private final Store store;
  private final Pipeline pipeline;
  private final JobCache jobs;

  Exports(Store store, Pipeline pipeline, JobCache jobs) {
    this.store = store;
    this.pipeline = pipeline;
    this.jobs = jobs;
  }

  /**
   * Copies what {@code state} exports into files of an attempt on it, where nobody reads them yet.
   *
   * @return which of them is to take the place of what; data before the file that describes it
   */
  List<Move> copy(PipelineState state) throws IOException {
    String attempt = PipelinePaths.attempt(state.snapshot().number(), UUID.randomUUID().toString());
    List<Move> copies = new ArrayList<>();
    for (Export export : state.snapshot().exports()) {
      Optional<ReportEntry> entry = state.reports().get(export.report());
      if (entry.isEmpty()) {
        continue;
      }
      ReportFile file =
          ReportFile.of(pipeline.name(), state.snapshot(), entry.get(), columns(entry.get().job()));
      for (int i = 0; i < file.parts().size(); i++) {
        String draft = attempt + "/export-" + copies.size();
        copy(state, entry.get().parts().get(i).path(), draft);
        copies.add(new Move(draft, export.directory() + "/" + file.parts().get(i).name()));
      }
      if (entry.get().changed().isPresent()) {
        String draft = attempt + "/export-" + copies.size();
        copy(state, entry.get().changed().get().part().path(), draft);
        copies.add(new Move(draft, export.directory() + "/" + ReportFile.CHANGED));
      }
      String draft = attempt + "/export-" + copies.size();
      try (OutputStream out = store.create(draft)) {
        out.write(Json.bytes(file));
      }
      copies.add(new Move(draft, export.directory() + "/_report.json"));
    }
    return copies;
  }

  private void copy(PipelineState state, String path, String draft) throws IOException {
    try (InputStream in = state.open(path);
        OutputStream out = store.create(draft)) {
      in.transferTo(out);
    }
  }

  /** Puts the copies where they are read, and removes those of reports there are no more. */
  void putInPlace(PipelineState state, List<Move> copies) throws IOException {
    for (Move copy : copies) {
      store.replace(copy.from(), copy.to());
    }
    for (Export export : state.snapshot().exports()) {
      if (state.reports().get(export.report()).isEmpty()) {
        store.delete(export.directory());
      }
    }
  }

  /**
   * The names of a report's columns; none for a job the pipeline file does not declare any more.
   */
  private List<String> columns(String job) {
    return pipeline.jobs().stream()
        .filter(declared -> declared.name().equals(job))
        .map(jobs::of)
        .map(Job::columns)
        .findFirst()
        .orElse(List.of());
  }
}
