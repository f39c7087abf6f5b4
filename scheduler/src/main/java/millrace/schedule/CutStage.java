package millrace.schedule;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import millrace.cut.BucketRules;
import millrace.cut.Cut;
import millrace.cut.CutRules;
import millrace.cut.FileCut;
import millrace.cut.OpenInput;
import millrace.cut.RecordRules;
import millrace.input.LandedFile;
import millrace.input.Landing;
import millrace.landing.Intake;
import millrace.pipeline.Buckets;
import millrace.pipeline.InputSpec;
import millrace.state.BucketEntry;
import millrace.state.Draft;
import millrace.state.Facts;
import millrace.state.FileEntry;
import millrace.state.PipelineState;
import millrace.state.Timeline;
import millrace.time.TimeRange;

/**
 * Takes the files at rest of every input, cuts them, seals the buckets that are due, and puts the
 * landed files away whose records are safely cut.
 */
final class CutStage implements Stage {
  private final TickContext context;

  CutStage(TickContext context) {
    this.context = context;
  }

  /** What was, or would be, taken of an input. */
  private record Taking(OpenInput input, Intake intake) {}

  @Override
  public String name() {
    return "cut";
  }

  @Override
  public StageResult run(PipelineState state, Mode mode) throws IOException {
    StageNotes notes = new StageNotes(context.log());
    Draft draft = context.head().draft(state);
    new Definition(context.pipeline()).adopt(draft);
    context.head().deliveries().adopt(draft);
    List<Taking> takings = new ArrayList<>();
    for (OpenInput input : context.environment().inputs()) {
      Intake intake = intake(input, draft, notes);
      Cut cut = cut(input, intake, draft, state.facts(), mode);
      switch (mode) {
        case ACT -> tell(input, cut, notes);
        case PLAN -> plan(input, intake, cut, notes);
      }
      new CutRecorder(draft, context.pipeline(), input.spec(), context.now()).write(cut);
      takings.add(new Taking(input, intake));
    }
    List<BucketEntry> newly = new Seal(context.pipeline()).sealAll(draft, context.now());
    PipelineState next = draft.hasChanges() ? context.head().commit(draft, "cut") : state;
    int files = 0;
    int waiting = 0;
    for (Taking taking : takings) {
      files += taking.intake().take().size();
      waiting += taking.intake().settling().size();
    }
    notes.count(TickCounts.ofCut(files, waiting, newly.size()));
    for (BucketEntry bucket : newly) {
      String name = context.pipeline().buckets().grid().name(bucket.start());
      switch (mode) {
        case ACT ->
            context
                .log()
                .changed(
                    "bucket %s: sealed, %d records, watermark %s"
                        .formatted(
                            name,
                            bucket.records(),
                            next.facts().timeline().watermark().orElse(Instant.MIN)));
        case PLAN -> notes.plan(new PlannedStep.SealStep(name, bucket.records()));
      }
    }
    for (Taking taking : takings) {
      putAway(taking.input(), taking.intake(), mode, notes);
    }
    return notes.result(next);
  }

  private Cut cut(OpenInput input, Intake intake, Draft draft, Facts head, Mode mode)
      throws IOException {
    CutRules rules = rules(input, head);
    Cutting cutting = context.environment().cutting();
    return switch (mode) {
      case ACT -> cutting.cut(input, intake, rules, draft, context.log());
      case PLAN -> cutting.look(input, intake, rules, draft, context.log());
    };
  }

  private Intake intake(OpenInput input, Draft draft, StageNotes notes) throws IOException {
    Intake intake =
        Intake.decide(
            input.landing(),
            input.spec().delivery().settle(),
            context.process().clock().instant(),
            Intake.KnownFiles.of(draft.files(), input.name()));
    for (Landing.SkippedEntry unreadable : intake.unreadable()) {
      notes.fail("%s %s: %s".formatted(input.name(), unreadable.path(), unreadable.reason()));
    }
    return intake;
  }

  private CutRules rules(OpenInput input, Facts head) {
    Timeline timeline = head.timeline();
    Optional<TimeRange> sealed =
        timeline
            .watermark()
            .map(watermark -> new TimeRange(timeline.first().orElseThrow(), watermark));
    Buckets buckets = context.pipeline().buckets();
    return new CutRules(
        new RecordRules(
            input.spec().format(),
            input.format(),
            input.spec().time(),
            new BucketRules(
                buckets.grid(),
                buckets.maxAhead().plus(sinceStart()),
                buckets.late(),
                context.now(),
                sealed,
                head.expired().runs()),
            context.settings().cut().recordMaxBytes()),
        input.spec(),
        context.settings().cut().bufferBytes());
  }

