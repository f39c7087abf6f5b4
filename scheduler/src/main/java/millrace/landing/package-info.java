/**
 * Where files arrive: which files are there, which of them are at rest, and which were taken
 * before. Knows nothing of records, jobs or windows; decides nothing about the state.
 */
package millrace.landing;
