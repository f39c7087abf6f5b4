package millrace.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import millrace.store.SnapshotChain;
import millrace.store.Store;
import millrace.time.TimeRange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What release 0.1.0 wrote while a cluster was at work for it. Its states between two ticks are
 * read in a test of the whole.
 */
class FormatTwoTest {
  /** The bytes that 0.1.0 wrote, but for the line with the digest. */
  private static final String GIVEN =
      """
      {
        "format" : "millrace-snapshot/2",
        "number" : 7,
        "attempt" : {
          "id" : "a7",
          "stage" : "given",
          "host" : "here/1",
          "at" : "2024-03-01T10:10:00Z"
        },
        "definition" : { },
        "first" : "2024-03-01T09:00:00Z",
        "watermark" : "2024-03-01T10:05:00Z",
        "catalogues" : { },
        "open" : [ ],
        "work" : [ ],
        "parked" : [ ],
        "running" : [
          {
            "id" : "7-fold",
            "engine" : "mapreduce",
            "work" : [
              {
                "bucket" : "2024-03-01T10:00:00Z",
                "kind" : "ADD",
                "pieces" : [
                  {
                    "path" : "buckets/bucket=20240301T1000Z/piece-00006-0",
                    "length" : 4,
                    "crc32c" : "aabbccdd",
                    "records" : 2,
                    "late" : 0,
                    "sources" : [
                      {
                        "file" : "1.txt",
                        "records" : 2
                      }
                    ]
                  }
                ],
                "jobs" : [
                  "words"
                ],
                "attempts" : 1
              }
            ],
            "jobs" : [
              "words"
            ],
            "parts" : 4
          }
        ],
        "merging" : [
          {
            "id" : "6-merge",
            "job" : "words",
            "covers" : {
              "start" : "2024-03-01T09:00:00Z",
              "end" : "2024-03-01T10:00:00Z"
            },
            "inputs" : [
              "20240301T0900Z-3-0",
              "20240301T0930Z-4-0"
            ],
            "parts" : 2
          }
        ],
        "backfills" : [ ],
        "expired" : { },
        "jobs" : { },
        "totals" : {
          "cut" : 1,
          "duplicates" : 0,
          "quarantined" : 0,
          "records" : {
            "records" : 2,
            "cut" : 2,
            "quarantined" : 0,
            "lateRefused" : 0
          }
        },
        "rates" : {
          "folds" : 0,
          "engines" : { }
        },
        "moves" : [ ],
        "exports" : [ ],
        "dropped" : [ ]
      }
      """;

  private static final Instant TEN = Instant.parse("2024-03-01T10:00:00Z");

  private Store store;
  private Snapshot read;

  @BeforeEach
  void aStateOfTheFirstRelease() throws IOException {
    store = SnapshotFiles.holding(7, GIVEN);
    read = Snapshot.chain(store).head().orElseThrow();
  }

  @Test
  void whatWasGivenToAClusterIsStillThere() {
    Piece piece =
        new Piece(
            "buckets/bucket=20240301T1000Z/piece-00006-0",
            4,
            "aabbccdd",
            2,
            0,
            "landing",
            Optional.empty(),
            List.of(new Piece.PieceSource("1.txt", 2)));
    Work work = new Work(TEN, Work.WorkKind.ADD, List.of(piece), List.of("words"), 1);
    assertThat(read.facts().cluster())
        .isEqualTo(
            new ClusterWork(
                List.of(new ClusterFold("7-fold", "mapreduce", List.of(work), List.of("words"), 4)),
                List.of(
                    new ClusterMerge(
                        "6-merge",
                        "words",
                        new TimeRange(TEN.minusSeconds(3600), TEN),
                        List.of("20240301T0900Z-3-0", "20240301T0930Z-4-0"),
                        2)),
                List.of()));
  }

  @Test
  void itsDirectoriesAreAtWork() {
    assertThat(read.working()).containsExactlyInAnyOrder("7-fold", "6-merge");
  }

  @Test
  void theRestIsOfTheOnlyInputThereWas() {
    assertThat(read.format()).isEqualTo(Snapshot.FORMAT);
    assertThat(read.facts().totals()).containsOnlyKeys("landing");
    assertThat(read.facts().totals("landing"))
        .isEqualTo(new Totals(1, 0, 0, new Records(2, 2, 0, 0)));
    assertThat(read.facts().timeline().watermark()).contains(Instant.parse("2024-03-01T10:05:00Z"));
    assertThat(read.facts().sinks()).isEmpty();
  }

  @Test
  void whatThisReleaseCommitsNextSaysTheSame() throws IOException {
    SnapshotChain<Snapshot> chain = Snapshot.chain(store);
    Draft draft = new Draft(store, chain, new PipelineState(store, read));
    draft.change(facts -> facts.withTimeline(time -> time.withOpened(List.of(TEN))));
    draft.commit("cut", "here", TEN);
    Snapshot next = Snapshot.chain(store).head().orElseThrow();
    assertThat(next.number()).isEqualTo(8);
    assertThat(next.facts().cluster()).isEqualTo(read.facts().cluster());
  }
}
