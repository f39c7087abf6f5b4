package millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BackfillCommandTest {
  private final Mill mill;

  BackfillCommandTest(@TempDir Path home) throws IOException {
    mill = Shop.in(home);
  }

  @BeforeEach
  void twoSealedBuckets() throws IOException {
    mill.drop("1.csv", Shop.morning());
    assertThat(mill.tick("2024-03-01T10:11:00Z").code()).isZero();
  }

  @Test
  void isSilentAndPublishesNothingWhenAllComesToTheSame() throws IOException {
    Mill.Ran ran = mill.run("backfill", "--from", "20240301T1000Z", "--to", "20240301T1010Z");
    assertThat(ran).isEqualTo(new Mill.Ran(0, "", ""));
    assertThat(mill.report("sold", "all")).isEqualTo("coat\t150\nhat\t20\nscarf\t12.5\n");
    assertThat(
            mill.run("backfill", "--from", "20240301T1000Z", "--to", "20240301T1010Z", "-v")
                .errors())
        .endsWith("pipeline shop: 2 buckets computed again, 0 reports published");
  }

  @Test
  void takesInstantsAndOneJob() throws IOException {
    assertThat(
            mill.run(
                    "backfill",
                    "--from",
                    "2024-03-01T10:00:00Z",
                    "--to",
                    "2024-03-01T10:05:00Z",
                    "--job",
                    "sold",
                    "-v")
                .errors())
        .endsWith("pipeline shop: 1 buckets computed again, 0 reports published");
  }

  @Test
  void wrongUsageIsRefusedAllAtOnceAndChangesNothing() throws IOException {
    Map<String, String> before = mill.files();
    Mill.Ran ran =
        mill.run("backfill", "--from", "20240301T1007Z", "--to", "20240301T1000Z", "--job", "solt");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.errors())
        .containsExactly(
            "backfill: 2024-03-01T10:07:00Z is no bound of a bucket; the nearest before it is 2024-03-01T10:05:00Z",
            "backfill: --from 2024-03-01T10:07:00Z is not before --to 2024-03-01T10:00:00Z",
            "backfill: unknown job solt, did you mean sold?");
    assertThat(mill.files()).isEqualTo(before);
    assertThat(mill.run("backfill").code()).isEqualTo(2);
  }

  @Test
  void whereThereIsNothingItDoesNothing() throws IOException {
    Map<String, String> before = mill.files();
    assertThat(mill.run("backfill", "--from", "20230301T1000Z", "--to", "20230302T1000Z"))
        .isEqualTo(new Mill.Ran(0, "", ""));
    assertThat(mill.files()).isEqualTo(before);
  }
}
