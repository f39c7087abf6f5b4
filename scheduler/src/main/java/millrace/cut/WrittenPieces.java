package millrace.cut;

import java.util.List;

/** The pieces that one reducer of a cut job wrote, as it lists them beside its output. */
record WrittenPieces(List<WrittenPiece> pieces) {
  WrittenPieces {
    pieces = List.copyOf(pieces);
  }

  /** A piece of the file with this index. */
  record WrittenPiece(int file, CutPiece piece) {}

  /** The file of this reducer's list. */
  static String fileName(int part) {
    return "pieces-" + part + ".json";
  }
}
