package millrace.store;

/**
 * A file that a commit named: it was written as {@code from} and will stand at {@code to} as soon
 * as somebody moves it.
 */
public record Move(String from, String to) {}
