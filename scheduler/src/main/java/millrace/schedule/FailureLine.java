package millrace.schedule;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A failure in one line: its message and those of its causes, each said once. */
public final class FailureLine {
  private FailureLine() {}

  /** The line, not yet safe for a terminal. */
  public static String of(Throwable failure) {
    List<String> said = new ArrayList<>();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Optional<Throwable> next = Optional.of(failure);
    while (next.isPresent() && seen.add(next.get())) {
      String text = one(next.get());
      String message = firstLines(Optional.ofNullable(next.get().getMessage()).orElse(""));
      String news = message.isEmpty() ? text : message;
      if (said.stream().noneMatch(before -> before.contains(text) || before.contains(news))) {
        said.add(text);
      }
      next = Optional.ofNullable(next.get().getCause());
    }
    return String.join("; caused by: ", said);
  }

  private static String one(Throwable failure) {
    String message = firstLines(Optional.ofNullable(failure.getMessage()).orElse(""));
    if (failure instanceof NoSuchFileException) {
      return "no such file: " + message;
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied: " + message;
    }
    if (failure instanceof NotDirectoryException) {
      return "not a directory: " + message;
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "it exists already: " + message;
    }
    Optional<Throwable> wrapped =
        Optional.ofNullable(failure.getCause())
            .filter(cause -> message.equals(firstLines(cause.toString())));
    if (wrapped.isPresent()) {
      return one(wrapped.get());
    }
    return isPlain(failure) && !message.isEmpty()
        ? message
        : failure.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message);
  }

  /**
   * Whether its message is written for people. Other messages say little without the name of the
   * class.
   */
  private static boolean isPlain(Throwable failure) {
    Class<?> type = failure.getClass();
    return type == IOException.class
        || type == FileNotFoundException.class
        || type == UncheckedIOException.class
        || type == IllegalArgumentException.class
        || type == IllegalStateException.class
        || type == RuntimeException.class
        || type.getName().startsWith("millrace.");
  }

  /** A remote failure brings its stack trace in its message. */
  private static String firstLines(String message) {
    return message
        .lines()
        .takeWhile(line -> !line.startsWith("\tat "))
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining(" "));
  }
}
