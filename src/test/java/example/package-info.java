/** What somebody who writes jobs would have: a job of his own and its test, with the public kit. */
package example;
