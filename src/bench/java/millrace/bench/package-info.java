/**
 * Benchmarks of the inner loops, each beside a peer that does the same work in the usual way, so
 * that a run gives ratios and not only figures of one machine. Built and run only when asked for:
 *
 * <pre>{@code
 * mvn -Pbench test -DskipTests                                 # all of them, some minutes
 * mvn -Pbench test -DskipTests -Dbench='Parsing.*csv -f 3'     # those that match; JMH's options
 * }</pre>
 *
 * <p>What moves bytes is told in MB (10^6 bytes) a second, what moves pairs or states in those a
 * second. What is package-private is measured from its own package, as tests do. Knows nothing of
 * pipelines.
 */
package millrace.bench;
