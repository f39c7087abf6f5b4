package millrace.schedule;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import millrace.cut.BucketRules;
import millrace.cut.Cut;
import millrace.cut.CutRules;
import millrace.cut.FileCut;
import millrace.cut.OpenInput;
import millrace.cut.RecordRules;
import millrace.landing.Intake;
import millrace.landing.LandedFile;
import millrace.landing.Landing;
import millrace.pipeline.Buckets;
import millrace.pipeline.InputSpec;
import millrace.pipeline.JobCache;
import millrace.pipeline.Pipeline;
import millrace.pipeline.Settings;
import millrace.state.BucketEntry;
import millrace.state.Draft;
import millrace.state.Facts;
import millrace.state.FileEntry;
import millrace.state.PipelineState;
import millrace.state.Timeline;
import millrace.store.Store;
import millrace.time.TimeRange;

/**
 * One pass over what is due: takes files at rest, cuts them, seals buckets, folds them, merges,
 * publishes, exports, sweeps. Each stage is made true by one commit and can be killed at any
 * moment: what was not committed is garbage, what was is carried on by the next tick.
 */
public final class Tick {
  private final TickEnvironment parts;
  private final Instant now;
  private final Instant started;
  private final TickLog log;
  private final PipelineHead heads;
  private final JobCache jobs;
  private boolean failed;

  private int files;
  private int waiting;
  private int sealed;
  private int folded;
  private int published;

  /**
   * What a tick works with.
   *
   * @param pipeline the pipeline file
   * @param settings of the installation
   * @param store the files of the pipeline
   * @param inputs where records come from, opened, in the order of the pipeline file
   * @param cutting cuts files, by whatever means fit their size
   * @param engines fold buckets
   * @param loader finds the classes of jobs
   * @param scratch a local directory for temporary files, which exists
   * @param clock the real time
   * @param host of this process, for people
   */
  public record TickEnvironment(
      Pipeline pipeline,
      Settings settings,
      Store store,
      List<OpenInput> inputs,
      Cutting cutting,
      Engines engines,
      ClassLoader loader,
      Path scratch,
      InstantSource clock,
      String host) {}

  /** Cuts files, by whatever means fit their size. */
  public interface Cutting {
    /**
     * Cuts what is to be taken; pieces are written into the draft, which is not changed otherwise.
     */
    Cut cut(OpenInput input, Intake intake, CutRules rules, Draft draft, TickLog log)
        throws IOException;

    /** Finds out what cutting would come to, and writes nothing. */
    Cut look(OpenInput input, Intake intake, CutRules rules, Draft draft, TickLog log)
        throws IOException;
  }

  /** How a tick ended. */
  public enum TickOutcome {
    /** All that was due is done. */
    DONE,
    /** Something failed and is tried again at the next tick. */
    FAILED,
    /** Another living attempt holds the pipeline; nothing was done. */
    HELD
  }

  /**
   * What a tick came to.
   *
   * @param files taken, whatever their verdict
   * @param waiting files that may still be written to
   * @param sealed buckets with records
   * @param folded buckets, corrections included
   * @param published reports
   */
  public record TickResult(
      TickOutcome outcome, int files, int waiting, int sealed, int folded, int published) {
    @Override
    public String toString() {
      return "%d files taken, %d still settling, %d buckets sealed, %d folded, %d reports published"
          .formatted(files, waiting, sealed, folded, published);
    }
  }

  /**
   * A tick.
   *
   * @param now the time that decides what is due
   */
  public Tick(TickEnvironment parts, Instant now, TickLog log) {
    this.parts = parts;
    this.now = now;
    this.started = parts.clock().instant();
    this.log = log;
    this.jobs = new JobCache(parts.loader());
    this.heads = new PipelineHead(parts, jobs);
  }

  /**
   * Does what is due.
   *
   * @throws millrace.pipeline.InvalidConfiguration if the pipeline file does not fit the state;
   *     nothing was done
   * @throws millrace.landing.MissingLandingException if there is no landing directory; nothing was
   *     done
   * @throws IOException if storage failed; what was committed stays
   */
  public TickResult run() throws IOException {
    for (OpenInput input : parts.inputs()) {
      input.landing().require(); // a pipeline without a landing directory must not leave a trace
    }
    Optional<Closeable> lock = parts.store().lock(parts.settings().tick().lockWait());
    if (lock.isEmpty()) {
      return new TickResult(TickOutcome.HELD, 0, 0, 0, 0, 0);
    }
    // What fails first is what the operator must know; that the lock cannot be freed then either is
    // no news.
    try (Closeable closing = lock.get()) {
      heads.untilNotOvertaken(this::doWhatIsDue, log);
      return new TickResult(
          failed ? TickOutcome.FAILED : TickOutcome.DONE,
          files,
          waiting,
          sealed,
          folded,
          published);
    }
  }

