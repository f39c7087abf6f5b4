package millrace.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import millrace.pipeline.JobSource;
import millrace.report.ReportFile;
import millrace.state.Export;
import millrace.state.PipelineState;
import millrace.state.ReportEntry;
import millrace.state.Snapshot;
import millrace.store.Json;

/**
 * Whether published reports, and the copies of them that other programs read, are what they were.
 */
final class ReportChecks {
  /** What a copy says of the inputs of its job at the time it was made. */
  private static final List<String> OF_ITS_TIME =
      List.of("snapshot", "complete", "quarantined", "newest");

  private final VerifyEnvironment parts;
  private final HeadFollower newest;
  private final JobSource jobs;
  private final Remedy remedy;
  private Snapshot known = Snapshot.NONE;
  private PipelineState asked;
  private Set<String> waiting = Set.of();

  ReportChecks(VerifyEnvironment parts, HeadFollower newest, JobSource jobs, Remedy remedy) {
    this.parts = parts;
    this.newest = newest;
    this.jobs = jobs;
    this.remedy = remedy;
    this.asked = newest.state();
    this.waiting = waiting(asked);
  }

  void check(Scope scope) throws IOException {
    newest.each(
        "reports",
        ReportEntry.class,
        "",
        (state, key, report) -> {
          if (scope.holds(report)) {
            newest.progress("report " + key);
            newest.look(state, report, at -> at.reports().get(key), this::check);
          }
        });
  }

  private void check(PipelineState state, ReportEntry report, Finding finding) throws IOException {
    finding.count(Counted.REPORTS);
    for (ReportEntry.ReportPart part : report.parts()) {
      check(state, report, part, finding);
    }
    if (report.changed().isPresent()) {
      check(state, report, report.changed().get().part(), finding);
    }
    if (isWaiting(state, report)) {
      finding.count(Counted.TO_EXPORT);
    } else {
      checkCopy(state, report, finding);
    }
  }

  private void check(
      PipelineState state, ReportEntry report, ReportEntry.ReportPart part, Finding finding) {
    FileCheck.sha256(() -> state.open(part.path()), part, finding)
        .ifPresent(wrong -> problem(state, report, part.path(), wrong, finding));
  }

  /** Whoever finds this state copies the report first of all. */
  private boolean isWaiting(PipelineState state, ReportEntry report) {
    if (state != asked) {
      asked = state;
      waiting = waiting(state);
    }
    return waiting.contains(report.key());
  }

  private static Set<String> waiting(PipelineState state) {
    return state.snapshot().exports().stream().map(Export::report).collect(Collectors.toSet());
  }

  private void checkCopy(PipelineState state, ReportEntry report, Finding finding)
      throws IOException {
    finding.count(Counted.EXPORTS);
    String directory = ReportFile.directory(report);
    String facts = directory + "/" + ReportFile.DESCRIPTION;
    Optional<String> wrong = checkFacts(state, report, facts, finding);
    if (wrong.isPresent()) {
      problem(state, report, facts, wrong.get(), finding);
    }
    for (int i = 0; i < report.parts().size(); i++) {
      String path = directory + "/" + ReportFile.partName(i);
      checkCopy(state, report, report.parts().get(i), path, finding);
    }
    if (report.changed().isPresent()) {
      String path = directory + "/" + ReportFile.CHANGED;
      checkCopy(state, report, report.changed().get().part(), path, finding);
    }
  }

  private void checkCopy(
      PipelineState state,
      ReportEntry report,
      ReportEntry.ReportPart published,
      String path,
      Finding finding) {
    FileCheck.sha256(() -> newest.store().open(path), published, finding)
        .ifPresent(
            wrong ->
                problem(
                    state,
                    report,
                    path,
                    "%s: it is no copy of %s".formatted(wrong, published.path()),
                    finding));
  }

  /** What is wrong with the description beside a copy. */
  private Optional<String> checkFacts(
      PipelineState state, ReportEntry report, String path, Finding finding) throws IOException {
    byte[] bytes;
    ReportFile found;
    try (var in = newest.store().open(path)) {
      bytes = in.readAllBytes();
    } catch (FileNotFoundException e) {
      return Optional.of("missing");
    }
    finding.count(Counted.BYTES, bytes.length);
    try {
      found = Json.read(bytes, ReportFile.class);
    } catch (IOException e) {
      return Optional.of(
          "torn or edited: it has %d bytes and cannot be read: %s"
              .formatted(bytes.length, e.getMessage()));
    }
    if (found.revision() != report.revision()) {
      return Optional.of(
          "revision %d expected, %d found: it is %s"
              .formatted(
                  report.revision(),
                  found.revision(),
                  found.revision() < report.revision() ? "older" : "newer than the state"));
    }
    Optional<String> difference = difference(state, report, found);
    if (difference.isEmpty() && !Arrays.equals(bytes, Json.bytes(found))) {
      return Optional.of("edited: it is not as it was written");
    }
    return difference;
  }

  private Optional<String> difference(PipelineState state, ReportEntry report, ReportFile found)
      throws IOException {
    if (found.snapshot() < report.snapshot() || found.snapshot() > state.snapshot().number()) {
      return Optional.of(
          "snapshot: %d to %d expected, %d found"
              .formatted(report.snapshot(), state.snapshot().number(), found.snapshot()));
    }
    Optional<Snapshot> then = snapshot(found.snapshot());
    ReportFile written =
        ReportFile.of(
            parts.pipeline().name(), then.orElse(state.snapshot()), report, columns(report, found));
    ObjectNode expected = (ObjectNode) Json.tree(written);
    ObjectNode is = (ObjectNode) Json.tree(found);
    if (then.isEmpty()) {
      expected.remove(OF_ITS_TIME);
      is.remove(OF_ITS_TIME);
    }
    Iterator<String> names = is.fieldNames();
    while (names.hasNext()) {
      String name = names.next();
      JsonNode should = expected.path(name);
      if (!should.equals(is.path(name))) {
        return Optional.of(
            "%s: %s expected, %s found"
                .formatted(name, should.isMissingNode() ? "nothing" : should, is.path(name)));
      }
      expected.remove(name);
    }
    return expected.isEmpty()
        ? Optional.empty()
        : Optional.of("nothing is said of " + expected.fieldNames().next());
  }

  /** A snapshot that is kept; empty if it is swept or cannot be read. */
  private Optional<Snapshot> snapshot(long number) {
    if (known.number() != number) {
      try {
        Optional<Snapshot> read = newest.chain().read(number);
        if (read.isEmpty()) {
          return Optional.empty();
        }
        known = read.get();
      } catch (IOException toldByTheChain) {
        return Optional.empty();
      }
    }
    return Optional.of(known);
  }

  private List<String> columns(ReportEntry report, ReportFile found) {
    return parts
        .pipeline()
        .job(report.job())
        .map(job -> jobs.of(job).columns())
        .orElse(found.columns());
  }

  private void problem(
      PipelineState state, ReportEntry report, String path, String wrong, Finding finding) {
    finding.problem(
        "report %s, revision %d: %s: %s. %s"
            .formatted(report.key(), report.revision(), path, wrong, remedy.of(state, report)));
  }
}
