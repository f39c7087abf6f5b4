package millrace.engine;

import java.io.IOException;
import millrace.landing.Cut;
import millrace.landing.CutRules;
import millrace.landing.Cutter;
import millrace.landing.Intake;
import millrace.landing.Landing;
import millrace.landing.StageFiles;
import millrace.schedule.Tick;
import millrace.schedule.TickLog;
import millrace.snapshot.Draft;
import org.apache.hadoop.conf.Configuration;

/** Cuts files streaming in this JVM. */
public final class HadoopCutting implements Tick.Cutting {
  private final Landing landing;
  private final Configuration configuration;

  public HadoopCutting(Landing landing, Configuration configuration) {
    this.landing = landing;
    this.configuration = configuration;
  }

  @Override
  public Cut cut(Intake intake, CutRules rules, Draft draft, TickLog log) throws IOException {
    return stream(intake, rules, draft, draft::create, log);
  }

  @Override
  public Cut look(Intake intake, CutRules rules, Draft draft, TickLog log) throws IOException {
    return stream(intake, rules, draft, StageFiles.nowhere(), log);
  }

  private Cut stream(Intake intake, CutRules rules, Draft draft, StageFiles files, TickLog log)
      throws IOException {
    Cutter cutter =
        new Cutter(landing, rules, files, sha256 -> draft.contents().get(sha256), configuration);
    int all = intake.take().size();
    int[] count = {0};
    return cutter.cut(
        intake.take(),
        path -> log.progress("cutting file " + ++count[0] + " of " + all + ": " + path));
  }
}
