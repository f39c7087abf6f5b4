package millrace.schedule;

import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import millrace.state.FileEntry;
import millrace.state.PipelineState;
import millrace.state.ReportEntry;
import millrace.state.Totals;

/**
 * All that can be told of a mill from outside, and what its runs hold. Two mills that were given
 * the same come to the same, whatever happened to them on the way and wherever their files are.
 */
record Outcome(
    Totals totals,
    Map<String, String> files,
    Set<String> runs,
    Map<String, String> reports,
    Map<String, Integer> revisions,
    Set<String> landing) {

  static Outcome of(Mill mill) throws IOException {
    PipelineState state = mill.state();
    Map<String, String> files = new TreeMap<>();
    for (Iterator<Map.Entry<String, FileEntry>> it = state.files().from(""); it.hasNext(); ) {
      FileEntry file = it.next().getValue();
      files.put(file.path(), file.verdict() + " " + file.sha256() + " " + file.records());
    }
    Map<String, Integer> revisions = new TreeMap<>();
    for (Iterator<Map.Entry<String, ReportEntry>> it = state.reports().from(""); it.hasNext(); ) {
      ReportEntry report = it.next().getValue();
      revisions.put(report.key(), report.revision());
    }
    return new Outcome(
        state.snapshot().facts().total(),
        files,
        new Audit(mill).runs(),
        mill.reports(),
        revisions,
        mill.landed());
  }
}
