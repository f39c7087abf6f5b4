package millrace.cut;

import java.util.List;
import java.util.Optional;
import millrace.state.Records;

/**
 * The result of reading a file to its end, on whatever engine.
 *
 * @param path below the landing directory
 * @param bytes read
 * @param sha256 of those bytes, hexadecimal
 * @param problem why the file cannot count, if so
 * @param sums what became of its records
 * @param pieces that hold its records alone
 * @param quarantine names of the files that hold its quarantined records
 */
record CutReading(
    String path,
    long bytes,
    String sha256,
    Optional<String> problem,
    Records sums,
    List<CutPiece> pieces,
    List<String> quarantine) {
  CutReading {
    pieces = List.copyOf(pieces);
    quarantine = List.copyOf(quarantine);
  }

  /** Where a cut job leaves the reading of the file with this index. */
  static String fileName(int file) {
    return "reading-" + file + ".json";
  }

  /** The same reading with its files in {@code directory}. */
  CutReading in(String directory, List<CutPiece> more) {
    return new CutReading(
        path,
        bytes,
        sha256,
        problem,
        sums,
        more,
        quarantine.stream().map(name -> directory + "/" + name).toList());
  }
}
