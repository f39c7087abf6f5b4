package millrace.bench;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import millrace.aggregate.Codec;
import millrace.aggregate.Count;
import millrace.aggregate.Exact;
import millrace.aggregate.Mean;
import millrace.aggregate.Slice;
import millrace.aggregate.Sum;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** States to their bytes and back; states a second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(Codecs.STATES)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Codecs {
  static final int STATES = 100_000;

  private final List<Long> counts = new ArrayList<>();
  private final List<Optional<Exact>> sums = new ArrayList<>();
  private final List<Mean.MeanState> means = new ArrayList<>();
  private final List<BigDecimal> decimals = new ArrayList<>();

  /** Most counts are small; every fourth sum has a fraction. */
  public Codecs() {
    Random random = new Random(7);
    for (int i = 0; i < STATES; i++) {
      long count = (long) Math.exp(random.nextDouble() * Math.log(1e6));
      BigDecimal sum = BigDecimal.valueOf(random.nextInt(50_000) * count);
      if (i % 4 == 0) {
        sum = sum.add(new BigDecimal("0.25"));
      }
      counts.add(count);
      decimals.add(sum);
      sums.add(Optional.of(Exact.of(sum)));
      means.add(new Mean.MeanState(count, Exact.of(sum)));
    }
  }

  private static <S> long thereAndBack(Codec<S> codec, List<S> states) {
    long same = 0;
    Slice bytes = new Slice();
    for (S state : states) {
      byte[] encoded = codec.encode(state);
      same += codec.decode(bytes.set(encoded, 0, encoded.length)).equals(state) ? 1 : 0;
    }
    return all(same);
  }

  private static long all(long same) {
    if (same != STATES) {
      throw new IllegalStateException(STATES - same + " states came back as others");
    }
    return same;
  }

  @Benchmark
  public long count() {
    return thereAndBack(new Count<Object>().codec(), counts);
  }

  /** Numbers by way of strings. */
  @Benchmark
  public long countPeer() {
    long same = 0;
    for (Long count : counts) {
      byte[] encoded = count.toString().getBytes(StandardCharsets.US_ASCII);
      same += Long.valueOf(new String(encoded, StandardCharsets.US_ASCII)).equals(count) ? 1 : 0;
    }
    return all(same);
  }

  @Benchmark
  public long sum() {
    return thereAndBack(new Sum().codec(), sums);
  }

  /** Decimals by way of strings. */
  @Benchmark
  public long sumPeer() {
    long same = 0;
    for (BigDecimal sum : decimals) {
      byte[] encoded = sum.toPlainString().getBytes(StandardCharsets.US_ASCII);
      same += new BigDecimal(new String(encoded, StandardCharsets.US_ASCII)).equals(sum) ? 1 : 0;
    }
    return all(same);
  }

  @Benchmark
  public long mean() {
    return thereAndBack(new Mean().codec(), means);
  }

  /** A count and a decimal by way of strings. */
  @Benchmark
  public long meanPeer() {
    long same = 0;
    for (int i = 0; i < STATES; i++) {
      byte[] encoded =
          (counts.get(i) + " " + decimals.get(i).toPlainString())
              .getBytes(StandardCharsets.US_ASCII);
      String text = new String(encoded, StandardCharsets.US_ASCII);
      int blank = text.indexOf(' ');
      boolean equal =
          Long.valueOf(text.substring(0, blank)).equals(counts.get(i))
              && new BigDecimal(text.substring(blank + 1)).equals(decimals.get(i));
      same += equal ? 1 : 0;
    }
    return all(same);
  }
}
