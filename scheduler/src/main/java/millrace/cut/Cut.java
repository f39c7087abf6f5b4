package millrace.cut;

import java.util.List;

/**
 * The result of cutting some files. It counts only when a commit names it.
 *
 * @param files what became of each file, in the order they were given
 * @param pieces what was written into buckets
 * @param quarantine names of the quarantine files written
 */
public record Cut(List<FileCut> files, List<CutPiece> pieces, List<String> quarantine) {
  public Cut {
    files = List.copyOf(files);
    pieces = List.copyOf(pieces);
    quarantine = List.copyOf(quarantine);
  }
}
