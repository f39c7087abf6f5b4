/**
 * How the records of landed files get into buckets: where a record goes by its event time, what is
 * set aside and why, and the one verdict on each file. Knows nothing of jobs, windows or seals.
 * Decides nothing about the state: it returns what it did as values, which a commit may name.
 */
package millrace.cut;
