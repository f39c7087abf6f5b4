package millrace.plugins.jsonlines;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Files on a local disk. Hadoop's local file system is not used: it moves a file and its checksums
 * in two steps, and deletes what it is to replace first.
 *
 * @param root the directory they are in
 */
record LocalReportFiles(Path root) implements ReportFiles {
  @Override
  public Optional<InputStream> open(String path) throws IOException {
    try {
      return Optional.of(Files.newInputStream(root.resolve(path)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<String> names(String directory) throws IOException {
    try (Stream<Path> files = Files.list(root.resolve(directory))) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  @Override
  public OutputStream create(String path) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(directory(file));
    return new DurableFile(
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
  }

  private Path directory(Path file) {
    return Optional.ofNullable(file.getParent()).orElse(root);
  }

  @Override
  public void replace(String draft, String path) throws IOException {
    Path file = root.resolve(path);
    Path directory = Files.createDirectories(directory(file));
    Files.move(root.resolve(draft), file, StandardCopyOption.ATOMIC_MOVE);
    force(directory);
  }

  @Override
  public void delete(String path) throws IOException {
    Path file = root.resolve(path);
    if (Files.deleteIfExists(file)) {
      force(directory(file));
    }
  }

  /** Waits until the disk knows which files a directory has. */
  private static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Closing it waits until the disk has the bytes. */
  private static final class DurableFile extends BufferedOutputStream {
    private final FileChannel channel;

    DurableFile(FileChannel channel) {
      super(Channels.newOutputStream(channel));
      this.channel = channel;
    }

    @Override
    public void close() throws IOException {
      try (channel) {
        if (channel.isOpen()) {
          flush();
          channel.force(true);
        }
      }
    }
  }
}
