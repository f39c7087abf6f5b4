package millrace.schedule.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import millrace.aggregate.ByteString;
import millrace.report.ReportReader;
import millrace.state.BucketEntry;
import millrace.state.FileEntry;
import millrace.state.Piece;
import millrace.state.PipelineState;
import millrace.state.ReportEntry;
import millrace.state.Snapshot;
import millrace.state.Work;
import millrace.store.SnapshotChain;
import millrace.store.Store;
import millrace.store.Table;
import millrace.time.Grid;

/**
 * What must be true, worked out naively: every landed version is remembered line by line, and each
 * snapshot is held against that at the moment it appears. Nothing here uses the code that decides.
 */
final class Oracle {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration EVERY = Duration.ofMinutes(5);
  private static final String IDS = "ids";

  /** A promise that was broken. */
  static final class Broken extends AssertionError {
    private static final long serialVersionUID = 1;

    Broken(String promise) {
      super(promise);
    }
  }

  /** A line of a landed file that can be read. */
  private record KnownRecord(Instant time, String id, String team, long amount) {}

  private final Map<String, Set<String>> restable = new HashMap<>();
  private final Map<String, byte[]> contents = new HashMap<>();
  private final Map<String, FileEntry> files = new TreeMap<>();
  private final Map<String, byte[]> lastCounted = new HashMap<>();
  private final Set<String> cut = new HashSet<>();
  private final List<KnownRecord> counted = new ArrayList<>();
  private long records;
  private long broken;
  private final Map<Long, String> history = new TreeMap<>();
  private final Map<String, List<KnownRecord>> pieces = new HashMap<>();
  private final Map<String, Map<Integer, SortedMap<String, BigDecimal>>> versions = new HashMap<>();

  // --- what lands

  /** These bytes are closed under this name at some moment, so an attempt may take them. */
  void mayBeTaken(String name, byte[] bytes) {
    if (!isUnfinished(name)) {
      String sha256 = sha256(bytes);
      restable.computeIfAbsent(name, any -> new HashSet<>()).add(sha256);
      contents.putIfAbsent(sha256, bytes.clone());
    }
  }

  private static boolean isUnfinished(String name) {
    String last = name.substring(name.lastIndexOf('/') + 1);
    return last.endsWith(".tmp")
        || last.endsWith("._COPYING_")
        || name.startsWith("_")
        || last.startsWith(".");
  }

  /** The mill itself took a file away. */
  void removed(String name, byte[] bytes) {
    String sha256 = sha256(bytes);
    boolean known =
        Optional.ofNullable(files.get(name))
                .map(entry -> entry.sha256().equals(sha256))
                .orElse(false)
            || cut.contains(sha256);
    if (!known) {
      throw new Broken("landing %s: taken away, and no snapshot knows its bytes".formatted(name));
    }
  }

  // --- what is committed

  /** A snapshot's file was changed. */
  void changed(Store store, String slot) {
    long number = Long.parseLong(slot.replaceAll(".*/0*([0-9]+)\\.json", "$1"));
    try {
      byte[] bytes = bytes(store, slot);
      String told = history.get(number);
      if (told != null) {
        if (!told.equals(sha256(bytes))) {
          throw new Broken("snapshot %d was told twice".formatted(number));
        }
        return;
      }
      Optional<Snapshot> snapshot;
      try {
        snapshot = Snapshot.chain(store).read(number);
      } catch (IOException e) {
        return; // half of it: whoever reads it will say so
      }
      if (snapshot.isPresent()) {
        if (number != history.size() + 1) {
          throw new Broken("snapshot %d follows %d".formatted(number, history.size()));
        }
        history.put(number, sha256(bytes));
        observe(new PipelineState(store, snapshot.get()));
      }
    } catch (IOException e) {
      throw new Broken("snapshot %d names what cannot be read: %s".formatted(number, e));
    }
  }

