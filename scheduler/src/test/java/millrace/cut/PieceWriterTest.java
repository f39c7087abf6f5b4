package millrace.cut;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import millrace.aggregate.ByteString;
import millrace.aggregate.Seeds;
import millrace.aggregate.Slice;
import millrace.state.Piece;
import millrace.time.Grid;
import org.junit.jupiter.api.Test;

/** Records are gathered into pieces, within bounds of memory. */
class PieceWriterTest {
  private static final Grid GRID = new Grid(Duration.ofMinutes(5));
  private static final Instant TEN = Instant.parse("2024-03-01T10:00:00Z");
  private static final ByteString NO_HEADER = ByteString.EMPTY;

  private final Map<String, ByteArrayOutputStream> files = new TreeMap<>();

  private PieceWriter writer(long budget) {
    return new PieceWriter(
        name -> {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          assertThat(files.put(name, out)).as("a second %s", name).isNull();
          return out;
        },
        GRID,
        budget,
        PieceWriter.Sharing.SHARED);
  }

  private String content(CutPiece piece) {
    ByteArrayOutputStream out = files.get(piece.name());
    return out == null ? "no such file" : out.toString(StandardCharsets.UTF_8);
  }

  private static void add(PieceWriter.StagedFile stage, int bucket, String record)
      throws IOException {
    stage.add(TEN.plus(GRID.step().multipliedBy(bucket)), false, NO_HEADER, Slice.of(record));
  }

  @Test
  void smallFilesShareThePiecesOfTheirBuckets() throws IOException {
    PieceWriter writer = writer(1000);
    for (String file : List.of("a", "b")) {
      PieceWriter.StagedFile stage = writer.stage(file);
      add(stage, 0, file + "1");
      add(stage, 0, file + "2");
      add(stage, 1, file + "3");
      stage.accept();
    }
    List<CutPiece> pieces = writer.finish();
    assertThat(pieces).extracting(this::content).containsExactly("a1\na2\nb1\nb2\n", "a3\nb3\n");
    assertThat(pieces.get(0).sources())
        .containsExactly(new Piece.PieceSource("a", 2), new Piece.PieceSource("b", 2));
    assertThat(pieces.get(0).length()).isEqualTo(12);
    assertThat(pieces).extracting(CutPiece::records).containsExactly(4L, 2L);
  }

  @Test
  void ofAFileThatIsNotAcceptedNothingCounts() throws IOException {
    PieceWriter writer = writer(40);
    PieceWriter.StagedFile bad = writer.stage("bad");
    for (int i = 0; i < 50; i++) {
      add(bad, i % 3, "bad " + i);
    }
    PieceWriter.StagedFile good = writer.stage("good");
    add(good, 0, "good");
    good.accept();
    assertThat(writer.finish()).singleElement().extracting(this::content).isEqualTo("good\n");
  }

  @Test
  void lateRecordsAndOtherHeadersHavePiecesOfTheirOwn() throws IOException {
    PieceWriter writer = writer(1000);
    PieceWriter.StagedFile stage = writer.stage("a");
    stage.add(TEN, false, ByteString.of("time,key\n"), Slice.of("1,x"));
    stage.add(TEN, true, ByteString.of("time,key\n"), Slice.of("2,x"));
    stage.add(TEN, false, ByteString.of("key,time\n"), Slice.of("x,3"));
    stage.accept();
    assertThat(writer.finish())
        .extracting(piece -> piece.late() + " " + content(piece))
        .containsExactlyInAnyOrder(
            "false time,key\n1,x\n", "true time,key\n2,x\n", "false key,time\nx,3\n");
  }

  @Test
  void aTinyBudgetMakesManyPiecesWithTheSameRecords() throws IOException {
    Random random = Seeds.random();
    Map<Integer, Map<String, Long>> expected = new TreeMap<>();
    PieceWriter writer = writer(200);
    for (int file = 0; file < 20; file++) {
      PieceWriter.StagedFile stage = writer.stage("f" + file);
      boolean accepted = random.nextInt(4) > 0;
      for (int i = random.nextInt(60); i > 0; i--) {
        int bucket = random.nextInt(6);
        add(stage, bucket, "x".repeat(random.nextInt(30)));
        if (accepted) {
          expected.computeIfAbsent(bucket, b -> new TreeMap<>()).merge("f" + file, 1L, Long::sum);
        }
      }
      if (accepted) {
        stage.accept();
      }
    }
    List<CutPiece> pieces = writer.finish();
    Map<Integer, Map<String, Long>> found = new TreeMap<>();
    for (CutPiece piece : pieces) {
      int bucket = (int) (Duration.between(TEN, piece.bucket()).toMinutes() / 5);
      for (Piece.PieceSource source : piece.sources()) {
        found
            .computeIfAbsent(bucket, b -> new TreeMap<>())
            .merge(source.file(), source.records(), Long::sum);
      }
      assertThat(content(piece).lines()).hasSize((int) piece.records());
      assertThat(content(piece)).hasSize((int) piece.length());
    }
    assertThat(found).isEqualTo(expected);
    assertThat(pieces).hasSizeGreaterThan(20);
  }

  /** What all records of a file have in common is told from the sources, record by record. */
  @Test
  void sourcesStandInTheOrderOfTheirRecords() throws IOException {
    Random random = Seeds.random();
    PieceWriter writer = writer(2000);
    for (int file = 0; file < 40; file++) {
      PieceWriter.StagedFile stage = writer.stage("f" + file);
      for (int i = random.nextInt(random.nextBoolean() ? 5 : 80); i > 0; i--) {
        add(stage, random.nextInt(4), "f" + file);
      }
      if (random.nextInt(4) > 0) {
        stage.accept();
      }
    }
    List<CutPiece> pieces = writer.finish();
    assertThat(pieces).anyMatch(piece -> piece.sources().size() > 3).hasSizeGreaterThan(4);
    for (CutPiece piece : pieces) {
      List<String> fromSources = new ArrayList<>();
      for (Piece.PieceSource source : piece.sources()) {
        fromSources.addAll(Collections.nCopies((int) source.records(), source.file()));
      }
      assertThat(content(piece).lines()).containsExactlyElementsOf(fromSources);
    }
  }

  @Test
  void memoryIsBoundedHoweverLargeAFileIs() throws IOException {
    long[] written = new long[1];
    PieceWriter writer =
        new PieceWriter(
            name ->
                new java.io.OutputStream() {
                  @Override
                  public void write(int b) {
                    written[0]++;
                  }

                  @Override
                  public void write(byte[] bytes, int offset, int length) {
                    written[0] += length;
                  }
                },
            GRID,
            1 << 20,
            PieceWriter.Sharing.SHARED);
    PieceWriter.StagedFile stage = writer.stage("large");
    String record = "x".repeat(999);
    long added = 0;
    long most = 0;
    for (int i = 0; i < 100_000; i++) {
      add(stage, i % 50, record);
      added += 1000;
      most = Math.max(most, added - written[0]);
    }
    assertThat(most).as("bytes held at once").isLessThan(1 << 20);
    stage.accept();
    assertThat(writer.finish().stream().mapToLong(CutPiece::records).sum()).isEqualTo(100_000);
    assertThat(written[0]).isEqualTo(100_000_000);
  }
}
