package millrace.cut;

import java.io.IOException;
import java.io.OutputStream;

/** Where an attempt writes its files, under names nobody reads before a commit names them. */
public interface StageFiles {
  /** Opens a new file of this name. */
  OutputStream create(String name) throws IOException;

  /** Drops what is written: for a look at what would be done. */
  static StageFiles nowhere() {
    return name -> OutputStream.nullOutputStream();
  }
}
