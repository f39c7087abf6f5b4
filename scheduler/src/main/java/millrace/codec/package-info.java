/**
 * Compressed files as they are delivered, read to their very end: what Hadoop's codecs pass over in
 * silence is an error here. Knows bytes only.
 */
package millrace.codec;
