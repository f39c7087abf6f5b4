package millrace.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of a {@code putIfAbsent} that reported a failure: whatever the failure says, only the
 * place itself knows.
 */
final class ReadBack {
  private static final Logger LOG = LoggerFactory.getLogger(ReadBack.class);

  private ReadBack() {}

  static Store.Outcome of(Store store, String path, byte[] bytes, Exception failure) {
    try (var in = store.open(path)) {
      return Arrays.equals(in.readAllBytes(), bytes)
          ? Store.Outcome.COMMITTED
          : Store.Outcome.REFUSED;
    } catch (FileNotFoundException absent) {
      LOG.warn("{}: not known whether it will be there: {}", path, reason(failure));
      return Store.Outcome.UNKNOWN;
    } catch (IOException | RuntimeException unreadable) {
      LOG.warn(
          "{}: not known whether it is there: {}; read again: {}",
          path,
          reason(failure),
          reason(unreadable));
      return Store.Outcome.UNKNOWN;
    }
  }

  private static String reason(Exception failure) {
    return failure instanceof IOException io ? StorageFailure.reason(io) : failure.toString();
  }
}
