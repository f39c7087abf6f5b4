/**
 * What a user of the API needs to write a job: how a record becomes keyed states, and the options
 * that the pipeline file gives it. Knows records and aggregates; refuses to know how, where and
 * when a job is run.
 */
package millrace.job;
