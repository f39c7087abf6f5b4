/**
 * What the operator decides: the pipeline file and the settings, each read in one place, whole,
 * before anything runs. It refuses to know what is done with them: no file system is touched and no
 * time is told here.
 */
@NullMarked
package millrace.pipeline;

import org.jspecify.annotations.NullMarked;
