package millrace.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.ipc.RemoteException;

/**
 * A failure of storage as the operator is told of it, in one line: what was being done, why it
 * could not be, and what to do now.
 */
public final class StorageFailure extends IOException {
  private static final long serialVersionUID = 1;

  private static final String DATANODES =
      "see that its DataNodes are up (hdfs dfsadmin -report); the next tick goes on then";
  private static final String NAMENODE =
      "see that the NameNode is up and can be reached; the next tick goes on then";
  private static final String PERMISSION =
      "give the user that runs Millrace this permission, then tick again";
  private static final String ROOM = "make room there, then tick again";

  /** What to do, by a word that stands in the name of the failure's class or in its message. */
  private static final List<Map.Entry<String, String>> REMEDIES =
      List.of(
          Map.entry(
              "SafeModeException",
              "see why (hdfs dfsadmin -safemode get); the next tick goes on when HDFS has left it"),
          Map.entry(
              "NSQuotaExceeded",
              "raise it (hdfs dfsadmin -setQuota N DIRECTORY) or delete what is not needed, then"
                  + " tick again"),
          Map.entry(
              "DSQuotaExceeded",
              "raise it (hdfs dfsadmin -setSpaceQuota BYTES DIRECTORY) or delete what is not needed,"
                  + " then tick again"),
          Map.entry(
              "QuotaByStorageTypeExceeded",
              "raise it (hdfs dfsadmin -setSpaceQuota BYTES -storageType TYPE DIRECTORY), then tick"
                  + " again"),
          Map.entry("AccessControlException", PERMISSION),
          Map.entry("AccessDeniedException", PERMISSION),
          Map.entry("No space left on device", ROOM),
          Map.entry("Disk quota exceeded", ROOM),
          Map.entry(
              "File too large", "raise the limit on a file's size (ulimit -f), then tick again"),
          Map.entry("Too many open files", "raise the limit (ulimit -n), then tick again"),
          Map.entry("Read-only file system", "mount it for writing, then tick again"),
          Map.entry("could only be written to", DATANODES),
          Map.entry("BlockMissingException", DATANODES),
          Map.entry("CannotObtainBlockLength", DATANODES),
          Map.entry("Unable to create new block", DATANODES),
          Map.entry("Could not get block locations", DATANODES),
          Map.entry("All datanodes", DATANODES),
          Map.entry("last block", DATANODES),
          Map.entry("ConnectException", NAMENODE),
          Map.entry("StandbyException", NAMENODE),
          Map.entry("NoRouteToHostException", NAMENODE),
          Map.entry("SocketTimeoutException", NAMENODE),
          Map.entry("ConnectionReset", NAMENODE),
          Map.entry("Connection reset", NAMENODE),
          Map.entry("End of File Exception between local host", NAMENODE));

  private StorageFailure(String doing, IOException cause) {
    super("cannot " + doing + ": " + reason(cause) + "; " + remedy(cause), cause);
  }

  /**
   * The failure with the words that it lacks. One whose class says all there is to know is given
   * back as it is, and so is one that has its words already.
   *
   * @param doing what was being done, as in "write FILE"
   */
  public static IOException of(String doing, IOException failure) {
    IOException unwrapped =
        failure instanceof RemoteException remote ? remote.unwrapRemoteException() : failure;
    boolean known =
        unwrapped instanceof StorageFailure
            || unwrapped instanceof FileNotFoundException
            || unwrapped instanceof NoSuchFileException
            || unwrapped instanceof FileAlreadyExistsException
            || unwrapped instanceof InterruptedIOException;
    return known ? unwrapped : new StorageFailure(doing, unwrapped);
  }

  /** Why, without the stack trace that a server puts into its messages. */
  public static String reason(IOException failure) {
    String message =
        Optional.ofNullable(failure.getMessage())
            .orElse("")
            .lines()
            .takeWhile(line -> !line.startsWith("\tat "))
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .collect(Collectors.joining(" "));
    if (failure instanceof AccessDeniedException) {
      return "permission denied: " + message;
    }
    return message.isEmpty() ? failure.getClass().getSimpleName() : message;
  }

  private static String remedy(IOException failure) {
    List<String> signs = new ArrayList<>();
    for (Optional<Throwable> next = Optional.of(failure);
        next.isPresent() && signs.size() < 100;
        next = Optional.ofNullable(next.get().getCause())) {
      signs.add(next.get().getClass().getSimpleName());
      signs.add(String.valueOf(next.get().getMessage()));
    }
    return REMEDIES.stream()
        .filter(remedy -> signs.stream().anyMatch(sign -> sign.contains(remedy.getKey())))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("the next tick tries again");
  }
}
