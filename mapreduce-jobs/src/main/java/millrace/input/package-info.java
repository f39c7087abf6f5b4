/**
 * Where files arrive, as those see it who take them: files with an identity, and how they are put
 * away. It says what an input must be able to do, and knows neither pipelines nor records.
 */
package millrace.input;
