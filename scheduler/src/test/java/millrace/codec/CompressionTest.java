package millrace.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import millrace.aggregate.Seeds;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.GzipCodec;
import org.apache.hadoop.io.compress.SnappyCodec;
import org.apache.hadoop.util.ReflectionUtils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A compressed file is read to its last byte, or it is said that it cannot be. */
class CompressionTest {
  private static final Configuration DEFAULTS = new Configuration(false);

  enum Kind {
    GZ(GzipCodec.class),
    BZ2(BZip2Codec.class),
    SNAPPY(SnappyCodec.class);

    private final CompressionCodec codec;

    Kind(Class<? extends CompressionCodec> codec) {
      this.codec = ReflectionUtils.newInstance(codec, DEFAULTS);
    }

    byte[] pack(byte[] plain) throws IOException {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (OutputStream out = codec.createOutputStream(packed)) {
        out.write(plain);
      }
      return packed.toByteArray();
    }

    byte[] unpack(byte[] packed) throws IOException {
      try (InputStream in =
          new Compression(DEFAULTS).open("x." + name(), new ByteArrayInputStream(packed))) {
        return in.readAllBytes();
      }
    }
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  private static byte[] noise(Random random, int length) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    return noise;
  }

  private static byte[] lines(Random random, int length) {
    StringBuilder lines = new StringBuilder();
    while (lines.length() < length) {
      lines.append("10:01,GET,/a").append(random.nextInt(1000)).append(",aaaaaaaaaaaa\n");
    }
    return lines.toString().getBytes(UTF_8);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsWholeIsReadWhole(Kind kind) throws IOException {
    Random random = Seeds.random();
    for (int length : new int[] {0, 1, 1000, 950_000}) {
      byte[] plain = noise(random, length);
      byte[] even = new byte[Math.min(length, 30_000)];
      assertThat(kind.unpack(kind.pack(plain))).isEqualTo(plain);
      assertThat(kind.unpack(kind.pack(even))).isEqualTo(even);
      byte[] text = lines(random, length / 10);
      assertThat(kind.unpack(kind.pack(text))).isEqualTo(text);
      assertThat(kind.unpack(join(kind.pack(plain), kind.pack(even), kind.pack(plain))))
          .as("members that follow one another")
          .isEqualTo(join(plain, even, plain));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsCutShortCannotBeRead(Kind kind) throws IOException {
    Random random = Seeds.random();
    byte[] packed = kind.pack(noise(random, 5_000));
    for (int i = 0; i < 50; i++) {
      int length = i < 25 ? i : packed.length - 1 - (i < 40 ? i - 25 : random.nextInt(4_000));
      assertThatThrownBy(() -> kind.unpack(Arrays.copyOf(packed, length)))
          .as("%d of %d bytes", length, packed.length)
          .isInstanceOf(IOException.class);
      if (length > 0) {
        assertThatThrownBy(() -> kind.unpack(join(packed, Arrays.copyOf(packed, length))))
            .as("%d bytes of a second member", length)
            .isInstanceOf(IOException.class);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatStandsBeforeAMemberOrBehindItIsNotPassedOver(Kind kind) throws IOException {
    byte[] packed = kind.pack("time,key\n2024,x\n".getBytes(UTF_8));
    for (String garbage : new String[] {"g", "B", "BZ", "BZh9", "garbage", "time,key\n", "\0\0"}) {
      byte[] bytes = garbage.getBytes(UTF_8);
      for (byte[] file : new byte[][] {bytes, join(packed, bytes), join(packed, bytes, packed)}) {
        assertThatThrownBy(() -> kind.unpack(file)).as(garbage).isInstanceOf(IOException.class);
      }
      assertThatThrownBy(() -> kind.unpack(join(bytes, packed)))
          .as("%s before", garbage)
          .isInstanceOf(IOException.class);
    }
  }

  /** Snappy as Hadoop writes it has no checksum: other bytes of the same length are not seen. */
  @ParameterizedTest
  @EnumSource
  void aFlippedBitIsNoticedOrWithoutEffect(Kind kind) throws IOException {
    Random random = Seeds.random();
    byte[] plain = "time,key\n2024-03-01T10:01:00Z,x\n".repeat(100).getBytes(UTF_8);
    byte[] packed = kind.pack(plain);
    for (int i = 0; i < 300; i++) {
      byte[] flipped = packed.clone();
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        byte[] read = kind.unpack(flipped);
        assertThat(read.length).isEqualTo(plain.length);
        if (kind != Kind.SNAPPY) {
          assertThat(read).isEqualTo(plain);
        }
      } catch (IOException | RuntimeException e) {
        assertThat(e).as("it is the file's fault and no error of ours").isNotNull();
      }
    }
  }
}