  /**
   * What {@link #run} would do, a line each; nothing is written. Files are read, for only their
   * records tell which buckets they feed.
   */
  public List<String> plan() throws IOException {
    PipelineState state = heads.state();
    Definition definition = new Definition(parts.pipeline());
    definition.check(state.snapshot());
    Draft draft = heads.draft(state);
    definition.adopt(draft);
    List<Plan.Taking> takings = new ArrayList<>();
    for (OpenInput input : parts.inputs()) {
      Intake intake = intake(input, draft);
      Cut cut = parts.cutting().look(input, intake, rules(input, state.facts()), draft, log);
      new CutStage(draft, parts.pipeline(), input.spec(), now).write(cut);
      takings.add(new Plan.Taking(input.name(), intake, cut));
    }
    List<BucketEntry> newly = new Seal(parts.pipeline()).sealAll(draft, now);
    List<FoldStage.Group> groups =
        FoldStage.groups(
            parts.pipeline(),
            parts.settings().tick(),
            parts.engines(),
            FoldStage.free(draft.facts().work().due(), draft.facts().cluster().folds()),
            draft.facts().rates());
    return new Plan(parts.pipeline(), takings, newly, groups, draft).lines();
  }

  private void doWhatIsDue() throws IOException {
    failed = false;
    PipelineState state = heads.carriedOut();
    new Definition(parts.pipeline()).check(state.snapshot());
    state = cutAndSeal(state);
    SmallMerges merges =
        new SmallMerges(parts.pipeline(), parts.settings().merge(), jobs, parts.engines(), log);
    state = fold(state, merges);
    state = publish(state, merges);
    state = merge(state, merges);
    state = retire(state);
    if (!state.snapshot().exports().isEmpty()) {
      state = heads.commit(heads.draft(state), "settled");
    }
    heads.sweep(state);
    if (state.snapshot().working().isEmpty()) {
      parts.engines().sweep();
    }
  }

  private PipelineState cutAndSeal(PipelineState state) throws IOException {
    Draft draft = heads.draft(state);
    new Definition(parts.pipeline()).adopt(draft);
    Map<OpenInput, Intake> intakes = new LinkedHashMap<>();
    for (OpenInput input : parts.inputs()) {
      Intake intake = intake(input, draft);
      Cut cut = parts.cutting().cut(input, intake, rules(input, state.facts()), draft, log);
      tell(input, cut);
      new CutStage(draft, parts.pipeline(), input.spec(), now).write(cut);
      intakes.put(input, intake);
    }
    List<BucketEntry> newly = new Seal(parts.pipeline()).sealAll(draft, now);
    PipelineState next = draft.hasChanges() ? heads.commit(draft, "cut") : state;
    waiting = 0;
    for (Intake intake : intakes.values()) {
      files += intake.take().size();
      waiting += intake.settling().size();
    }
    sealed += newly.size();
    for (BucketEntry bucket : newly) {
      log.changed(
          "bucket %s: sealed, %d records, watermark %s"
              .formatted(
                  parts.pipeline().buckets().grid().name(bucket.start()),
                  bucket.records(),
                  next.facts().timeline().watermark().orElse(Instant.MIN)));
    }
    for (Map.Entry<OpenInput, Intake> one : intakes.entrySet()) {
      putAway(one.getKey(), one.getValue());
    }
    return next;
  }

  private Intake intake(OpenInput input, Draft draft) throws IOException {
    Intake intake =
        Intake.decide(
            input.landing(),
            input.spec().delivery().settle(),
            parts.clock().instant(),
            Intake.KnownFiles.of(draft.files(), input.name()));
    for (Landing.Aside unreadable : intake.unreadable()) {
      log.warn("%s %s: %s".formatted(input.name(), unreadable.path(), unreadable.reason()));
      failed = true;
    }
    return intake;
  }

  private CutRules rules(OpenInput input, Facts head) {
    Timeline timeline = head.timeline();
    Optional<TimeRange> sealed =
        timeline
            .watermark()
            .map(watermark -> new TimeRange(timeline.first().orElseThrow(), watermark));
    Buckets buckets = parts.pipeline().buckets();
    return new CutRules(
        new RecordRules(
            input.spec().format(),
            input.format(),
            input.spec().time(),
            new BucketRules(
                buckets.grid(),
                buckets.maxAhead().plus(sinceStart()),
                buckets.late(),
                now,
                sealed,
                head.expired().runs()),
            parts.settings().cut().recordMaxBytes()),
        input.spec(),
        parts.settings().cut().bufferBytes());
  }

  /**
   * How long this tick has been at it. What arrived meanwhile may be as much newer than the tick's
   * time, and is not from the future for all that.
   */
  private Duration sinceStart() {
    Duration since = Duration.between(started, parts.clock().instant());
    return since.isNegative() ? Duration.ZERO : since;
  }

