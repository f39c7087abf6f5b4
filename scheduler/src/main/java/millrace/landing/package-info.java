/**
 * Where files arrive and how their records get into buckets: which files are at rest, what is known
 * of them already, and the cut of their records by event time. Knows nothing of jobs, windows or
 * seals; decides nothing about the state, but returns what it did as values for a commit to name.
 */
package millrace.landing;
