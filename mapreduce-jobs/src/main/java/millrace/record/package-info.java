/**
 * Bytes become records: the formats, where each record lies in its stream, its fields as the bytes
 * that stood there, and the time a record or a file name tells. It knows nothing of files, buckets
 * or jobs, decodes no text that nobody asks for, and throws nothing because of a bad record: the
 * record says what is wrong with it.
 */
package millrace.record;
