package millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import millrace.store.Store;
import millrace.store.Stores;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TagsTest {
  private static final String FOLD =
      "_millrace/work/17-0b7e1c52-2d3c-4d6f-9a5e-6f1f0c3b8a90/fold-0";

  @TempDir Path home;

  private Tags tags(String root) throws IOException {
    try (Store store =
        Stores.open(
            new Configuration(false), new org.apache.hadoop.fs.Path(home.resolve(root).toUri()))) {
      return Tags.of(store);
    }
  }

  @Test
  void twoInstallationsWithAPipelineOfOneNameNeverMeet() throws IOException {
    assertThat(tags("a/access").of(FOLD)).isNotEqualTo(tags("b/access").of(FOLD));
    assertThat(tags("a/access").cut()).isNotEqualTo(tags("b/access").cut());
    assertThat(tags("a/access").of(FOLD)).isEqualTo(tags("a/access").of(FOLD));
    assertThat(tags("a/access").of(FOLD))
        .contains("17-0b7e1c52-2d3c-4d6f-9a5e-6f1f0c3b8a90.fold-0");
  }

  @Test
  void aTagIsWhatYarnTakesAndKeeps() throws IOException {
    Tags tags = tags("Stra\u00dfe/\u9be8");
    List<String> directories =
        List.of(
            FOLD, FOLD + "-" + "9".repeat(200), "_millrace/Work/x", "_millrace/\u9be8", "x", "a/b");
    List<String> all =
        Stream.concat(directories.stream().map(tags::of), Stream.of(tags.cut())).toList();
    assertThat(all)
        .allSatisfy(tag -> assertThat(tag).hasSizeLessThanOrEqualTo(100).matches("[a-z0-9.-]+"))
        .doesNotHaveDuplicates();
  }

  @Test
  void noTwoDirectoriesHaveOneTag() throws IOException {
    Tags tags = tags("access");
    assertThat(
            Stream.of("_millrace/a/b", "_millrace/a-b", "_millrace/a.b", "_millrace/A/b", "x/a/b")
                .map(tags::of))
        .doesNotHaveDuplicates();
  }
}
