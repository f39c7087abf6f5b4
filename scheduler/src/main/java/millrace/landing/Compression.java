package millrace.landing;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.GzipCodec;
import org.apache.hadoop.io.compress.SnappyCodec;
import org.apache.hadoop.util.ReflectionUtils;

/**
 * Reads compressed files by the ending of their name, with Hadoop's codecs, which work without
 * native libraries.
 */
final class Compression {
  private static final Map<String, Class<? extends CompressionCodec>> BY_ENDING =
      Map.of(".gz", GzipCodec.class, ".bz2", BZip2Codec.class, ".snappy", SnappyCodec.class);

  private final Configuration configuration;

  Compression(Configuration configuration) {
    this.configuration = configuration;
  }

  /** The decompressed bytes of a file of this name. */
  InputStream open(String path, InputStream bytes) throws IOException {
    String name = path.toLowerCase(Locale.ROOT);
    for (Map.Entry<String, Class<? extends CompressionCodec>> entry : BY_ENDING.entrySet()) {
      if (name.endsWith(entry.getKey())) {
        return ReflectionUtils.newInstance(entry.getValue(), configuration)
            .createInputStream(bytes);
      }
    }
    return bytes;
  }
}
