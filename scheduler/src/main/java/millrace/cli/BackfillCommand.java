package millrace.cli;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import millrace.pipeline.Pipeline;
import millrace.time.TimeRange;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backfill}: past buckets, computed again. */
@Command(
    name = "backfill",
    description = {
      "Computes past buckets again from their raw records, and every report that holds them: after a class of yours was mended, or a bucket was parked.",
      "Works beside live ticks; the new results take the place of the old ones in one step, or not at all."
    },
    footerHeading = "%nExample:%n",
    footer =
        "  millrace backfill pipeline.yaml --from 20130311T0000Z --to 20130312T0000Z --job urls")
final class BackfillCommand implements Verb {
  @Parameters(paramLabel = "PIPELINE.yaml", description = "The pipeline file.")
  String file = "";

  @Option(
      names = "--from",
      paramLabel = "T",
      required = true,
      converter = Moment.class,
      description = "The start of the first bucket, an instant or a bucket name.")
  Instant from = Instant.EPOCH;

  @Option(
      names = "--to",
      paramLabel = "T",
      required = true,
      converter = Moment.class,
      description = "The end of the last bucket: where the first one begins that is left alone.")
  Instant to = Instant.EPOCH;

  @Option(
      names = "--job",
      paramLabel = "J",
      description = "Only this job; may be given several times. Default: all jobs.")
  List<String> jobs = new ArrayList<>();

  @Override
  public int run(Invocation invocation) throws IOException {
    Pipeline pipeline = invocation.pipeline(file);
    TimeRange range = Selection.range("backfill", pipeline, List.of(from, to), from, to, jobs);
    return new Ticking(invocation, pipeline)
        .backfill(range, jobs.isEmpty() ? pipeline.jobNames() : jobs);
  }
}
