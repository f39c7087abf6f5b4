package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoresTest {
  private final Configuration conf = new Configuration(false);

  private org.apache.hadoop.fs.Path rootOf(String root) throws IOException {
    try (Store store = Stores.open(conf, new org.apache.hadoop.fs.Path(root))) {
      return store.path("x");
    }
  }

  @Test
  void aLocalRootMayBeWrittenWithItsSchemeOrWithout(@TempDir Path directory) throws IOException {
    String root = directory.resolve("100% ü").toString();
    var expected = new org.apache.hadoop.fs.Path("file", null, root + "/x");
    assertThat(rootOf("file:" + root)).isEqualTo(expected);
    assertThat(rootOf("file://" + root)).isEqualTo(expected);
    assertThat(rootOf(root)).isEqualTo(expected);
  }

  @Test
  void aRelativeRootIsBelowTheWorkingDirectory() throws IOException {
    assertThat(rootOf("millrace/access").toUri().getPath())
        .isEqualTo(Path.of("millrace/access/x").toAbsolutePath().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"s3a://bucket/x", "viewfs://a/x", "webhdfs://a/x", "abfs://c@a/x", "har:/a/x"})
  void aFileSystemWhoseCommitsNobodyProvedIsRefused(String root) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rootOf(root))
        .withMessageStartingWith(root + ": the state of a pipeline cannot live on ")
        .withMessageContaining("Set millrace.root to a directory on one of them");
  }

  @Test
  void theDefaultFileSystemCounts() {
    conf.set("fs.defaultFS", "s3a://bucket");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rootOf("millrace/access"))
        .withMessageContaining("cannot live on \"s3a\"");
  }
}
