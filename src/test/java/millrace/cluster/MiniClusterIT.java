package millrace.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.map.TokenCounterMapper;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.mapreduce.lib.reduce.IntSumReducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MiniCluster.Shared.class)
class MiniClusterIT {
  private final MiniCluster cluster;

  MiniClusterIT(MiniCluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void countsWordsInContainers() throws Exception {
    FileSystem fs = cluster.fs();
    Path directory = cluster.newDirectory();
    write(fs, new Path(directory, "in/one.txt"), "to be or\n");
    write(fs, new Path(directory, "in/two.txt"), "not to be\n");

    Job job = Job.getInstance(cluster.conf(), "words");
    job.setMapperClass(TokenCounterMapper.class);
    job.setCombinerClass(IntSumReducer.class);
    job.setReducerClass(IntSumReducer.class);
    job.setOutputKeyClass(Text.class);
    job.setOutputValueClass(IntWritable.class);
    FileInputFormat.addInputPath(job, new Path(directory, "in"));
    FileOutputFormat.setOutputPath(job, new Path(directory, "out"));

    assertThat(job.waitForCompletion(false)).as("the job succeeds").isTrue();
    assertThat(job.getJobID().toString()).as("YARN ran it").doesNotContain("local");
    assertThat(lines(fs, new Path(directory, "out")))
        .containsExactly("be\t2", "not\t1", "or\t1", "to\t2");
  }

  @Test
  void isOneForAllTestsOfThisJvm(MiniCluster another) {
    assertThat(another).isSameAs(cluster);
  }

  private static void write(FileSystem fs, Path file, String text) throws IOException {
    try (var out = fs.create(file, false)) {
      out.write(text.getBytes(UTF_8));
    }
  }

  private static List<String> lines(FileSystem fs, Path directory) throws IOException {
    List<String> lines = new ArrayList<>();
    for (FileStatus part : fs.globStatus(new Path(directory, "part-*"))) {
      try (var in = fs.open(part.getPath())) {
        lines.addAll(new String(in.readAllBytes(), UTF_8).lines().toList());
      }
    }
    return lines;
  }
}
