/**
 * Where folds and cuts run: in this JVM, by Hadoop's LocalJobRunner, or on YARN. The one place that
 * submits jobs; decides nothing about what is due.
 */
package millrace.engine;
