/**
 * What can be added to Millrace without changing it: kinds of jobs, formats, inputs and sinks,
 * found by {@link java.util.ServiceLoader} in the jars on the class path. It knows what a kind
 * makes, and refuses to know who uses it.
 */
package millrace.plugin;