  /**
   * How long this tick has been at it. What arrived meanwhile may be as much newer than the tick's
   * time, and is not from the future for all that.
   */
  private Duration sinceStart() {
    Duration since = Duration.between(context.started(), context.process().clock().instant());
    return since.isNegative() ? Duration.ZERO : since;
  }

  private void tell(OpenInput input, Cut cut, StageNotes notes) {
    for (FileCut file : cut.files()) {
      if (file instanceof FileCut.Unreadable unreadable) {
        notes.fail(
            "%s %s: cannot be read: %s. It is tried again at the next tick."
                .formatted(input.name(), unreadable.path(), unreadable.reason()));
      } else if (file instanceof FileCut.Moving moving) {
        context
            .log()
            .changed(
                "%s %s: changed while it was read, left for the next tick"
                    .formatted(input.name(), moving.path()));
      } else if (file instanceof FileCut.Taken taken) {
        tell(taken, notes);
      }
    }
  }

  private void tell(FileCut.Taken taken, StageNotes notes) {
    FileEntry entry = taken.entry();
    String file = entry.input() + " " + entry.path();
    switch (entry.verdict()) {
      case QUARANTINED -> {
        String what =
            "%s: quarantined whole: %s. Nothing of it was counted; deliver it again, mended."
                .formatted(file, entry.reason().orElse(""));
        switch (taken.weight()) {
          case ROUTINE -> notes.warn(what);
          case ALARM -> notes.fail(what);
        }
      }
      case DUPLICATE -> context.log().changed(file + ": " + entry.reason().orElse(""));
      case CUT -> {
        long aside = taken.added().quarantined() + taken.added().lateRefused();
        if (aside > 0) {
          notes.warn(
              "%s: %d of %d records quarantined, see quarantine/"
                  .formatted(file, aside, taken.added().records()));
        }
        context.log().changed("%s: cut, %d records".formatted(file, taken.added().cut()));
      }
    }
  }

  private static void plan(OpenInput input, Intake intake, Cut cut, StageNotes notes) {
    for (FileCut file : cut.files()) {
      notes.plan(step(input.spec(), file));
    }
    for (Intake.WaitingFile waiting : intake.settling()) {
      notes.plan(
          new PlannedStep.LeaveStep(input.spec().named(waiting.file().path()), waiting.reason()));
    }
  }

  private static PlannedStep step(InputSpec input, FileCut file) {
    String name = input.named(file.path());
    if (file instanceof FileCut.Taken taken) {
      return new PlannedStep.TakeStep(
          name,
          taken.entry().verdict(),
          taken.added().cut(),
          taken.added().quarantined() + taken.added().lateRefused(),
          taken.entry().reason());
    }
    if (file instanceof FileCut.Unreadable unreadable) {
      return new PlannedStep.LeaveStep(name, "cannot be read: " + unreadable.reason());
    }
    return file instanceof FileCut.Moving
        ? new PlannedStep.LeaveStep(name, "it changed while it was read")
        : new PlannedStep.KnowStep(name);
  }

  /**
   * Archives or deletes the files whose records are safely cut, those of an attempt that died
   * before it came to it included.
   */
  private void putAway(OpenInput input, Intake intake, Mode mode, StageNotes notes)
      throws IOException {
    InputSpec.After after = input.spec().delivery().after();
    List<LandedFile> candidates = new ArrayList<>(intake.done());
    intake.take().forEach(candidate -> candidates.add(candidate.file()));
    if (after == InputSpec.After.KEEP || candidates.isEmpty()) {
      return;
    }
    String word = after.name().toLowerCase(Locale.ROOT);
    PipelineState state = context.head().state();
    List<String> failures = new ArrayList<>();
    for (LandedFile file : candidates) {
      Optional<FileEntry> entry = state.files().get(FileEntry.key(input.name(), file.path()));
      boolean cutOrKnown =
          entry.isPresent()
              && entry.get().identity().equals(file.identity())
              && entry.get().verdict() != FileEntry.Verdict.QUARANTINED;
      if (cutOrKnown && mode == Mode.PLAN) {
        notes.plan(new PlannedStep.PutAwayStep(input.spec().named(file.path()), word));
      } else if (cutOrKnown) {
        try {
          if (after == InputSpec.After.ARCHIVE) {
            input.landing().archive(file);
          } else {
            input.landing().delete(file);
          }
        } catch (IOException e) { // its records are counted, and others wait for theirs
          failures.add(
              "%s %s: its records are counted, but it cannot be put away (%s.after: %s): %s"
                  .formatted(input.name(), file.path(), input.spec().key(), word, e.getMessage()));
        }
      }
    }
    if (!failures.isEmpty()) {
      String others =
          failures.size() == 1
              ? ""
              : " So it is with %d other files.".formatted(failures.size() - 1);
      notes.fail(failures.get(0) + "." + others + " It is tried again at the next tick.");
    }
  }
}
