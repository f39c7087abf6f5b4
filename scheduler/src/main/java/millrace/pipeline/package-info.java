/**
 * What the operator decides: the pipeline file and the settings. Each is read in one place, whole,
 * before anything runs. It refuses to know what they are used for: it touches no file system and
 * reads no clock.
 */
@NullMarked
package millrace.pipeline;

import org.jspecify.annotations.NullMarked;