  private void observe(PipelineState state) throws IOException {
    long number = state.snapshot().number();
    for (FileEntry entry : all(state.files()).values()) {
      FileEntry before = files.put(entry.path(), entry);
      if (before == null || !before.sha256().equals(entry.sha256())) {
        taken(number, entry);
      }
    }
    var sums = state.snapshot().facts().total().records();
    if (sums.records() != records
        || sums.cut() != counted.size()
        || sums.quarantined() != broken
        || sums.lateRefused() != 0) {
      throw new Broken(
          "snapshot %d: %s, but landed: records=%d cut=%d broken=%d"
              .formatted(number, sums, records, counted.size(), broken));
    }
    Map<String, BucketEntry> buckets = all(state.buckets());
    List<KnownRecord> inPieces = new ArrayList<>();
    for (BucketEntry bucket : buckets.values()) {
      for (Piece piece : bucket.pieces()) {
        for (KnownRecord event : events(state, piece)) {
          if (event.time().isBefore(bucket.start())
              || !event.time().isBefore(bucket.start().plus(EVERY))) {
            throw new Broken("bucket %s holds %s".formatted(bucket.start(), event));
          }
          inPieces.add(event);
        }
      }
    }
    same("snapshot %d: pieces".formatted(number), fold(IDS, counted), fold(IDS, inPieces));
    for (ReportEntry report : all(state.reports()).values()) {
      var known = versions.computeIfAbsent(report.key(), any -> new TreeMap<>());
      if (!known.containsKey(report.revision())) {
        if (report.revision() != known.size() + 1) {
          throw new Broken(
              "report %s: revision %d after %d"
                  .formatted(report.key(), report.revision(), known.size()));
        }
        List<KnownRecord> held = new ArrayList<>();
        for (BucketEntry bucket : buckets.values()) {
          if (report.from().filter(bucket.start()::isBefore).isEmpty()
              && bucket.start().isBefore(report.to())) {
            for (Piece piece : bucket.pieces()) {
              if (isFolded(state.snapshot(), report.job(), piece)) {
                held.addAll(events(state, piece));
              }
            }
          }
        }
        known.put(report.revision(), fold(report.job(), held));
      }
    }
  }

  private static boolean isFolded(Snapshot head, String job, Piece piece) {
    for (Work work : head.facts().work().due()) {
      if (work.jobs().contains(job)
          && work.pieces().stream().anyMatch(it -> it.path().equals(piece.path()))) {
        return false;
      }
    }
    return !head.facts().timeline().open().stream()
        .anyMatch(start -> piece.path().contains("bucket=" + bucketName(start) + "/"));
  }

  private static String bucketName(Instant start) {
    return start.toString().replaceAll("[-:]", "").replaceAll("00Z$", "Z");
  }

  private void taken(long number, FileEntry entry) {
    Trace.say(
        () ->
            "oracle: snapshot %d: %s %s: %s"
                .formatted(
                    number,
                    entry.path(),
                    entry.verdict(),
                    new String(
                        Optional.ofNullable(contents.get(entry.sha256())).orElse(new byte[0]),
                        StandardCharsets.UTF_8)));
    String what = "snapshot %d, file %s".formatted(number, entry.path());
    if (!restable.getOrDefault(entry.path(), Set.of()).contains(entry.sha256())) {
      throw new Broken(what + ": taken with bytes that never were at rest there");
    }
    byte[] bytes = Optional.ofNullable(contents.get(entry.sha256())).orElseThrow();
    switch (entry.verdict()) {
      case CUT -> {
        if (!cut.add(entry.sha256()) && bytes.length > 0) {
          throw new Broken(what + ": the same bytes are counted twice");
        }
        byte[] before = lastCounted.getOrDefault(entry.path(), new byte[0]);
        boolean tail =
            before.length < bytes.length
                && Arrays.equals(before, 0, before.length, bytes, 0, before.length);
        count(tail ? Arrays.copyOfRange(bytes, before.length, bytes.length) : bytes);
      }
      case DUPLICATE -> {
        if (!cut.contains(entry.sha256())) {
          throw new Broken(what + ": called a duplicate of what was never counted");
        }
      }
      case QUARANTINED -> throw new Broken(what + ": quarantined: " + entry.reason());
    }
    lastCounted.put(entry.path(), bytes);
  }

  private void count(byte[] lines) {
    for (String line : new String(lines, StandardCharsets.UTF_8).lines().toList()) {
      records++;
      Optional<KnownRecord> event = parse(line);
      event.ifPresentOrElse(counted::add, () -> broken++);
    }
  }

  private static Optional<KnownRecord> parse(String line) {
    String[] cells = line.split(",", -1);
    return cells.length == 4
        ? Optional.of(
            new KnownRecord(Instant.parse(cells[0]), cells[1], cells[2], Long.parseLong(cells[3])))
        : Optional.empty();
  }

