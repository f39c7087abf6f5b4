package millrace.schedule.simulator;

import java.util.function.Supplier;

/** Says every step of a simulation, where {@code -Dmillrace.trace=true} asks for it. */
final class Trace {
  private static final boolean ON = Boolean.getBoolean("millrace.trace");

  private Trace() {}

  static void say(Supplier<String> what) {
    if (ON) {
      System.out.println(what.get());
    }
  }
}
