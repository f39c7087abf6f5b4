/**
 * Tests of the whole, from outside: the samples and their answers, bad input, the packed program as
 * a process. They refuse to know how anything is done, and look at what an operator can see.
 */
package millrace;
