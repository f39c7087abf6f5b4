package millrace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import millrace.cli.Mill;
import millrace.cluster.Leases;
import millrace.cluster.MiniCluster;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Of the forty bad inputs, those that are others on HDFS: names, and writers alive and dead. */
@ExtendWith(MiniCluster.Shared.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileHdfsIT {
  private static final String NOW = "2024-03-01T10:11:00Z";
  private static final String PIPELINE =
      """
      pipeline: p
      landing:
        path: landing
        settle: 0s
        format: csv
        time: { by: event, field: time, format: iso }
      buckets: { every: 5m }
      jobs: { keys: { count: key, windows: { all: cumulative } } }
      """;

  private final MiniCluster cluster;
  private final HdfsMill mill;

  HostileHdfsIT(MiniCluster cluster, @TempDir java.nio.file.Path local) throws IOException {
    this.cluster = cluster;
    this.mill = new HdfsMill(cluster, local, PIPELINE).with("millrace.engine", "inline");
    for (int i = 1; i <= 9; i++) {
      mill.drop("good-" + i + ".csv", rows("good", "good-" + i));
    }
  }

  private static byte[] rows(String... keys) {
    StringBuilder rows = new StringBuilder("time,key\n");
    for (String key : keys) {
      rows.append("2024-03-01T10:01:00Z,\"").append(key.replace("\"", "\"\"")).append("\"\n");
    }
    return rows.toString().getBytes(UTF_8);
  }

  private String report() throws IOException {
    return mill.run("report", "--job", "keys", "--window", "all", "--format", "tsv").out();
  }

  private static String good(String more) {
    StringBuilder rows = new StringBuilder("good\t9\n");
    for (int i = 1; i <= 9; i++) {
      rows.append("good-").append(i).append("\t1\n");
    }
    return rows + more;
  }

  private List<String> waiting() throws IOException {
    JsonNode status = new ObjectMapper().readTree(mill.run("status", "--json").out());
    List<String> waiting = new ArrayList<>();
    status
        .get("waiting")
        .forEach(it -> waiting.add(it.get("file").asText() + ": " + it.get("reason").asText()));
    return waiting;
  }

  @Test
  void aFileThatALiveWriterHoldsIsTakenWhenItIsClosed() throws IOException {
    try (FSDataOutputStream open = cluster.fs().create(new Path(mill.landing(), "bad.csv"))) {
      open.write(rows("x"));
      open.hflush();
      assertThat(mill.run("tick", "--now", NOW)).isEqualTo(new Mill.Ran(0, "", ""));
      assertThat(report()).isEqualTo(good(""));
      assertThat(waiting()).containsExactly("bad.csv: still open for writing");
      open.write("2024-03-01T10:01:00Z,y\n".getBytes(UTF_8));
    }
    assertThat(mill.run("tick", "--now", NOW)).isEqualTo(new Mill.Ran(0, "", ""));
    assertThat(report()).isEqualTo(good("x\t1\ny\t1\n"));
  }

  @Test
  void aFileWhoseWriterDiedIsTakenWhenItsLeaseIsRecovered() throws Exception {
    Path bad = new Path(mill.landing(), "bad.csv");
    FileSystem dead = FileSystem.newInstance(cluster.hdfsConf());
    FSDataOutputStream open = dead.create(bad);
    open.write(rows("x"));
    open.write("2024-03-01T10:0".getBytes(UTF_8));
    open.hflush();
    ((DistributedFileSystem) dead).getClient().closeAllFilesBeingWritten(true);
    for (int i = 0; i < 2; i++) {
      assertThat(mill.run("tick", "--now", NOW)).isEqualTo(new Mill.Ran(0, "", ""));
      assertThat(report()).isEqualTo(good(""));
      assertThat(waiting()).containsExactly("bad.csv: still open for writing");
    }
    DistributedFileSystem operator = (DistributedFileSystem) cluster.fs();
    operator.recoverLease(bad);
    Leases.awaitClosed(operator, bad);
    assertThat(mill.run("tick", "--now", NOW))
        .isEqualTo(
            new Mill.Ran(0, "", "landing bad.csv: 1 of 2 records quarantined, see quarantine/\n"));
    assertThat(report()).isEqualTo(good("x\t1\n"));
  }

  @Test
  void namesAreOnlyNamesWhoeverReadsThem() throws IOException {
    List<String> names =
        List.of(
            "[1].log",
            "1.log",
            "a*b",
            "{x,y}",
            "a,b",
            "%2e%2e",
            "new\nline",
            "rtl\u202egnp",
            "\ud83c\udf0a",
            "cafe\u0301",
            "=cmd|' /C calc'!A0",
            "${user.name}",
            "a?b#c&d",
            " ",
            "x".repeat(255));
    StringBuilder more = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      byte[] rows = rows("name-%02d".formatted(i));
      // every third is large enough for a mapper of its own, where cutting by a job is asked for
      mill.drop(
          names.get(i),
          i % 3 == 0 ? (new String(rows, UTF_8) + "\n".repeat(1 << 20)).getBytes(UTF_8) : rows);
      more.append("name-%02d\t1\n".formatted(i));
    }
    mill.with("millrace.cut.job.min.bytes", "0").with("millrace.engine", "local");
    assertThat(mill.run("tick", "--now", NOW)).isEqualTo(new Mill.Ran(0, "", ""));
    assertThat(report()).isEqualTo(good(more.toString()));
    assertThat(waiting()).isEmpty();
  }
}
