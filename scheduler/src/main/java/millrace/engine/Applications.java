package millrace.engine;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import millrace.schedule.TickLog;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.protocolrecords.GetApplicationsRequest;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException;
import org.apache.hadoop.yarn.exceptions.YarnException;

/**
 * Asks the ResourceManager about our applications. The application master and the history server
 * are never asked: without a history server, a MapReduce client says that a failed job has
 * succeeded.
 */
final class Applications implements Closeable {
  private static final Set<YarnApplicationState> ENDED =
      EnumSet.of(
          YarnApplicationState.FINISHED, YarnApplicationState.FAILED, YarnApplicationState.KILLED);

  private final YarnClient yarn;
  private final String user;
  private final int interval;

  private Applications(YarnClient yarn, String user, int interval) {
    this.yarn = yarn;
    this.user = user;
    this.interval = interval;
  }

  /** Asks the ResourceManager that this configuration names. */
  static Applications of(Configuration configuration) throws IOException {
    Configuration conf = new YarnConfiguration(configuration);
    // Otherwise the client would ask elsewhere for an application that the ResourceManager does
    // not know.
    conf.setBoolean(YarnConfiguration.TIMELINE_SERVICE_ENABLED, false);
    conf.setBoolean(YarnConfiguration.APPLICATION_HISTORY_ENABLED, false);
    YarnClient yarn = YarnClient.createYarnClient();
    yarn.init(conf);
    yarn.start();
    return new Applications(
        yarn,
        UserGroupInformation.getCurrentUser().getShortUserName(),
        Job.getCompletionPollInterval(configuration));
  }

  /** The applications of our user that carry this tag, running or not. */
  List<ApplicationReport> tagged(String tag) throws IOException {
    GetApplicationsRequest request = GetApplicationsRequest.newInstance();
    request.setApplicationTags(Set.of(tag));
    // Not the scope OWN: it compares the user's name with a Kerberos principal, and finds nothing.
    request.setUsers(Set.of(user));
    try {
      return yarn.getApplications(request).stream()
          .filter(report -> report.getApplicationTags().contains(tag))
          .filter(report -> report.getUser().equals(user))
          .toList();
    } catch (YarnException e) {
      throw new IOException("asking YARN for applications tagged " + tag + ": " + message(e), e);
    }
  }

  /**
   * Waits until an application has ended.
   *
   * @return how it ended; empty if the ResourceManager does not know it, or not any more, and then
   *     it may have ended in any way
   */
  Optional<ApplicationReport> await(ApplicationId id, TickLog log) throws IOException {
    String shown = "";
    try {
      while (true) {
        ApplicationReport report = yarn.getApplicationReport(id);
        if (hasEnded(report)) {
          return Optional.of(report);
        }
        String progress = progress(report);
        if (!progress.equals(shown)) {
          log.progress(progress);
          shown = progress;
        }
        TimeUnit.MILLISECONDS.sleep(
            interval); // an application does not report its end, so its client has to ask
      }
    } catch (ApplicationNotFoundException e) {
      return Optional.empty();
    } catch (YarnException e) {
      throw new IOException("asking YARN for " + id + ": " + message(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted while " + id + " ran");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  private static String progress(ApplicationReport report) {
    String name = report.getName() + " (" + report.getApplicationId() + "): ";
    return report.getYarnApplicationState() == YarnApplicationState.RUNNING
        ? name + "%.0f%%".formatted(100 * report.getProgress())
        : name + report.getYarnApplicationState().name().toLowerCase(Locale.ROOT);
  }

  /**
   * Kills an application and waits until it is dead. An application that has ended is left as it
   * is.
   */
  void kill(ApplicationReport report) throws IOException {
    if (hasEnded(report)) {
      return;
    }
    try {
      yarn.killApplication(report.getApplicationId());
    } catch (ApplicationNotFoundException e) {
      // The ResourceManager has forgotten it since, so nothing of it is alive.
    } catch (YarnException e) {
      throw new IOException("killing " + report.getApplicationId() + ": " + message(e), e);
    }
  }

  static boolean hasEnded(ApplicationReport report) {
    return ENDED.contains(report.getYarnApplicationState());
  }

  /** Whether it ended well, as far as the ResourceManager was told. */
  static boolean hasSucceeded(ApplicationReport report) {
    return report.getYarnApplicationState() == YarnApplicationState.FINISHED
        && report.getFinalApplicationStatus() == FinalApplicationStatus.SUCCEEDED;
  }

  /**
   * Whether it failed by itself and would probably fail again. An application that was killed might
   * have ended well.
   */
  static boolean hasFailed(ApplicationReport report) {
    return hasEnded(report)
        && !hasSucceeded(report)
        && report.getFinalApplicationStatus() != FinalApplicationStatus.KILLED;
  }

  private static String message(YarnException e) {
    return String.valueOf(e.getMessage());
  }

  @Override
  public void close() {
    yarn.stop();
  }
}
