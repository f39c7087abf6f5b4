package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LocalStoreTest implements StoreContract {
  @TempDir Path directory;

  @Override
  public Store open() {
    return new LocalStore(directory.resolve("not yet there 100%"));
  }

  @ParameterizedTest
  @MethodSource("hostileNames")
  void hadoopFindsAFileByItsPath(String name) throws IOException {
    try (Store store = open();
        var hadoop = new LocalFileSystem()) {
      hadoop.initialize(URI.create("file:///"), new Configuration(false));
      StoreContract.write(store, name, name);
      assertThat(store.path(name).toUri().getScheme()).isEqualTo("file");
      try (var in = hadoop.open(store.path(name))) {
        assertThat(in.readAllBytes()).isEqualTo(name.getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  void aReaderKeepsTheFileHeOpened() throws IOException {
    try (Store store = open()) {
      StoreContract.write(store, "r", "1");
      try (var in = store.open("r")) {
        StoreContract.replace(store, "r", "2");
        assertThat(in.read()).isEqualTo('1');
      }
    }
  }

  @Test
  void anOldDateOfAFileMeansNothing() throws IOException {
    try (Store store = open()) {
      StoreContract.write(store, "a", "x");
      Files.setLastModifiedTime(
          Path.of(store.path("a").toUri().getPath()), FileTime.from(Instant.EPOCH));
      assertThat(store.find("a")).contains(new Store.StoreEntry("a", false, 1));
    }
  }

  @Test
  void aDirectoryIsDeletedWithoutFollowingLinks() throws IOException {
    Path outside = Files.writeString(directory.resolve("outside"), "mine");
    try (Store store = open()) {
      StoreContract.write(store, "x/a", "");
      Path inside = Path.of(store.path("x/link").toUri().getPath());
      Files.createSymbolicLink(inside, directory);
      store.delete("x");
      assertThat(outside).hasContent("mine");
    }
  }

  /** A POSIX lock is lost when its process closes any other handle on the file. */
  @Test
  void askingForALockThatIsHeldHereDoesNotFreeItForOtherProcesses() throws Exception {
    try (Store store = open()) {
      Optional<Closeable> held = store.lock(Duration.ZERO);
      try (Store other = open()) {
        assertThat(other.lock(Duration.ZERO)).isEmpty();
      }
      try (var process = new Holder(directory.resolve("not yet there 100%"))) {
        assertThat(process.says()).isEqualTo("refused");
      }
      held.orElseThrow().close();
    }
  }

  @Test
  void aKilledHolderHoldsNothing() throws Exception {
    try (Store store = open();
        var process = new Holder(directory.resolve("not yet there 100%"))) {
      assertThat(process.says()).isEqualTo("held");
      assertThat(store.lock(Duration.ZERO)).isEmpty();
      process.close();
      Optional<Closeable> lock = store.lock(Duration.ZERO);
      assertThat(lock).isPresent();
      lock.get().close();
    }
  }

  /** Another process that asks for the lock, says what it got, and waits to be killed. */
  static final class Holder implements AutoCloseable {
    private final Process process;

    Holder(Path directory) throws IOException {
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xshare:auto",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Holder.class.getName(),
                  directory.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    }

    String says() throws IOException {
      return String.valueOf(process.inputReader(StandardCharsets.UTF_8).readLine());
    }

    @Override
    public void close() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }

    public static void main(String[] arguments) throws IOException {
      try (Store store = new LocalStore(Path.of(arguments[0]))) {
        boolean held = store.lock(Duration.ZERO).isPresent();
        System.out.println(held ? "held" : "refused");
        System.in.transferTo(System.out);
      }
    }
  }

  @Test
  void aDirectoryThatCannotBeReadToItsEndIsAFailureOfStorage() {
    IOException broken = new IOException("Input/output error");
    DirectoryStream<Path> directory =
        new DirectoryStream<>() {
          @Override
          public Iterator<Path> iterator() {
            return Stream.generate(this::next).iterator();
          }

          private Path next() {
            throw new DirectoryIteratorException(broken);
          }

          @Override
          public void close() {}
        };
    assertThatThrownBy(() -> LocalStore.each(directory, path -> {})).isSameAs(broken);
  }

  @Test
  void fullDisksAndMissingRightsAreReported() throws IOException {
    Path file = Files.writeString(directory.resolve("a-file"), "");
    try (Store store = new LocalStore(file)) {
      assertThatThrownBy(() -> store.create("x/a")).isInstanceOf(IOException.class);
      assertThat(store.putIfAbsent("draft", "slots/1", new byte[0]))
          .isEqualTo(Store.Outcome.UNKNOWN);
    }
  }
}
