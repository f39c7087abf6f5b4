package millrace.landing;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import millrace.pipeline.Landing;
import millrace.snapshot.FileEntry;
import millrace.snapshot.FileEntry.Verdict;
import millrace.snapshot.Records;

/**
 * Gives each file that was read to its end its one verdict. Judged in the order of their paths, so
 * that of two new files with the same bytes the first counts, whoever read them and when.
 */
final class Judge {
  private final CutRules rules;
  private final Function<String, Optional<String>> pathOfContents;
  private final Map<String, String> contentsNow = new HashMap<>();

  Judge(CutRules rules, Function<String, Optional<String>> pathOfContents) {
    this.rules = rules;
    this.pathOfContents = pathOfContents;
  }

  /** Whose verdict it is, and what reading it came to. */
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
    Landing policy = rules.policy();
    boolean empty = evidence.candidate().file().length() == 0;
    if (policy.duplicates() == Landing.Duplicates.SKIP && !empty) {
      Optional<String> twin =
          Optional.ofNullable(contentsNow.get(evidence.sha256()))
              .or(() -> pathOfContents.apply(evidence.sha256()));
      if (twin.isPresent()) {
        return setAside(evidence, Verdict.DUPLICATE, "same bytes as " + twin.get());
      }
    }
    boolean changed =
        !evidence.tail()
            && known.flatMap(FileEntry::lastCounted).filter(was -> was.length() > 0).isPresent();
    if (changed && policy.changed() == Landing.Changed.QUARANTINE) {
      return setAside(
          evidence,
          Verdict.QUARANTINED,
          "other bytes under a known name (landing.changed: quarantine)");
    }
    Records sums = evidence.sums();
    if (policy.maxQuarantined().isPresent()
        && policy.maxQuarantined().get().isExceededBy(sums.quarantined(), sums.records())) {
      return taken(
          evidence,
          Verdict.QUARANTINED,
          Optional.of(
              "%d of %d records are broken, more than %s (landing.max-quarantined)"
                  .formatted(sums.quarantined(), sums.records(), policy.maxQuarantined().get())),
          Records.NONE,
          FileCut.Weight.ALARM);
    }
    contentsNow.put(evidence.sha256(), evidence.candidate().file().path());
    return taken(evidence, Verdict.CUT, Optional.empty(), sums, FileCut.Weight.ROUTINE);
  }

  private FileCut setAside(Evidence evidence, Verdict verdict, String reason) {
    return taken(evidence, verdict, Optional.of(reason), Records.NONE, FileCut.Weight.ROUTINE);
  }

  private FileCut taken(
      Evidence evidence,
      Verdict verdict,
      Optional<String> reason,
      Records added,
      FileCut.Weight weight) {
    LandedFile file = evidence.candidate().file();
    Optional<FileEntry> known = evidence.candidate().known();
    FileEntry entry =
        new FileEntry(
            file.path(),
            file.identity(),
            file.length(),
            evidence.sha256(),
            verdict,
            reason,
            verdict == Verdict.QUARANTINED
                ? known.flatMap(FileEntry::lastCounted)
                : Optional.empty(),
            known.map(FileEntry::records).orElse(Records.NONE).plus(added),
            known.map(FileEntry::versions).orElse(0) + 1,
            rules.records().now());
    return new FileCut.Taken(entry, added, weight);
  }
}
