package millrace.schedule;

/** Where a tick says what it does. */
public interface TickLog {
  /** What is being worked on now: shown on a terminal, gone with the next. */
  void progress(String what);

  /** Something became true: one line per change of state. */
  void changed(String what);

  /** Something the operator should know: one line, always shown. */
  void warn(String what);

  /** Says nothing. */
  static TickLog quiet() {
    return new TickLog() {
      @Override
      public void progress(String what) {}

      @Override
      public void changed(String what) {}

      @Override
      public void warn(String what) {}
    };
  }
}
