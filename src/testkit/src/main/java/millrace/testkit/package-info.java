/**
 * For the tests of people who write jobs, without a cluster: a whole pipeline in a directory, a
 * clock that the test turns, a story that is told again with the process killed at every change of
 * a file, and the laws of aggregates. What is wrong is an {@code AssertionError}. Only {@link
 * millrace.testkit.MillraceExtension} knows JUnit. Not part of the program.
 */
package millrace.testkit;