  private void tell(OpenInput input, Cut cut) {
    for (FileCut file : cut.files()) {
      if (file instanceof FileCut.Unreadable unreadable) {
        log.warn(
            "%s %s: cannot be read: %s. It is tried again at the next tick."
                .formatted(input.name(), unreadable.path(), unreadable.reason()));
        failed = true;
      } else if (file instanceof FileCut.Moving moving) {
        log.changed(
            "%s %s: changed while it was read, left for the next tick"
                .formatted(input.name(), moving.path()));
      } else if (file instanceof FileCut.Taken taken) {
        tell(taken);
      }
    }
  }

  private void tell(FileCut.Taken taken) {
    FileEntry entry = taken.entry();
    switch (entry.verdict()) {
      case QUARANTINED ->
          log.warn(
              "%s %s: quarantined whole: %s. Nothing of it was counted; deliver it again, mended."
                  .formatted(entry.input(), entry.path(), entry.reason().orElse("")));
      case DUPLICATE ->
          log.changed(
              "%s %s: %s".formatted(entry.input(), entry.path(), entry.reason().orElse("")));
      case CUT -> {
        if (taken.added().quarantined() + taken.added().lateRefused() > 0) {
          log.warn(
              "%s %s: %d of %d records quarantined, see quarantine/"
                  .formatted(
                      entry.input(),
                      entry.path(),
                      taken.added().quarantined() + taken.added().lateRefused(),
                      taken.added().records()));
        }
        log.changed(
            "%s %s: cut, %d records".formatted(entry.input(), entry.path(), taken.added().cut()));
      }
    }
    if (taken.weight() == FileCut.Weight.ALARM) {
      failed = true;
    }
  }

  /**
   * Archives or deletes the files whose records are safely cut, those of an attempt that died
   * before it came to it included.
   */
  private void putAway(OpenInput input, Intake intake) throws IOException {
    InputSpec.After after = input.spec().delivery().after();
    if (after == InputSpec.After.KEEP) {
      return;
    }
    PipelineState state = heads.state();
    List<LandedFile> candidates = new ArrayList<>(intake.done());
    intake.take().forEach(candidate -> candidates.add(candidate.file()));
    List<String> failures = new ArrayList<>();
    for (LandedFile file : candidates) {
      Optional<FileEntry> entry = state.files().get(FileEntry.key(input.name(), file.path()));
      boolean cutOrKnown =
          entry.isPresent()
              && entry.get().identity().equals(file.identity())
              && entry.get().verdict() != FileEntry.Verdict.QUARANTINED;
      if (cutOrKnown) {
        try {
          if (after == InputSpec.After.ARCHIVE) {
            input.landing().archive(file);
          } else {
            input.landing().delete(file);
          }
        } catch (IOException e) { // its records are counted, and others wait for theirs
          failures.add(
              "%s %s: its records are counted, but it cannot be put away (%s.after: %s): %s"
                  .formatted(
                      input.name(),
                      file.path(),
                      input.spec().key(),
                      after.name().toLowerCase(Locale.ROOT),
                      e.getMessage()));
        }
      }
    }
    if (!failures.isEmpty()) {
      String others =
          failures.size() == 1
              ? ""
              : " So it is with %d other files.".formatted(failures.size() - 1);
      log.warn(failures.get(0) + "." + others + " It is tried again at the next tick.");
      failed = true;
    }
  }

  private PipelineState fold(PipelineState state, SmallMerges merges) throws IOException {
    FoldStage stage =
        new FoldStage(
            parts.pipeline(), parts.settings(), parts.engines(), parts.clock(), heads, merges, log);
    PipelineState now = stage.fold(state);
    folded += stage.folded();
    failed |= stage.failures() > 0;
    return now;
  }

  private PipelineState publish(PipelineState state, SmallMerges merges) throws IOException {
    PublishStage stage =
        new PublishStage(parts.pipeline(), parts.settings(), jobs, merges, parts.scratch(), log);
    PipelineState now = state;
    boolean more = true;
    while (more) {
      Draft draft = heads.draft(now);
      more = stage.publish(draft);
      if (draft.hasChanges()) {
        now = heads.commit(draft, "published");
        published += now.snapshot().exports().size();
      }
    }
    return now;
  }

  private PipelineState merge(PipelineState state, SmallMerges merges) throws IOException {
    LargeMergeStage stage =
        new LargeMergeStage(
            parts.pipeline(), parts.settings().jobs(), parts.engines(), heads, merges, log);
    PipelineState now = stage.merge(state);
    failed |= stage.hasFailed();
    return now;
  }

  /** Deletes what is older than the pipeline keeps it. */
  private PipelineState retire(PipelineState state) throws IOException {
    Retirement retirement = new Retirement(parts.pipeline());
    PipelineState now = state;
    while (true) {
      Draft draft = heads.draft(now);
      List<String> deleted = retirement.retire(draft);
      if (deleted.isEmpty()) {
        return now;
      }
      now = heads.commit(draft, "retired");
      deleted.forEach(log::changed);
    }
  }
}