  private List<KnownRecord> events(PipelineState state, Piece piece) throws IOException {
    List<KnownRecord> known = pieces.get(piece.path());
    if (known == null) {
      byte[] bytes;
      try (var in = state.open(piece.path())) {
        bytes = in.readAllBytes();
      }
      known = new ArrayList<>();
      for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
        Optional<KnownRecord> event;
        try {
          event = parse(line);
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
          event = Optional.empty();
        }
        known.add(
            event.orElseThrow(
                () -> new Broken("piece %s holds: %s".formatted(piece.path(), line))));
      }
      if (known.size() != piece.records()) {
        throw new Broken("piece %s: %d records".formatted(piece, known.size()));
      }
      pieces.put(piece.path(), known);
    }
    return known;
  }

  private static SortedMap<String, BigDecimal> fold(String job, List<KnownRecord> events) {
    SortedMap<String, BigDecimal> sums = new TreeMap<>();
    for (KnownRecord event : events) {
      boolean ids = job.equals(IDS);
      sums.merge(
          ids ? event.id() : event.team(),
          ids ? BigDecimal.ONE : BigDecimal.valueOf(event.amount()),
          BigDecimal::add);
    }
    return sums;
  }

  private static void same(
      String what, SortedMap<String, BigDecimal> expected, SortedMap<String, BigDecimal> found) {
    if (!expected.equals(found)) {
      throw new Broken("%s: wrong sum: expected %s, found %s".formatted(what, expected, found));
    }
  }

  // --- what is read

  /** A report as a reader of this state gets it. */
  void read(PipelineState state, ReportEntry report) throws IOException {
    same(
        "report %s, revision %d, of snapshot %d"
            .formatted(report.key(), report.revision(), state.snapshot().number()),
        committed(report.key(), report.revision()),
        rows(state, report));
  }

  private SortedMap<String, BigDecimal> committed(String key, int revision) {
    return Optional.ofNullable(versions.getOrDefault(key, Map.of()).get(revision))
        .orElseThrow(
            () ->
                new Broken(
                    "report %s, revision %d: read before it was true".formatted(key, revision)));
  }

  private static SortedMap<String, BigDecimal> rows(PipelineState state, ReportEntry report)
      throws IOException {
    SortedMap<String, BigDecimal> rows = new TreeMap<>();
    new ReportReader(state, new Grid(EVERY))
        .read(
            report,
            OptionalInt.empty(),
            cells -> put(report.key(), rows, cells.stream().map(ByteString::toString).toList()));
    return rows;
  }

  private static void put(String what, Map<String, BigDecimal> rows, List<String> cells) {
    try {
      rows.put(cells.get(0), new BigDecimal(cells.get(1)));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new Broken("report %s: torn: row %s".formatted(what, cells));
    }
  }

  /** A part of a report as other programs find it: one version, whole, and one that is true. */
  void readExport(String key, byte[] part) {
    SortedMap<String, BigDecimal> rows = new TreeMap<>();
    for (String line : new String(part, StandardCharsets.UTF_8).lines().toList()) {
      put(key, rows, List.of(line.split("\t", -1)));
    }
    if (!versions.getOrDefault(key, Map.of()).containsValue(rows)) {
      throw new Broken("export of %s: early, torn or mixed: %s".formatted(key, rows));
    }
  }

  /** The facts beside it. */
  void readFacts(String key, byte[] facts) {
    try {
      committed(key, JSON.readTree(facts).path("revision").asInt());
    } catch (IOException e) {
      throw new Broken("facts of %s: torn: %s".formatted(key, e.getMessage()));
    }
  }

  // --- the end

  /** After a clean tick: nothing is lost, nothing is twice, nothing is left. */
  void judge(Store store, Shore shore, SortedMap<String, String> disk) throws IOException {
    SnapshotChain<Snapshot> chain = Snapshot.chain(store);
    PipelineState state = new PipelineState(store, chain.head().orElse(Snapshot.NONE));
    Snapshot head = state.snapshot();
    if (head.number() != history.size()) {
      throw new Broken("head %d of %d snapshots".formatted(head.number(), history.size()));
    }
    Map<String, FileEntry> known = all(state.files());
    shore
        .files()
        .forEach(
            (name, inode) -> {
              if (!inode.isOpen() && !isUnfinished(name)) {
                String sha256 = sha256(inode.bytes());
                if (!Optional.ofNullable(known.get(FileEntry.key("landing", name)))
                    .map(FileEntry::sha256)
                    .equals(Optional.of(sha256))) {
                  throw new Broken("landing %s: left behind".formatted(name));
                }
                if (inode.bytes().length > 0 && !cut.contains(sha256)) {
                  throw new Broken("landing %s: never counted".formatted(name));
                }
              }
            });
    fold(IDS, counted)
        .forEach(
            (id, times) -> {
              if (times.compareTo(BigDecimal.ONE) != 0) {
                throw new Broken("record %s is counted %s times".formatted(id, times));
              }
            });
    if (!head.facts().work().due().isEmpty()
        || !head.facts().timeline().open().isEmpty()
        || !head.exports().isEmpty()) {
      throw new Broken(
          "left: %s %s %s"
              .formatted(
                  head.facts().work().due(), head.facts().timeline().open(), head.exports()));
    }
    Set<String> named = new HashSet<>();
    Set<String> ends = new HashSet<>();
    for (ReportEntry report : all(state.reports()).values()) {
      List<KnownRecord> held =
          counted.stream()
              .filter(event -> report.from().filter(event.time()::isBefore).isEmpty())
              .filter(event -> event.time().isBefore(report.to()))
              .toList();
      same("report " + report.key(), fold(report.job(), held), rows(state, report));
      ends.add(report.job() + "/" + report.window() + " " + report.to());
      String directory =
          "reports/job=%s/window=%s/bucket=%s"
              .formatted(report.job(), report.window(), report.bucket());
      named.add(directory + "/_report.json");
      JsonNode facts = JSON.readTree(bytes(store, directory + "/_report.json"));
      if (facts.path("revision").asInt() != report.revision()) {
        throw new Broken(
            "export %s: %s, not revision %d".formatted(directory, facts, report.revision()));
      }
      if (report.changed().isPresent()) {
        String changes = directory + "/_changed.tsv";
        named.add(changes);
        if (!sha256(bytes(store, changes)).equals(report.changed().get().part().sha256())) {
          throw new Broken("export %s: set back".formatted(changes));
        }
      }
      for (int i = 0; i < report.parts().size(); i++) {
        String part = directory + "/part-%05d.tsv".formatted(i);
        named.add(part);
        if (!sha256(bytes(store, part)).equals(report.parts().get(i).sha256())) {
          throw new Broken("export %s: set back".formatted(part));
        }
      }
    }
    for (KnownRecord event : counted) {
      Instant end = event.time().truncatedTo(java.time.temporal.ChronoUnit.MINUTES);
      end = end.minusSeconds(end.getEpochSecond() % 300).plus(EVERY);
      for (String job : List.of(IDS, "teams")) {
        if (!ends.contains(job + "/all " + end)) {
          throw new Broken("job %s: no report up to %s".formatted(job, end));
        }
      }
    }
    if (!disk.isEmpty()) {
      garbage(head, disk, named);
    }
  }

  /** Every file is named by a snapshot that is kept, or by a page or list of one. */
  private static void garbage(Snapshot head, SortedMap<String, String> disk, Set<String> exports)
      throws IOException {
    Set<String> named = new HashSet<>(exports);
    List<JsonNode> open = new ArrayList<>();
    for (Map.Entry<String, String> file : disk.entrySet()) {
      if (file.getKey().startsWith("_millrace/snapshots/")) {
        named.add(file.getKey());
        open.add(JSON.readTree(file.getValue()));
      }
    }
    while (!open.isEmpty()) {
      JsonNode node = open.remove(open.size() - 1);
      node.fields()
          .forEachRemaining(
              field -> {
                if (!field.getKey().equals("dropped") && !field.getKey().equals("moves")) {
                  open.add(field.getValue());
                }
              });
      node.elements()
          .forEachRemaining(
              element -> {
                if (node.isArray()) {
                  open.add(element);
                }
              });
      if (node.isTextual()
          && named.add(node.asText())
          && node.asText().startsWith("_millrace/pages/")) {
        String page = disk.get(node.asText());
        if (page == null) {
          throw new Broken("no such page: " + node.asText());
        }
        open.add(JSON.readTree(page));
      }
    }
    for (String file : disk.keySet()) {
      boolean young =
          file.startsWith("_millrace/attempts/" + head.number() + "-")
              || file.startsWith("quarantine/");
      if (!named.contains(file) && !young) {
        throw new Broken("nobody names, and nobody swept: " + file);
      }
    }
  }

  // --- small things

  private static <V> Map<String, V> all(Table<V> table) {
    Map<String, V> all = new TreeMap<>();
    for (Iterator<Map.Entry<String, V>> it = table.from(""); it.hasNext(); ) {
      Map.Entry<String, V> entry = it.next();
      all.put(entry.getKey(), entry.getValue());
    }
    return all;
  }

  private static byte[] bytes(Store store, String path) throws IOException {
    try (var in = store.open(path)) {
      return in.readAllBytes();
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Snapshots so far. */
  int snapshots() {
    return history.size();
  }

  /** Records counted so far. */
  int counted() {
    return counted.size();
  }

  /** Every report with its newest revision. */
  List<String> reports() {
    return List.copyOf(versions.keySet());
  }
}
