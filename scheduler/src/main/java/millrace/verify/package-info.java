/**
 * Whether everything the state names is there and is what the state says, down to the last byte,
 * and whether what is published follows from the records. Reads only; decides nothing, mends
 * nothing, and may run beside live ticks.
 */
package millrace.verify;
