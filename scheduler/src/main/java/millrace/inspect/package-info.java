/**
 * What the state says, for people: how a pipeline stands, how fresh its reports are, and where a
 * number comes from. Reads only; decides nothing.
 */
package millrace.inspect;
