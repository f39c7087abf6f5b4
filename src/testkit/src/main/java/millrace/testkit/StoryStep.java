package millrace.testkit;

import java.io.IOException;
import java.util.List;

/**
 * A step of a story: what comes about outside of the mill, what arrives in it, and what a process
 * then does.
 *
 * @param name the step in words
 * @param given what is so outside of the mill from this step on
 * @param arrivals what happens to its files
 * @param action what a process does
 */
record StoryStep(
    String name, List<Runnable> given, List<MillConsumer> arrivals, StoryAction action) {
  StoryStep {
    given = List.copyOf(given);
    arrivals = List.copyOf(arrivals);
  }

  /** Makes everything outside of the mill as it is from this step on. */
  void prepare() {
    given.forEach(Runnable::run);
  }

  /** Lets the files of this step arrive. */
  void arrive(TestMill mill) throws IOException {
    for (MillConsumer arrival : arrivals) {
      arrival.accept(mill);
    }
  }

  /** All of this step, undisturbed. */
  void tell(TestMill mill) throws IOException {
    prepare();
    arrive(mill);
    action.run(mill, FailureInjector.none());
  }
}
