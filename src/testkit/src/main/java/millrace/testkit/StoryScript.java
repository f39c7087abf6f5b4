package millrace.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A story as it stands when it is told: it does not change any more.
 *
 * @param pipeline the text of the pipeline file
 * @param settings of the installation
 * @param steps in order
 * @param check what must hold after each step
 */
record StoryScript(
    String pipeline, Map<String, String> settings, List<StoryStep> steps, MillConsumer check) {
  StoryScript {
    settings = Map.copyOf(settings);
    steps = List.copyOf(steps);
  }

  /** A mill of this story in a directory, which goes on from what is there. */
  TestMill mill(Path home) throws IOException {
    TestMill mill = TestMill.of(home, pipeline);
    settings.forEach(mill::set);
    return mill;
  }
}
