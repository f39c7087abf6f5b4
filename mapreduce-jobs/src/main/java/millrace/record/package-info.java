/**
 * Bytes become records: the formats, where each record lies in its stream, its fields as the bytes
 * that stood there, and the time a record or a file name tells. It knows nothing of files, buckets
 * or jobs, decodes no text that it is not asked for, and never throws for what is wrong with a
 * record: that is said by the record.
 */
package millrace.record;
