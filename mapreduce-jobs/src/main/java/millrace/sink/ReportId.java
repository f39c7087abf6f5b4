package millrace.sink;

/**
 * Which report: of all its revisions, one is the newest.
 *
 * @param pipeline its name
 * @param job the job's name in the pipeline file
 * @param window the window's name in the pipeline file
 * @param bucket name of its last bucket, as {@code 20240301T1005Z}
 */
public record ReportId(String pipeline, String job, String window, String bucket) {}
