/**
 * Event time as a line that is cut into cells: ranges, grids, the names of buckets, and durations
 * as people write them. It reads no clock, opens no file and knows no time zone but UTC.
 */
package millrace.time;
