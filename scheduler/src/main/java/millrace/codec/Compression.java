package millrace.codec;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeys;
import org.apache.hadoop.io.compress.GzipCodec;
import org.apache.hadoop.io.compress.SnappyCodec;
import org.apache.hadoop.util.ReflectionUtils;

/**
 * Reads compressed files by the ending of their name, with Hadoop's codecs, which work without
 * native libraries; and where those would take a damaged file for a whole one, more strictly.
 */
public final class Compression {
  private final Configuration configuration;

  public Compression(Configuration configuration) {
    this.configuration = configuration;
  }

  /** The decompressed bytes of a file of this name. */
  public InputStream open(String path, InputStream bytes) throws IOException {
    String name = path.toLowerCase(Locale.ROOT);
    if (name.endsWith(".gz")) {
      return ReflectionUtils.newInstance(GzipCodec.class, configuration).createInputStream(bytes);
    }
    if (name.endsWith(".bz2")) {
      return new Bzip2Members(bytes);
    }
    if (name.endsWith(".snappy")) {
      return new SnappyBlocks(
          bytes,
          ReflectionUtils.newInstance(SnappyCodec.class, configuration).createDecompressor(),
          configuration.getInt(
              CommonConfigurationKeys.IO_COMPRESSION_CODEC_SNAPPY_BUFFERSIZE_KEY,
              CommonConfigurationKeys.IO_COMPRESSION_CODEC_SNAPPY_BUFFERSIZE_DEFAULT));
    }
    return bytes;
  }
}
