package millrace.plugins.jsonlines;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import millrace.sink.Fence;
import millrace.sink.ReportId;
import millrace.sink.ReportUpdate;
import millrace.sink.ReportUpdate.PublishedReport;
import millrace.sink.Sink;
import org.apache.hadoop.fs.Path;

/**
 * A file for each report, with a line for each row, which holds one revision at any moment.
 *
 * <p>No attempt can set a file back. What is older than what is there is passed over. An attempt
 * that is overtaken while it works has drafts, which the newer one deletes before it writes its
 * own; or it writes them after that, and then the fence tells it. Attempts that tell the same
 * snapshot let each other's drafts be: they say the same. Only a removal has no draft: it looks
 * once more, right before, whether something newer is there.
 */
final class JsonLinesSink implements Sink {
  /** The file that says whose reports these are. */
  private static final String OWNER = "_pipeline";

  private final Path directory;
  private final FilesOpener opener;

  /**
   * Writes to the files of {@code directory}.
   *
   * @param opener opens them; called with each delivery, and not before
   */
  JsonLinesSink(Path directory, FilesOpener opener) {
    this.directory = directory;
    this.opener = opener;
  }

  /** Opens the directory of the reports. */
  interface FilesOpener {
    ReportFiles open() throws IOException;
  }

  /** Something that is prepared, and only has to be done. */
  private interface Step {
    void take() throws IOException;
  }

  @Override
  public void deliver(List<ReportUpdate> updates, Fence fence) throws IOException {
    ReportFiles files = opener.open();
    for (String pipeline :
        updates.stream().map(it -> it.report().pipeline()).collect(Collectors.toSet())) {
      claim(files, pipeline);
    }
    List<String> drafts = files.names(ReportPlace.DRAFTS);
    List<Step> steps = new ArrayList<>();
    for (ReportUpdate update : newest(updates)) {
      ReportPlace place = ReportPlace.of(update.report());
      if (place.snapshot(files) <= update.snapshot()) {
        for (String draft : drafts) {
          if (place.isOlderDraft(draft, update.snapshot())) {
            files.delete(ReportPlace.DRAFTS + "/" + draft);
          }
        }
        if (update instanceof PublishedReport report) {
          steps.addAll(prepare(report, place, files));
        } else {
          steps.add(() -> remove(place, update.snapshot(), files));
        }
      }
    }
    fence.check();
    for (Step step : steps) {
      step.take();
    }
  }

  /**
   * Makes sure that the files are those of one pipeline. Reports of two would pass for revisions of
   * each other.
   *
   * @throws IOException if they are another's
   */
  private static void claim(ReportFiles files, String pipeline) throws IOException {
    Optional<InputStream> owner = files.open(OWNER);
    if (owner.isPresent()) {
      try (InputStream in = owner.get()) {
        String name = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        if (!name.equals(pipeline)) {
          throw new IOException(
              "json-lines: the reports of pipeline %s are there already. Give the output another path."
                  .formatted(name));
        }
      }
      return;
    }
    String draft = ReportPlace.DRAFTS + "/" + OWNER + UUID.randomUUID();
    try (OutputStream out = files.create(draft)) {
      out.write((pipeline + "\n").getBytes(StandardCharsets.UTF_8));
    }
    files.replace(draft, OWNER);
  }

  /** The last that is said of each report. */
  private static Collection<ReportUpdate> newest(List<ReportUpdate> updates) {
    Map<ReportId, ReportUpdate> newest = new LinkedHashMap<>();
    for (ReportUpdate update : updates) {
      newest.merge(
          update.report(),
          update,
          (before, after) -> after.snapshot() < before.snapshot() ? before : after);
    }
    return newest.values();
  }

  private static List<Step> prepare(PublishedReport report, ReportPlace place, ReportFiles files)
      throws IOException {
    List<Step> steps = new ArrayList<>();
    if (report.facts().table().rows() == 0) {
      String marker = place.draft(report.snapshot());
      try (OutputStream out = files.create(marker)) {
        JsonObject json = new JsonObject(out);
        ReportLines.writeFacts(json, report.facts());
        json.end();
      }
      steps.add(() -> files.replace(marker, place.marker()));
    }
    String data = place.draft(report.snapshot());
    try (OutputStream out = files.create(data)) {
      new ReportLines(report).write(out);
    }
    steps.add(() -> files.replace(data, place.data()));
    return steps;
  }

  /** Removes what is there, unless something newer took its place. */
  private static void remove(ReportPlace place, long snapshot, ReportFiles files)
      throws IOException {
    if (place.snapshot(files) <= snapshot) {
      files.delete(place.data());
      files.delete(place.marker());
    }
  }

  @Override
  public List<Path> directories() {
    return List.of(directory);
  }

  @Override
  public void close() {}
}
