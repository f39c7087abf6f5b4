package millrace.schedule;

import java.nio.file.Path;
import java.time.InstantSource;

/**
 * The process that a tick runs in.
 *
 * @param loader finds the classes of jobs
 * @param scratch a local directory for temporary files, which exists
 * @param clock the real time
 * @param host its name, for people
 */
public record TickProcess(ClassLoader loader, Path scratch, InstantSource clock, String host) {}
