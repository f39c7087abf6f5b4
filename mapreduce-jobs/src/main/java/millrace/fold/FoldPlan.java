package millrace.fold;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import millrace.job.JobSpec;
import millrace.record.TimeSource;

/**
 * What is to be folded: records of which inputs, by which jobs, from which pieces, into how many
 * parts. Each scan reads its pieces once for all of its jobs; a job on a scan is a task, and each
 * task makes one run. A job sees the records of the inputs that it reads, and no others. Runs
 * inline or as one MapReduce job, with the same result.
 *
 * @param inputs where the records of the pieces came from
 * @param jobs whose results are wanted
 * @param scans what is read, and which of the jobs it feeds
 * @param parts how many files each run may have, a power of two; one without keys is not written
 * @param recordLimit the longest record, in bytes; no piece holds a longer one
 */
public record FoldPlan(
    List<FoldInput> inputs, List<JobSpec> jobs, List<Scan> scans, int parts, int recordLimit) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .addModule(new PlanTypes())
          .build();

  public FoldPlan {
    inputs = List.copyOf(inputs);
    jobs = List.copyOf(jobs);
    scans = List.copyOf(scans);
    if (Integer.bitCount(parts) != 1 || parts < 0) {
      throw new IllegalArgumentException("the number of parts is no power of two: " + parts);
    }
    if (recordLimit < 1) {
      throw new IllegalArgumentException("the longest record has " + recordLimit + " bytes");
    }
    for (Scan scan : scans) {
      for (int job : scan.jobs) {
        if (job < 0 || job >= jobs.size()) {
          throw new IllegalArgumentException(
              "%s: job %d of %d is not in the plan".formatted(scan.label, job, jobs.size()));
        }
      }
    }
    refuseWhatIsNotOfTheInputs(inputs, jobs, scans);
  }

  private static void refuseWhatIsNotOfTheInputs(
      List<FoldInput> inputs, List<JobSpec> jobs, List<Scan> scans) {
    Map<String, FoldInput> byName = new HashMap<>();
    for (FoldInput input : inputs) {
      if (byName.put(input.name(), input) != null) {
        throw new IllegalArgumentException("an input is named twice: " + input.name());
      }
    }
    for (JobSpec job : jobs) {
      for (String name : job.from()) {
        if (!byName.containsKey(name)) {
          throw new IllegalArgumentException(
              "job %s: input %s is not in the plan".formatted(job.name(), name));
        }
      }
    }
    for (Scan scan : scans) {
      for (FoldPiece piece : scan.pieces) {
        FoldInput input = byName.get(piece.input());
        if (input == null) {
          throw new IllegalArgumentException(
              "%s: piece %s: input %s is not in the plan"
                  .formatted(scan.label, piece.uri(), piece.input()));
        }
        boolean inRecords = input.time() instanceof TimeSource.EventField;
        if (piece.records() > 0 && inRecords != piece.times().isEmpty()) {
          throw new IllegalArgumentException(
              "%s: piece %s: times of records are %s, and input %s takes them from %s"
                  .formatted(
                      scan.label,
                      piece.uri(),
                      inRecords ? "given" : "missing",
                      input.name(),
                      input.time()));
        }
      }
    }
  }

  /**
   * One reading of a list of pieces.
   *
   * @param label how messages call it, as {@code bucket 20240301T1005Z}
   * @param pieces what is read
   * @param jobs which jobs it feeds, as indexes into the plan's list, each once
   */
  public record Scan(String label, List<FoldPiece> pieces, List<Integer> jobs) {
    public Scan {
      pieces = List.copyOf(pieces);
      jobs = List.copyOf(jobs);
      if (new HashSet<>(jobs).size() != jobs.size()) {
        throw new IllegalArgumentException(label + ": a job is named twice: " + jobs);
      }
    }
  }

  /**
   * One job on one scan.
   *
   * @param index its place in {@link FoldPlan#tasks}
   * @param scan index of its scan
   * @param job index of its job
   */
  public record Task(int index, int scan, int job) {}

  /** All tasks: scan by scan, the jobs of a scan in its order. */
  public List<Task> tasks() {
    List<Task> tasks = new ArrayList<>();
    for (int scan = 0; scan < scans.size(); scan++) {
      for (int job : scans.get(scan).jobs) {
        tasks.add(new Task(tasks.size(), scan, job));
      }
    }
    return List.copyOf(tasks);
  }

  /** How messages call a task: {@code bucket 20240301T1005Z, job urls}. */
  public String label(Task task) {
    return scans.get(task.scan).label + ", job " + jobs.get(task.job).name();
  }

  /** The pieces of a scan that at least one of its jobs reads. */
  public List<FoldPiece> piecesRead(int scan) {
    List<Integer> readers = scans.get(scan).jobs;
    return scans.get(scan).pieces.stream()
        .filter(piece -> readers.stream().anyMatch(job -> jobs.get(job).reads(piece.input())))
        .toList();
  }

  /** How many records a task reads: those of the pieces whose input is its job's. */
  public long records(Task task) {
    return scans.get(task.scan).pieces.stream()
        .filter(piece -> jobs.get(task.job).reads(piece.input()))
        .mapToLong(FoldPiece::records)
        .sum();
  }

  /** Bytes to be read. */
  public long bytes() {
    return IntStream.range(0, scans.size())
        .mapToObj(this::piecesRead)
        .flatMap(List::stream)
        .mapToLong(FoldPiece::length)
        .sum();
  }

  /** The name of the file that holds one part of a task's run. */
  public String fileName(int task, int part) {
    return String.format(Locale.ROOT, "task-%05d-part-%05d-of-%05d.run", task, part, parts);
  }

  /** As JSON in plain ASCII, so that no file format or character set on its way can change it. */
  public String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a fold plan cannot be written as JSON", e);
    }
  }

  public static FoldPlan fromJson(String json) {
    try {
      return JSON.readValue(json, FoldPlan.class);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a fold plan cannot be read", e);
    }
  }
}
