/**
 * Where reports go: what a sink is told, and what it must promise. It knows neither the state of a
 * pipeline nor how reports are made.
 */
package millrace.sink;
