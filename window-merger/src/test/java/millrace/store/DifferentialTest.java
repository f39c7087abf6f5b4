package millrace.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The store in memory, on which so much is tested, answers as a real one does, whatever it is
 * asked.
 */
class DifferentialTest {
  private static final List<String> PATHS = List.of("a", "b", "d/a", "d/b", "d/e/a", "f/a");
  private static final List<String> DIRECTORIES = List.of("d", "d/e", "f", "g");

  @TempDir Path directory;

  @Test
  void memoryAnswersAsALocalDisk() throws IOException {
    long seed = Long.getLong("millrace.seed", System.nanoTime());
    System.out.println("millrace.seed=" + seed);
    var random = new Random(seed);
    for (int sequence = 0; sequence < Integer.getInteger("millrace.sequences", 60); sequence++) {
      Path place = directory.resolve(Integer.toString(sequence));
      try (Store local = new LocalStore(place)) {
        sameAnswers(new MemoryStore(), local, random);
      }
    }
  }

  /** Asks both the same 40 random things. */
  static void sameAnswers(Store one, Store other, Random random) throws IOException {
    var said = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      Call call = Call.random(random);
      said.append(call).append('\n');
      assertThat(call.answer(other)).as("%s", said).isEqualTo(call.answer(one));
    }
    for (String directory : DIRECTORIES) {
      assertThat(other.list(directory)).as("%s", said).isEqualTo(one.list(directory));
    }
  }

  private record Call(int kind, String path, String other, String directory, String text) {
    static Call random(Random random) {
      return new Call(
          random.nextInt(10),
          PATHS.get(random.nextInt(PATHS.size())),
          PATHS.get(random.nextInt(PATHS.size())),
          DIRECTORIES.get(random.nextInt(DIRECTORIES.size())),
          "text " + random.nextInt(3));
    }

    String answer(Store store) {
      try {
        return switch (kind) {
          case 0 -> store.list(directory).toString();
          case 1 -> store.find(path).toString();
          case 2 -> store.find(directory).toString();
          case 3 -> StoreContract.read(store, path);
          case 4, 5 -> {
            StoreContract.write(store, path, text);
            yield "written";
          }
          case 6 -> store.putIfAbsent(path, other, text.getBytes(UTF_8)).toString();
          case 7 -> {
            store.move(path, path.equals(other) ? "c" : other);
            yield "moved";
          }
          case 8 -> {
            store.replace(path, path.equals(other) ? "c" : other);
            yield "replaced";
          }
          default -> {
            store.delete(text.equals("text 0") ? directory : path);
            yield "deleted";
          }
        };
      } catch (FileNotFoundException e) {
        return "not found";
      } catch (FileAlreadyExistsException e) {
        return "exists";
      } catch (IOException e) {
        return "failed: " + e;
      }
    }
  }
}
