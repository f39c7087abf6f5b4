package millrace.engine;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import millrace.cut.Cut;
import millrace.cut.CutJob;
import millrace.cut.CutRules;
import millrace.cut.Cutter;
import millrace.cut.DeliveryHistory;
import millrace.cut.OpenInput;
import millrace.cut.StageFiles;
import millrace.landing.Intake;
import millrace.pipeline.CutSettings;
import millrace.schedule.Cutting;
import millrace.schedule.TickLog;
import millrace.state.Draft;
import millrace.store.PipelinePaths;
import millrace.store.Store;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.Job;

/**
 * Cuts files by their size: small ones streaming in this JVM, and where there is much to read, the
 * large ones by a MapReduce job. The result is the same.
 */
public final class HadoopCutting implements Cutting {
  /** A smaller file is not worth a mapper. */
  private static final long LEAST = 1 << 20;

  private static final String DIRECTORY = "cut";

  private final String pipeline;
  private final Store store;
  private final CutSettings settings;
  private final Configuration configuration;
  private final HadoopEngines engines;

  public HadoopCutting(
      String pipeline,
      Store store,
      CutSettings settings,
      Configuration configuration,
      HadoopEngines engines) {
    this.pipeline = pipeline;
    this.store = store;
    this.settings = settings;
    this.configuration = configuration;
    this.engines = engines;
  }

  @Override
  public Cut cut(OpenInput input, Intake intake, CutRules rules, Draft draft, TickLog log)
      throws IOException {
    String below = PipelinePaths.below(input.name());
    Cutter cutter = cutter(input, rules, draft, name -> draft.create(below + name));
    List<Intake.Candidate> large = large(intake);
    long bytes = large.stream().mapToLong(candidate -> candidate.file().length()).sum();
    Optional<Configuration> jobs = engines.jobs(bytes);
    if (bytes > settings.jobMinBytes() && jobs.isPresent()) {
      try {
        runJob(
            input,
            cutter,
            rules,
            large,
            draft.directory() + "/" + below + DIRECTORY,
            jobs.get(),
            log);
      } catch (IOException e) {
        log.warn(
            "cut: the MapReduce job failed, reading the files here instead: " + e.getMessage());
      }
    }
    return stream(cutter, intake, log);
  }

  private void runJob(
      OpenInput input,
      Cutter cutter,
      CutRules rules,
      List<Intake.Candidate> large,
      String out,
      Configuration conf,
      TickLog log)
      throws IOException {
    Tags tags = Tags.of(store);
    if (!Submission.isLocal(conf)) {
      // This process holds the pipeline's lock, so the client of a cut that still runs is dead.
      Submission.kill(conf, tags.cut(), log);
    }
    Job job =
        CutJob.prepare(
            conf,
            input,
            rules.records(),
            large,
            store.path(out),
            "millrace " + pipeline + ": cut of " + large.size() + " files",
            List.of(tags.of(out), tags.cut()));
    engines.jars().give(job, out);
    Submission.run(job, tags.of(out), log);
    cutter.accept(job, large.size(), DIRECTORY);
  }

  /**
   * Files that are each worth a mapper. A known file may have grown, and is then read from where
   * the last reading ended, so it is not among them.
   */
  private static List<Intake.Candidate> large(Intake intake) {
    return intake.take().stream()
        .filter(candidate -> candidate.known().isEmpty())
        .filter(candidate -> candidate.file().length() >= LEAST)
        .toList();
  }

  @Override
  public Cut look(OpenInput input, Intake intake, CutRules rules, Draft draft, TickLog log)
      throws IOException {
    return stream(cutter(input, rules, draft, StageFiles.nowhere()), intake, log);
  }

  private Cutter cutter(OpenInput input, CutRules rules, Draft draft, StageFiles files) {
    return new Cutter(
        input.landing(),
        rules,
        files,
        DeliveryHistory.of(draft, input.spec(), rules.records().buckets().grid()),
        configuration);
  }

  private static Cut stream(Cutter cutter, Intake intake, TickLog log) throws IOException {
    int all = intake.take().size();
    int[] count = {0};
    return cutter.cut(
        intake.take(),
        path -> log.progress("cutting file " + ++count[0] + " of " + all + ": " + path));
  }
}
