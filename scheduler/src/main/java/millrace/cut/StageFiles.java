package millrace.cut;

import java.io.IOException;
import java.io.OutputStream;

/** Where an attempt writes its files. Nobody reads them before a commit names them. */
public interface StageFiles {
  /** Opens a new file of this name. */
  OutputStream create(String name) throws IOException;

  /** Drops everything that is written. For looking at what a tick would do. */
  static StageFiles nowhere() {
    return name -> OutputStream.nullOutputStream();
  }
}
