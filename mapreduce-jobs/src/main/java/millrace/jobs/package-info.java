/**
 * The jobs that come along, each in a package of its own; deleting a job is deleting its package
 * and its line in {@link millrace.jobs.BuiltIn}. Nothing here is known to what runs them.
 */
package millrace.jobs;
