package millrace.sink;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * A place that reports go to: files of a format, a database, somebody's service. It is told every
 * revision of every report, and which reports are withdrawn.
 *
 * <p>What a sink may rely on, and what it promises:
 *
 * <ul>
 *   <li>Everything is told at least once. After a crash it is told again, and the sink must then
 *       end as if it had been told once.
 *   <li>What is told of one report comes in the order of its snapshots, but for an attempt that
 *       slept, which may tell again what was overtaken. So a sink keeps the snapshot of what it
 *       holds, and ignores what is older ({@link ReportUpdate#snapshot}). Of one life of a report,
 *       a newer snapshot is also a higher revision; a report that was withdrawn and comes back
 *       begins again with revision 1.
 *   <li>A reader sees one revision of a report, whole, or none.
 *   <li>The sink prepares all that it was told, then calls {@link Fence#check}, then puts it in
 *       place. Whoever puts a newer revision in place first makes useless what older attempts have
 *       prepared for the same report. Then an attempt that sleeps before it prepares learns from
 *       the fence that it was overtaken, and one that sleeps later finds nothing to put in place.
 * </ul>
 */
public interface Sink extends Closeable {
  /**
   * Takes reports and withdrawals; returns when a crash can take none of them away.
   *
   * @param updates what became true, in order of snapshots; the content of reports can be read
   *     until this returns
   * @param fence to be checked before anything is put in place
   * @throws IOException if not all was taken: all of it is told again later
   */
  void deliver(List<ReportUpdate> updates, Fence fence) throws IOException;

  /**
   * The directories it writes files to. A pipeline is refused that would take them for its input,
   * or whose own files or another sink's are there.
   */
  default List<Path> directories() {
    return List.of();
  }
}
