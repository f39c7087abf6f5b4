/**
 * How what was said about a key adds up: exact numbers, the aggregates built in, keys and states as
 * bytes. Knows nothing of records, files, time or Hadoop: everything here is a value or a function
 * of values.
 */
package millrace.aggregate;
