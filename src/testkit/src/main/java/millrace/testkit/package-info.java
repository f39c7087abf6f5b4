/**
 * For the tests of people who write jobs, without any cluster: a whole pipeline in a directory, a
 * clock that the test turns, a story that is told again with the process killed at every change of
 * a file, and the laws of aggregates. What is wrong is an {@code AssertionError}; knows no test
 * framework. Not part of the program that is deployed.
 */
package millrace.testkit;
