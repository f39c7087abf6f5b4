package millrace.landing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A landing directory on a local disk. Symbolic links to files are followed, those to directories
 * are not; a file is known by its inode.
 */
final class LocalLanding implements Landing {
  private final Path root;

  LocalLanding(Path root) {
    this.root = root;
  }

  @Override
  public void require() throws IOException {
    if (!Files.isDirectory(root)) {
      throw new MissingLandingException(root.toString());
    }
  }

  @Override
  public Listing list() throws IOException {
    require();
    List<LandedFile> files = new ArrayList<>();
    List<String> passedOver = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    walk(root, "", new Found(files, passedOver, unreadable));
    files.sort(Comparator.comparing(LandedFile::path));
    return new Listing(files, passedOver, unreadable);
  }

  private record Found(List<LandedFile> files, List<String> passedOver, List<String> unreadable) {}

  private void walk(Path directory, String prefix, Found found) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String path = prefix + entry.getFileName();
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          if (!Intake.isHidden(path)) {
            walk(entry, path + "/", found);
          }
        } else {
          look(path, entry)
              .ifPresentOrElse(
                  found.files()::add,
                  () -> found.passedOver().add(path + ": no file, or a link to none"));
        }
      }
    } catch (NotDirectoryException | NoSuchFileException e) {
      // went away while we looked: the next tick sees what is there then
      if (prefix.isEmpty()) {
        throw new MissingLandingException(root.toString());
      }
    } catch (AccessDeniedException e) {
      found.unreadable().add(directory + ": directory cannot be read: permission denied");
    }
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
      Path target = root.resolve("_archive").resolve(file.path());
      Files.createDirectories(parentOf(target));
      for (int copy = 1; ; copy++) {
        Path free = copy == 1 ? target : target.resolveSibling(target.getFileName() + "." + copy);
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
