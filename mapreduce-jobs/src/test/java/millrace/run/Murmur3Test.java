package millrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import millrace.aggregate.Seeds;
import org.junit.jupiter.api.Test;

/** The hash is the one whose name it has. */
final class Murmur3Test {
  @Test
  void hashesAsGuavaDoes() {
    Random random = Seeds.random();
    Murmur3 hash = new Murmur3();
    for (int round = 0; round < 2000; round++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      int from = random.nextInt(bytes.length + 1);
      int length = random.nextInt(bytes.length - from + 1);
      hash.hash(bytes, from, length);
      ByteBuffer expected =
          ByteBuffer.wrap(Hashing.murmur3_128(0).hashBytes(bytes, from, length).asBytes())
              .order(ByteOrder.LITTLE_ENDIAN);
      assertThat(hash.first()).as("first half").isEqualTo(expected.getLong());
      assertThat(hash.second()).as("second half").isEqualTo(expected.getLong());
    }
  }
}
