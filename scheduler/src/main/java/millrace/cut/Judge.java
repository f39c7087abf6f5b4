package millrace.cut;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.input.LandedFile;
import millrace.landing.Intake;
import millrace.pipeline.InputSpec;
import millrace.state.FileEntry;
import millrace.state.FileEntry.Verdict;
import millrace.state.Records;

/**
 * Gives its one verdict to each file that was read to its end. Files are judged in the order of
 * their paths, so that of two new files with the same bytes the first counts, no matter which was
 * read first.
 */
final class Judge {
  private final CutRules rules;
  private final DeliveryHistory state;
  private final Map<String, String> contentsNow = new HashMap<>();

  Judge(CutRules rules, DeliveryHistory state) {
    this.rules = rules;
    this.state = state;
  }

  /** A file to be judged, and the result of reading it. */
  record Evidence(
      Intake.Candidate candidate,
      String sha256,
      boolean tail,
      Optional<String> problem,
      Records sums) {}

  FileCut verdict(Evidence evidence) {
    Optional<FileEntry> known = evidence.candidate().known();
    if (known.isPresent() && known.get().sha256().equals(evidence.sha256())) {
      return new FileCut.Unchanged(
          known.get().withIdentity(evidence.candidate().file().identity()));
    }
    if (evidence.problem().isPresent()) {
      return setAside(evidence, Verdict.QUARANTINED, evidence.problem().get());
    }
    InputSpec.Delivery policy = rules.input().delivery();
    boolean changed =
        !evidence.tail()
            && known.flatMap(FileEntry::lastCounted).filter(was -> was.length() > 0).isPresent();
    Optional<FileEntry> replaced =
        known.filter(it -> changed && policy.changed() == InputSpec.Changed.REPLACE);
    Optional<String> irreplaceable = replaced.flatMap(state::irreplaceable);
    boolean empty = evidence.candidate().file().length() == 0;
    if (policy.duplicates() == InputSpec.Duplicates.SKIP && !empty) {
      Optional<String> twin =
          Optional.ofNullable(contentsNow.get(evidence.sha256()))
              .or(() -> state.pathOfContents(evidence.sha256()));
      if (twin.isPresent() && irreplaceable.isEmpty()) {
        return taken(
            evidence,
            Verdict.DUPLICATE,
            Optional.of("same bytes as " + twin.get()),
            Records.NONE,
            replaced,
            FileCut.Weight.ROUTINE);
      }
    }
    if (changed && policy.changed() == InputSpec.Changed.QUARANTINE) {
      return setAside(
          evidence,
          Verdict.QUARANTINED,
          "other bytes under a known name (%s.changed: quarantine)".formatted(rules.input().key()));
    }
    if (irreplaceable.isPresent()) {
      return setAside(
          evidence,
          Verdict.QUARANTINED,
          "cannot replace what came under its name before: " + irreplaceable.get());
    }
    Records sums = evidence.sums();
    if (policy.maxQuarantined().isPresent()
        && policy.maxQuarantined().get().isExceededBy(sums.quarantined(), sums.records())) {
      return taken(
          evidence,
          Verdict.QUARANTINED,
          Optional.of(
              "%d of %d records are broken, more than %s (%s.max-quarantined)"
                  .formatted(
                      sums.quarantined(),
                      sums.records(),
                      policy.maxQuarantined().get(),
                      rules.input().key())),
          Records.NONE,
          Optional.empty(),
          FileCut.Weight.ALARM);
    }
    contentsNow.put(evidence.sha256(), evidence.candidate().file().path());
    return taken(evidence, Verdict.CUT, Optional.empty(), sums, replaced, FileCut.Weight.ROUTINE);
  }

  private FileCut setAside(Evidence evidence, Verdict verdict, String reason) {
    return taken(
        evidence,
        verdict,
        Optional.of(reason),
        Records.NONE,
        Optional.empty(),
        FileCut.Weight.ROUTINE);
  }

  private FileCut taken(
      Evidence evidence,
      Verdict verdict,
      Optional<String> reason,
      Records added,
      Optional<FileEntry> replaced,
      FileCut.Weight weight) {
    LandedFile file = evidence.candidate().file();
    Optional<FileEntry> known = evidence.candidate().known();
    Optional<FileEntry> kept = replaced.isPresent() ? Optional.empty() : known;
    FileEntry entry =
        new FileEntry(
            rules.input().name(),
            file.path(),
            file.identity(),
            new FileEntry.Content(file.length(), evidence.sha256()),
            verdict,
            reason,
            verdict == Verdict.QUARANTINED
                ? known.flatMap(FileEntry::lastCounted)
                : Optional.empty(),
            new FileEntry.Past(
                kept.map(FileEntry::records).orElse(Records.NONE).plus(added),
                known.map(it -> it.past().versions()).orElse(0) + 1,
                rules.records().buckets().now(),
                kept.map(FileEntry::fed).orElse(List.of())));
    return new FileCut.Taken(entry, added, replaced, weight);
  }
}
