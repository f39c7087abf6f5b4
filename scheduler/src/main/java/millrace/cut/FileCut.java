package millrace.cut;

import java.util.Optional;
import millrace.state.FileEntry;
import millrace.state.Records;

/** The result of taking a file. */
public sealed interface FileCut {
  /** Path below the landing directory. */
  String path();

  /**
   * The file has its one verdict, and is not read again until its bytes change.
   *
   * @param entry what the state is to keep
   * @param added what became of the records that this version brought
   * @param replaced the older versions whose records it replaces
   * @param weight whether the operator must look at it
   */
  record Taken(FileEntry entry, Records added, Optional<FileEntry> replaced, Weight weight)
      implements FileCut {
    @Override
    public String path() {
      return entry.path();
    }
  }

  /** How serious a verdict is. */
  enum Weight {
    /** Business as usual. */
    ROUTINE,
    /** More of the file is broken than the pipeline file allows: the tick has failed. */
    ALARM
  }

  /**
   * Its bytes are those already known under its name.
   *
   * @param entry the known entry with the file's new identity
   */
  record Unchanged(FileEntry entry) implements FileCut {
    @Override
    public String path() {
      return entry.path();
    }
  }

  /** It changed while it was read; the next tick takes it. */
  record Moving(String path) implements FileCut {}

  /** It could not be opened; the next tick tries again, and the operator must help. */
  record Unreadable(String path, String reason) implements FileCut {}
}
