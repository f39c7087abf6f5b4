package millrace.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import millrace.aggregate.Aggregate;
import millrace.merge.Cover;
import millrace.merge.CursorSource;
import millrace.run.Run;
import millrace.state.Draft;
import millrace.window.Extent;

/** The runs of one job that a pass reads, each once. */
final class PassSources {
  private static final int REMEMBERED = 4096;

  private final Draft draft;
  private final String job;
  private final Map<String, Integer> indexes = new LinkedHashMap<>();
  private final List<Run> runs = new ArrayList<>();

  /** Edges of neighbouring windows ask for the same runs. */
  private final Map<String, Run> remembered =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Run> eldest) {
          return size() > REMEMBERED;
        }
      };

  PassSources(Draft draft, String job) {
    this.draft = draft;
    this.job = job;
  }

  /** The few runs that hold the buckets of {@code extent}. */
  List<Run> cover(Extent extent) {
    return Cover.of(extent.from(), extent.to(), draft.job(job).roots(), this::run);
  }

  private Run run(String id) {
    return remembered.computeIfAbsent(
        id,
        any ->
            draft
                .runs()
                .get(RunTree.key(job, id))
                .orElseThrow(
                    () ->
                        new IllegalStateException(
                            "job " + job + ": run " + id + " is not in the state")));
  }

  /** The numbers of these runs among all that are read. */
  List<Integer> indexes(List<Run> wanted) {
    List<Integer> found = new ArrayList<>();
    for (Run run : wanted) {
      found.add(
          indexes.computeIfAbsent(
              run.id(),
              id -> {
                runs.add(run);
                return runs.size() - 1;
              }));
    }
    return found;
  }

  /** All runs that have a number, in the order of their numbers. */
  <S> List<CursorSource> open(Aggregate<?, S, ?> aggregate) {
    List<CursorSource> sources = new ArrayList<>();
    for (Run run : runs) {
      sources.add(() -> RunCursors.open(draft::open, run, aggregate));
    }
    return sources;
  }
}
