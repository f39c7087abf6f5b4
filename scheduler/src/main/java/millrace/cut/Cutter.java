package millrace.cut;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import millrace.codec.Compression;
import millrace.input.LandedFile;
import millrace.input.Landing;
import millrace.landing.Intake;
import millrace.record.RecordLimit;
import millrace.record.RecordScanner;
import millrace.state.FileEntry;
import millrace.state.FileEntry.Verdict;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;

/**
 * Cuts landed files into pieces, streaming in this JVM. A file counts whole or not at all: its
 * records are staged until its last byte was read, its hash is known, and it is still the file it
 * was when reading began. A bad record never stops its file, and a bad file never stops the others.
 */
public final class Cutter {
  private final Landing landing;
  private final CutRules rules;
  private final StageFiles files;
  private final Judge judge;
  private final Compression compression;
  private final PieceWriter pieces;
  private final List<String> quarantineFiles = new ArrayList<>();
  private final Map<String, CutReading> readElsewhere = new HashMap<>();
  private final List<CutPiece> piecesElsewhere = new ArrayList<>();
  private int quarantines;

  /**
   * A cutter for the files of one tick.
   *
   * @param files where pieces and quarantined records are written
   * @param state what is known already
   */
  public Cutter(
      Landing landing,
      CutRules rules,
      StageFiles files,
      DeliveryHistory state,
      Configuration configuration) {
    this.landing = landing;
    this.rules = rules;
    this.files = StorageException.tellApart(files);
    this.judge = new Judge(rules, state);
    this.compression = new Compression(configuration);
    this.pieces =
        new PieceWriter(
            this.files,
            rules.records().buckets().grid(),
            rules.bufferBytes(),
            rules.input().delivery().changed() == millrace.pipeline.InputSpec.Changed.REPLACE
                ? PieceWriter.Sharing.APART
                : PieceWriter.Sharing.SHARED);
  }

  /**
   * Cuts the files, in order.
   *
   * @param progress told the path of each file before it is read
   * @throws IOException if pieces cannot be written; a file that cannot be read is a result
   */
  public Cut cut(List<Intake.Candidate> candidates, Consumer<String> progress) throws IOException {
    List<FileCut> results = new ArrayList<>();
    for (Intake.Candidate candidate : candidates) {
      Optional<CutReading> elsewhere =
          Optional.ofNullable(readElsewhere.get(candidate.file().path()));
      if (elsewhere.isPresent()) {
        results.add(judge(candidate, elsewhere.get()));
      } else {
        progress.accept(candidate.file().path());
        results.add(cut(candidate));
      }
    }
    List<CutPiece> all = new ArrayList<>(piecesElsewhere);
    all.addAll(pieces.finish());
    all.sort(Comparator.comparing(CutPiece::bucket).thenComparing(CutPiece::name));
    return new Cut(results, all, quarantineFiles);
  }

  /**
   * Takes the readings of a successful job, so that {@link #cut} need not read the files again.
   *
   * @param job prepared by {@link CutJob#prepare}
   * @param directory the name its output has in the draft
   * @throws IOException if its output is not as it must be; nothing of it is used then
   */
  public void accept(Job job, int count, String directory) throws IOException {
    readElsewhere.putAll(
        CutJob.accept(
            job.getConfiguration(),
            count,
            job.getNumReduceTasks(),
            FileOutputFormat.getOutputPath(job),
            directory));
  }

  private FileCut judge(Intake.Candidate candidate, CutReading reading) throws IOException {
    LandedFile file = candidate.file();
    Optional<String> now = landing.find(file.path()).map(LandedFile::identity);
    if (reading.bytes() != file.length() || !now.equals(Optional.of(file.identity()))) {
      return new FileCut.Moving(file.path());
    }
    FileCut verdict =
        judge.verdict(
            new Judge.Evidence(
                candidate, reading.sha256(), false, reading.problem(), reading.sums()));
    if (verdict instanceof FileCut.Taken taken && taken.entry().verdict() == Verdict.CUT) {
      piecesElsewhere.addAll(reading.pieces());
      quarantineFiles.addAll(reading.quarantine());
    }
    return verdict;
  }

  private FileCut cut(Intake.Candidate candidate) throws IOException {
    LandedFile file = candidate.file();
    PieceWriter.StagedFile stage = pieces.stage(file.path());
    try (Quarantine quarantine =
        new Quarantine(files, rules.input().name(), file.path(), quarantines++)) {
      RecordCut cut =
          new RecordCut(rules.records(), compression, file.path(), stage::add, quarantine);
      Optional<String> problem;
      String sha256;
      long tailFrom;
      try (CountedInput source = open(candidate)) {
        tailFrom = source.count();
        problem = cut.read(source, tailFrom > 0 ? headerOf(file) : new byte[0]);
        sha256 = source.sha256Hex();
        Optional<String> now = landing.find(file.path()).map(LandedFile::identity);
        if (source.count() != file.length() || !now.equals(Optional.of(file.identity()))) {
          return new FileCut.Moving(file.path());
        }
      } catch (StorageException e) {
        throw e;
      } catch (FileNotFoundException | NoSuchFileException e) {
        return new FileCut.Moving(file.path());
      } catch (IOException e) {
        return new FileCut.Unreadable(file.path(), RecordCut.reason(e));
      }
      FileCut verdict =
          judge.verdict(new Judge.Evidence(candidate, sha256, tailFrom > 0, problem, cut.sums()));
      if (verdict instanceof FileCut.Taken taken && taken.entry().verdict() == Verdict.CUT) {
        stage.accept();
        quarantineFiles.addAll(quarantine.written());
      }
      return verdict;
    }
  }

  /**
   * Opens the file at its beginning or, if it is a known file with a tail, behind what is counted.
   */
  private CountedInput open(Intake.Candidate candidate) throws IOException {
    LandedFile file = candidate.file();
    CountedInput source = new CountedInput(landing.open(file));
    Optional<FileEntry.Content> grown =
        candidate
            .known()
            .flatMap(FileEntry::lastCounted)
            .filter(counted -> counted.length() > 0 && counted.length() < file.length());
    if (grown.isPresent()) {
      source.readTo(grown.get().length());
      if (!source.sha256Hex().equals(grown.get().sha256())) {
        source.close();
        return new CountedInput(landing.open(file));
      }
    }
    return source;
  }

  /** The header for the pieces of a file that grew, read from its beginning. */
  private byte[] headerOf(LandedFile file) throws IOException {
    try (InputStream start = compression.open(file.path(), landing.open(file));
        RecordScanner scanner =
            rules
                .records()
                .format()
                .scan(start, new byte[0], RecordLimit.of(rules.records().recordBytes()))) {
      return scanner.header();
    }
  }
}
