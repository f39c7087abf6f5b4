/**
 * How the records of landed files get into buckets: where a record goes by its event time, what is
 * set aside and why, and the one verdict on each file. Knows nothing of jobs, windows or seals;
 * decides nothing about the state, but returns what it did as values for a commit to name.
 */
package millrace.cut;
