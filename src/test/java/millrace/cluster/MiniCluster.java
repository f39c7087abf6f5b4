package millrace.cluster;

import com.google.common.base.Throwables;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.server.namenode.EditLogFileOutputStream;
import org.apache.hadoop.mapreduce.v2.MiniMRYarnCluster;
import org.apache.hadoop.yarn.exceptions.YarnRuntimeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One HDFS and one YARN with MapReduce, shared by every test of this JVM.
 *
 * <p>A test class says {@code @ExtendWith(MiniCluster.Shared.class)} and takes a {@code
 * MiniCluster} as a parameter of its constructor or of a method. HDFS starts when the first test
 * asks for it, YARN when the first asks for {@link #conf()}; both stop after the last test. Tests
 * keep apart by {@link #newDirectory()}, and leave the cluster as they found it.
 *
 * <p>Tasks see what they would see on a real cluster: Hadoop's own jars and the job jar. The
 * classes under test, and what they are packed with, are taken off their class path, so that a job
 * which only works inside the build fails here.
 */
public final class MiniCluster implements AutoCloseable {
  private static final Path JOB_JAR = fromBuild("millrace.jar");
  private static final Path WORK = JOB_JAR.resolveSibling("cluster");

  // What comes from our own poms, and is not there on a cluster unless the job jar brings it.
  private static final List<String> OURS =
      List.of(
          "millrace-",
          "picocli-",
          "snakeyaml-",
          "jspecify-",
          "junit-",
          "opentest4j-",
          "apiguardian-",
          "assertj-",
          "archunit-",
          "surefire");

  private static final String HADOOP = hadoopOnly();

  // Guice warns of every second web page of YARN's, through Java's own logging. Held here, or the
  // setting would be collected.
  private static final Logger GUICE = Logger.getLogger("com.google.inject");

  static {
    GUICE.setLevel(Level.OFF);
  }

  private final MiniDFSCluster hdfs;
  private @Nullable MiniMRYarnCluster yarn;

  private MiniCluster() throws IOException {
    // A mini-cluster has no power failure to survive.
    EditLogFileOutputStream.setShouldSkipFsyncForTesting(true);
    hdfs =
        new MiniDFSCluster.Builder(hdfsSettings(), WORK.resolve("hdfs").toFile())
            .numDataNodes(1)
            .build();
    hdfs.waitActive();
  }

  /** The settings of a client of the whole cluster; changes to the copy stay in it. */
  public Configuration conf() {
    return clientSettings();
  }

  /**
   * The settings of a client of HDFS alone, for tests that run no job and need not wait for YARN.
   */
  public Configuration hdfsConf() {
    return new Configuration(hdfs.getConfiguration(0));
  }

  /** HDFS, as everybody shares it: not to be closed. */
  public FileSystem fs() {
    try {
      return hdfs.getFileSystem();
    } catch (IOException e) {
      throw new UncheckedIOException("mini-cluster: HDFS gives no file system", e);
    }
  }

  /** HDFS itself, for tests that break it and mend it again. */
  public MiniDFSCluster hdfs() {
    return hdfs;
  }

  /** YARN itself, for tests that ask its ResourceManager or stop it. */
  public synchronized MiniMRYarnCluster yarn() {
    if (yarn == null) {
      yarn = startYarn();
    }
    return yarn;
  }

  /** A port that was free when it was chosen may be taken when it is bound: then others are. */
  private MiniMRYarnCluster startYarn() {
    for (int left = 5; ; left--) {
      // The cluster resolves its directory against the working one, under `target`.
      MiniMRYarnCluster starting = new MiniMRYarnCluster("cluster-yarn", 1);
      starting.init(yarnSettings());
      try {
        starting.start();
        return starting;
      } catch (YarnRuntimeException e) {
        if (left == 1
            || Throwables.getCausalChain(e).stream().noneMatch(BindException.class::isInstance)) {
          throw e;
        }
        starting.stop();
      }
    }
  }

  /** A directory of HDFS that nobody else uses. */
  public org.apache.hadoop.fs.Path newDirectory() {
    var directory = new org.apache.hadoop.fs.Path(fs().getUri() + "/test/" + UUID.randomUUID());
    try {
      fs().mkdirs(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("mini-cluster: no directory " + directory, e);
    }
    return directory;
  }

  /** The jar that {@code hadoop jar} would be given. */
  public Path jobJar() {
    return JOB_JAR;
  }

  /**
   * The class path of a process that has an installed Hadoop, and of Millrace only what it is
   * given.
   */
  public String hadoopClassPath() {
    return HADOOP.replace(",", File.pathSeparator);
  }

  /**
   * Ends what would outlive this JVM: the containers, which are processes. The daemons are its
   * threads and end with it; to stop YARN in good order would take 17 s.
   */
  @Override
  public void close() {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  private static Configuration hdfsSettings() {
    Configuration settings = new Configuration();
    settings.setInt("dfs.replication", 1);
    // Closing a small file: 20 ms instead of 417 ms (p90).
    settings.setInt("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", 10);
    // Tests cut files into small blocks to have several splits.
    settings.setLong("dfs.namenode.fs-limits.min-block-size", 0);
    settings.setInt("dfs.namenode.safemode.extension", 0);
    // One DataNode and no other to replace it with.
    settings.set("dfs.client.block.write.replace-datanode-on-failure.policy", "NEVER");
    return settings;
  }

  private Configuration yarnSettings() {
    Configuration settings = hdfsConf();
    // Each container is a JVM on this machine; the defaults are made for others.
    settings.setInt("yarn.nodemanager.resource.memory-mb", 4096);
    settings.setInt("yarn.nodemanager.resource.cpu-vcores", 8);
    settings.setInt("yarn.scheduler.minimum-allocation-mb", 256);
    settings.setInt("yarn.app.mapreduce.am.resource.mb", 768);
    settings.setInt("mapreduce.map.memory.mb", 512);
    settings.setInt("mapreduce.reduce.memory.mb", 512);
    String jvm =
        "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -Djava.net.preferIPv4Stack=true";
    settings.set("yarn.app.mapreduce.am.command-opts", "-Xmx512m " + jvm);
    settings.set("mapreduce.map.java.opts", "-Xmx320m " + jvm);
    settings.set("mapreduce.reduce.java.opts", "-Xmx320m " + jvm);
    settings.setInt("mapreduce.task.io.sort.mb", 32);
    settings.setBoolean("yarn.nodemanager.vmem-check-enabled", false);
    settings.setBoolean("yarn.nodemanager.pmem-check-enabled", false);
    // A laptop's disk is nearly always fuller than YARN likes.
    settings.setFloat(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", 99.9f);
    settings.setFloat("yarn.scheduler.capacity.maximum-am-resource-percent", 0.8f);
    // Waiting is most of a small job's time.
    settings.setInt("yarn.resourcemanager.nodemanagers.heartbeat-interval-ms", 100);
    settings.setInt("yarn.app.mapreduce.am.scheduler.heartbeat.interval-ms", 100);
    // A ResourceManager that is restarted goes on with what ran, and is found again at once.
    settings.setBoolean("yarn.resourcemanager.recovery.enabled", true);
    settings.set(
        "yarn.resourcemanager.store.class",
        "org.apache.hadoop.yarn.server.resourcemanager.recovery.FileSystemRMStateStore");
    settings.set(
        "yarn.resourcemanager.fs.state-store.uri",
        WORK.resolve("rm-" + UUID.randomUUID()).toUri().toString());
    settings.setInt("yarn.resourcemanager.work-preserving-recovery.scheduling-wait-ms", 0);
    settings.setInt("yarn.resourcemanager.connect.retry-interval.ms", 200);
    // Else its node keeps talking to the old one, as an object of this JVM; and that wants ports.
    settings.setBoolean("yarn.minicluster.use-rpc", true);
    settings.setBoolean("yarn.minicluster.fixed.ports", true);
    takeFreePorts(
        settings,
        "yarn.resourcemanager.address",
        "yarn.resourcemanager.scheduler.address",
        "yarn.resourcemanager.resource-tracker.address",
        "yarn.resourcemanager.admin.address",
        "yarn.resourcemanager.webapp.address");
    for (String server : List.of("address", "localizer.address", "webapp.address")) {
      settings.set("yarn.nodemanager." + server, "localhost:0");
    }
    settings.setInt("mapreduce.client.completion.pollinterval", 50);
    settings.setInt("mapreduce.client.progressmonitor.pollinterval", 50);
    return settings;
  }

  private static void takeFreePorts(Configuration settings, String... keys) {
    List<ServerSocket> taken = new ArrayList<>();
    try {
      for (String key : keys) {
        ServerSocket socket = new ServerSocket(0);
        taken.add(socket);
        settings.set(key, "localhost:" + socket.getLocalPort());
      }
      for (ServerSocket socket : taken) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("mini-cluster: no free port", e);
    }
  }

  private Configuration clientSettings() {
    Configuration settings = new Configuration(yarn().getConfig());
    // A mini-cluster would give its tasks the class path of this JVM. A real one gives them Hadoop,
    // and the job its jar.
    settings.setBoolean("yarn.is.minicluster", false);
    settings.set("yarn.application.classpath", HADOOP);
    settings.set("mapreduce.application.classpath", HADOOP);
    settings.set("mapreduce.job.jar", JOB_JAR.toUri().toString());
    return settings;
  }

  private static String hadoopOnly() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar"))
        .filter(jar -> OURS.stream().noneMatch(Path.of(jar).getFileName().toString()::startsWith))
        .collect(Collectors.joining(","));
  }

  private static Path fromBuild(String property) {
    String path = System.getProperty(property);
    if (path == null || !Files.exists(Path.of(path))) {
      throw new IllegalStateException(
          property
              + " names no file: "
              + path
              + ". Cluster tests run with `mvn verify`, which packs it first.");
    }
    return Path.of(path);
  }

  /**
   * Hands the cluster to tests; whoever asks first starts it, and JUnit stops it after the last.
   */
  public static final class Shared implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
        ExtensionContext.Namespace.create(MiniCluster.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == MiniCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(NAMESPACE)
          .computeIfAbsent(MiniCluster.class, key -> start(), MiniCluster.class);
    }

    private static MiniCluster start() {
      try {
        return new MiniCluster();
      } catch (IOException e) {
        throw new UncheckedIOException("mini-cluster: HDFS did not start", e);
      }
    }
  }
}
