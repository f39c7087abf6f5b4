package millrace.report;

import java.util.OptionalInt;
import millrace.job.Job;
import millrace.window.Publication;

/**
 * The reports of one window of a job.
 *
 * @param jobName name of the job
 * @param job itself, configured
 * @param top how many rows a report has at most; empty for all keys
 * @param window name of the window
 * @param publication which reports there are, and what each is made from
 */
public record ReportSeries(
    String jobName, Job<?, ?> job, OptionalInt top, String window, Publication publication) {}
