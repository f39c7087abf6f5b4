package millrace.landing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import millrace.input.LandedFile;
import millrace.input.Landing;
import millrace.input.MissingLandingException;

/**
 * A landing directory on a local disk. Symbolic links to files are followed, links to directories
 * are not. A file is known by its inode.
 */
final class LocalLanding implements Landing {
  private final Path root;

  LocalLanding(Path root) {
    this.root = root;
  }

  @Override
  public void require() throws IOException {
    try {
      if (Files.readAttributes(root, BasicFileAttributes.class).isDirectory()) {
        return;
      }
    } catch (AccessDeniedException e) {
      throw e; // whether it is there cannot be told
    } catch (FileSystemException e) {
      // it is not there, or a file is where a directory above it should be
    }
    throw new MissingLandingException(root.toString());
  }

  @Override
  public Listing list() throws IOException {
    require();
    List<LandedFile> files = new ArrayList<>();
    List<SkippedEntry> passedOver = new ArrayList<>();
    List<SkippedEntry> unreadable = new ArrayList<>();
    walk(root, "", new Found(files, passedOver, unreadable));
    files.sort(Comparator.comparing(LandedFile::path));
    return new Listing(files, passedOver, unreadable);
  }

  private record Found(
      List<LandedFile> files, List<SkippedEntry> passedOver, List<SkippedEntry> unreadable) {}

  private void walk(Path directory, String prefix, Found found) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String path = prefix + entry.getFileName();
        if (!isNamed(entry, path)) {
          found.unreadable().add(new SkippedEntry(path, unnameable()));
        } else if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          if (!Intake.isHidden(path)) {
            walk(entry, path + "/", found);
          }
        } else {
          lookInto(found, path, entry);
        }
      }
    } catch (NotDirectoryException | NoSuchFileException e) {
      // went away while we looked: the next tick sees what is there then
      if (prefix.isEmpty()) {
        throw new MissingLandingException(root.toString());
      }
    } catch (AccessDeniedException e) {
      String path = prefix.isEmpty() ? root.toString() : prefix;
      found.unreadable().add(new SkippedEntry(path, "directory cannot be read: permission denied"));
    }
  }

  private static void lookInto(Found found, String path, Path entry) throws IOException {
    try {
      look(path, entry)
          .ifPresentOrElse(
              found.files()::add,
              () -> found.passedOver().add(new SkippedEntry(path, "no file, or a link to none")));
    } catch (AccessDeniedException e) {
      found
          .unreadable()
          .add(new SkippedEntry(path, "links to what cannot be read: permission denied"));
    }
  }

  /** Whether the text {@code path} leads back to the entry, whose name is bytes. */
  private boolean isNamed(Path entry, String path) {
    try {
      return root.resolve(path).equals(entry);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static String unnameable() {
    String charset = System.getProperty("sun.jnu.encoding", "");
    return charset.equals("UTF-8")
        ? "its name is not UTF-8: rename it"
        : "its name is not %s: set LC_ALL=C.UTF-8 before Millrace starts".formatted(charset);
  }

  private static Optional<LandedFile> look(String path, Path file) throws IOException {
    try {
      Map<String, Object> attributes =
          Files.readAttributes(file, "unix:ino,dev,size,lastModifiedTime,ctime,isRegularFile");
      if (!attribute(attributes, "isRegularFile", Boolean.class)) {
        return Optional.empty();
      }
      return Optional.of(
          new LandedFile(
              path,
              attributes.get("dev") + ":" + attributes.get("ino"),
              attribute(attributes, "size", Long.class),
              attribute(attributes, "lastModifiedTime", FileTime.class).toInstant(),
              attribute(attributes, "ctime", FileTime.class).toInstant()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (AccessDeniedException e) {
      throw e;
    } catch (FileSystemException e) {
      if (Files.isSymbolicLink(file)) {
        return Optional.empty(); // a link that leads back to itself
      }
      throw e;
    }
  }

  private static <T> T attribute(Map<String, Object> attributes, String name, Class<T> type) {
    return type.cast(Objects.requireNonNull(attributes.get(name), name));
  }

  @Override
  public Optional<LandedFile> find(String path) throws IOException {
    return look(path, root.resolve(path));
  }

  @Override
  public InputStream open(LandedFile file) throws IOException {
    return Files.newInputStream(root.resolve(file.path()));
  }

  @Override
  public boolean isClosed(LandedFile file) {
    return true; // a local disk cannot tell; the settle time must do
  }

  @Override
  public void delete(LandedFile file) throws IOException {
    if (find(file.path()).map(LandedFile::identity).equals(Optional.of(file.identity()))) {
      Files.delete(root.resolve(file.path()));
    }
  }

  @Override
  public void archive(LandedFile file) throws IOException {
    if (find(file.path()).map(LandedFile::identity).equals(Optional.of(file.identity()))) {
      Path source = root.resolve(file.path());
      for (int copy = 1; ; copy++) {
        Path free = root.resolve(Intake.archived(file.path(), copy));
        Files.createDirectories(parentOf(free));
        try {
          Files.createLink(free, source); // fails where a name is taken; a rename would overwrite
          Files.delete(source);
          return;
        } catch (FileAlreadyExistsException e) {
          if (Files.isSameFile(free, source)) { // linked by an attempt that died before its delete
            Files.delete(source);
            return;
          }
        }
      }
    }
  }

  private Path parentOf(Path path) {
    Path parent = path.getParent();
    return parent == null ? root : parent;
  }

  @Override
  public org.apache.hadoop.fs.Path path(LandedFile file) {
    return new org.apache.hadoop.fs.Path(root.resolve(file.path()).toUri());
  }

  @Override
  public void close() {}
}
