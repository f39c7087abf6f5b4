/**
 * What a user of the API needs to write a job: the event that a record tells, with its time and its
 * input, and how it becomes keyed states. Knows records and aggregates; refuses to know how, where
 * and when a job is run.
 */
package millrace.job;
