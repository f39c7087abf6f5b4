/**
 * One HDFS and one YARN within the JVM of the tests, for what a local disk and a local job runner
 * cannot show. It knows nothing of pipelines.
 */
package millrace.cluster;
