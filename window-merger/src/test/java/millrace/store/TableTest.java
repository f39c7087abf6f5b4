package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import millrace.aggregate.Seeds;
import org.junit.jupiter.api.Test;

/** A catalogue with the changes of a draft on top reads as what the next snapshot will hold. */
class TableTest {
  private final Map<String, byte[]> pages = new HashMap<>();

  private InputStream open(String path) throws IOException {
    return new ByteArrayInputStream(
        Optional.ofNullable(pages.get(path)).orElseThrow(() -> new FileNotFoundException(path)));
  }

  private String write(Page page) {
    String path = "pages/" + pages.size();
    pages.put(path, page.write());
    return path;
  }

  private Table<String> table(CatalogueRoot root) {
    return new Table<>(Catalogue.open(this::open, root, String.class));
  }

  private static List<String> all(Iterator<Map.Entry<String, String>> entries) {
    List<String> all = new ArrayList<>();
    entries.forEachRemaining(it -> all.add(it.getKey() + "=" + it.getValue()));
    return all;
  }

  @Test
  void setsAndRemovalsOnTopOfWhatWasThereReadAsOne() throws IOException {
    Random random = Seeds.random();
    TreeMap<String, String> model = new TreeMap<>();
    CatalogueRoot root = CatalogueRoot.EMPTY;
    for (int round = 0; round < 40; round++) {
      Table<String> table = table(root);
      for (int change = random.nextInt(30); change > 0; change--) {
        String key = "k%02d".formatted(random.nextInt(60));
        if (random.nextInt(3) == 0) {
          table.remove(key);
          model.remove(key);
        } else {
          table.put(key, "v" + round + "-" + change);
          model.put(key, "v" + round + "-" + change);
        }
      }
      String from = "k%02d".formatted(random.nextInt(60));
      String to = "k%02d".formatted(random.nextInt(60));
      assertThat(all(table.from(from)))
          .isEqualTo(all(model.tailMap(from, true).entrySet().iterator()));
      assertThat(table.get(from)).isEqualTo(Optional.ofNullable(model.get(from)));
      assertThat(table.last(from, to))
          .as("the last from %s to %s", from, to)
          .isEqualTo(
              from.compareTo(to) > 0
                  ? Optional.empty()
                  : Optional.ofNullable(model.subMap(from, true, to, true).lastEntry())
                      .map(Map.Entry::getValue));
      if (table.isChanged()) {
        root = table.base().apply(table.changes(), this::write).root();
      }
      assertThat(table(root).size()).isEqualTo(model.size());
    }
  }

  @Test
  void removingWhatIsNotThereIsNoChange() {
    Table<String> table = table(CatalogueRoot.EMPTY);
    table.remove("k");
    assertThat(table.isChanged()).isFalse();
  }

  private record Named(String name, int number) {}

  private Table<Named> named(CatalogueRoot root) {
    return new Table<>(Catalogue.open(this::open, root, Named.class));
  }

  @Test
  void saysWhatAComponentIsWithoutReadingTheValue() throws IOException {
    Table<Named> table = named(CatalogueRoot.EMPTY);
    for (int i = 0; i < 100; i++) {
      table.put("k" + i, new Named("n" + i, i));
    }
    assertThat(table.says("k7", "name", "n7")).as("set by this draft").isTrue();
    Table<Named> read = named(table.base().apply(table.changes(), this::write).root());
    assertThat(read.says("k7", "name", "n7")).isTrue();
    assertThat(read.says("k7", "name", "n8")).isFalse();
    assertThat(read.says("k7", "names", "n7")).isFalse();
    assertThat(read.says("nobody", "name", "n7")).isFalse();
    read.put("k7", new Named("other", 7));
    read.remove("k8");
    assertThat(read.says("k7", "name", "n7")).isFalse();
    assertThat(read.says("k7", "name", "other")).isTrue();
    assertThat(read.says("k8", "name", "n8")).isFalse();
  }
}
