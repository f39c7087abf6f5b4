package millrace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import millrace.store.PageItem.Child;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueTest {
  private final Shelf shelf = new Shelf();

  /** Where pages are kept, and how often they are touched. */
  private static final class Shelf {
    private final Map<String, byte[]> pages = new HashMap<>();
    private int written;
    private int read;

    String write(Page page) {
      String path = "pages/" + ++written + ".json";
      pages.put(path, page.write());
      return path;
    }

    InputStream open(String path) throws IOException {
      byte[] page = pages.get(path);
      if (page == null) {
        throw new FileNotFoundException(path);
      }
      read++;
      return new ByteArrayInputStream(page);
    }

    byte[] page(int number) {
      return Objects.requireNonNull(pages.get("pages/" + number + ".json"));
    }

    <V> Catalogue<V> catalogue(CatalogueRoot root, Class<V> type) {
      return Catalogue.open(this::open, root, type);
    }

    /** Applies a change and removes what it dropped: what is named must still be there. */
    CatalogueRoot apply(CatalogueRoot root, Map<String, Integer> puts, Set<String> removed)
        throws IOException {
      var changes = new TreeMap<String, Optional<WrittenValue>>();
      puts.forEach((key, value) -> changes.put(key, Optional.of(WrittenValue.of(value))));
      removed.forEach(key -> changes.put(key, Optional.empty()));
      CatalogueChange change = catalogue(root, Integer.class).apply(changes, this::write);
      for (String path : change.dropped()) {
        assertThat(pages.remove(path)).as("dropped once, and was there: " + path).isNotNull();
      }
      return change.root();
    }

    Set<String> named(List<Child> children, int height) throws IOException {
      var named = new HashSet<String>();
      for (Child child : children) {
        named.add(child.page());
        Page page =
            Page.read(child.page(), pages.getOrDefault(child.page(), new byte[0]), OldPages.SAME);
        assertThat(page.height()).isEqualTo(height - 1);
        assertThat(page.items().get(0).key()).isEqualTo(child.first());
        assertThat(PageItem.footprint(page.items())).isEqualTo(child.weight());
        assertThat(child.weight() <= PageChange.PAGE || page.items().size() == 1).isTrue();
        if (page.height() > 0) {
          named.addAll(named(page.items().stream().map(Child.class::cast).toList(), page.height()));
        }
      }
      return named;
    }
  }

  private static <V> Map<String, V> drain(Iterator<Map.Entry<String, V>> entries) {
    var map = new TreeMap<String, V>();
    entries.forEachRemaining(
        entry -> assertThat(map.put(entry.getKey(), entry.getValue())).isNull());
    return map;
  }

  private static <V> List<String> keys(Iterator<Map.Entry<String, V>> entries) {
    var keys = new ArrayList<String>();
    entries.forEachRemaining(entry -> keys.add(entry.getKey()));
    return keys;
  }

  private static Map<String, Integer> numbered(int from, int to) {
    var map = new TreeMap<String, Integer>();
    for (int i = from; i < to; i++) {
      map.put("%07d".formatted(i), i);
    }
    return map;
  }

  @Test
  void anEmptyCatalogueHoldsNothing() throws IOException {
    var empty = shelf.catalogue(CatalogueRoot.EMPTY, Integer.class);
    assertThat(empty.get("a")).isEmpty();
    assertThat(empty.entries().hasNext()).isFalse();
    assertThat(empty.descending().hasNext()).isFalse();
    assertThat(empty.descending("z").hasNext()).isFalse();
    assertThat(empty.size()).isZero();
  }

  @Test
  void aTinyOneLivesInItsSnapshot() throws IOException {
    CatalogueRoot root = shelf.apply(CatalogueRoot.EMPTY, numbered(0, 16), Set.of());
    assertThat(root.height()).isZero();
    assertThat(shelf.written).isZero();
    assertThat(shelf.catalogue(root, Integer.class).get("0000007")).contains(7);
  }

  @Test
  void aRootIsWrittenAndReadAsJson() throws IOException {
    for (int size : new int[] {0, 5, 50, 5000}) {
      CatalogueRoot root = shelf.apply(CatalogueRoot.EMPTY, numbered(0, size), Set.of());
      assertThat(Json.read(Json.bytes(root), CatalogueRoot.class)).isEqualTo(root);
    }
  }

  private record Bucket(Instant start, Optional<Duration> late, List<String> pieces) {}

  @Test
  void valuesAreRecords() throws IOException {
    var bucket =
        new Bucket(
            Instant.parse("2024-03-01T10:05:00Z"),
            Optional.of(Duration.ofMinutes(2)),
            List.of("a"));
    CatalogueChange change =
        shelf
            .catalogue(CatalogueRoot.EMPTY, Bucket.class)
            .apply(new TreeMap<>(Map.of("x", Optional.of(WrittenValue.of(bucket)))), shelf::write);
    assertThat(shelf.catalogue(change.root(), Bucket.class).get("x")).contains(bucket);
  }

  @Test
  void aPageIsReadableOneEntryALine() throws IOException {
    shelf.apply(CatalogueRoot.EMPTY, numbered(0, 17), Set.of());
    String text = new String(shelf.page(1), StandardCharsets.UTF_8);
    assertThat(text.lines().skip(1).limit(5))
        .containsExactly(
            "\"format\" : \"millrace-page/2\",",
            "\"height\" : 0,",
            "\"entries\" : {",
            "\"0000000\" : 0,",
            "\"0000001\" : 1,");
    assertThat(text).startsWith("{ \"digest\" : \"").endsWith("\"0000016\" : 16\n}\n}\n");
    assertThat(Json.read(shelf.page(1), JsonNode.class).size()).isEqualTo(4);
  }

  @Test
  void keysAndValuesAreWhateverTextMayBe() throws IOException {
    List<String> texts =
        List.of(
            "a\"b", "c\\", "d\" : \"e", "f\ng", "h\u2028\r", "\\\"", " ", "\ud83d\ude00", "{", ",");
    var changes = new TreeMap<String, Optional<WrittenValue>>();
    for (int i = 0; i < 100; i++) {
      for (String text : texts) {
        changes.put(text + i, Optional.of(WrittenValue.of(text)));
      }
    }
    CatalogueRoot root =
        shelf.catalogue(CatalogueRoot.EMPTY, String.class).apply(changes, shelf::write).root();
    assertThat(root.height()).isPositive();
    for (int i = 0; i < 100; i++) {
      for (String text : texts) {
        assertThat(shelf.catalogue(root, String.class).get(text + i)).contains(text);
      }
    }
    assertThat(shelf.catalogue(root, String.class).apply(changes, shelf::write).root())
        .isEqualTo(root);
  }

  @Test
  void aPageInAnotherFormIsRefusedByItsLine() {
    String page = "{\n\"format\" : \"millrace-page/2\",\n\"height\" : 0,\n\"entries\" : {\n";
    for (String[] wrong :
        new String[][] {
          {"\"a\" : 1,\n\"b\" :2\n}\n}\n", "6"},
          {"\"a\" : 1\n\"b\" : 2\n}\n}\n", "5"},
          {"a : 1\n}\n}\n", "5"},
          {"\"a\" : 1\n]\n}\n", "6"},
          {"\"b\" : 1,\n\"a\" : 2\n}\n}\n", "6"},
          {"\"a\" : 1,\n\"b\" : 2,\n\"b\" : 2\n}\n}\n", "7"},
          {"\"a\" : 1\n}\n", "5"},
        }) {
      assertThatThrownBy(() -> Page.read("x", Checked.withDigest(page + wrong[0]), OldPages.SAME))
          .isInstanceOf(IOException.class)
          .hasMessage("catalogue page x: cannot be read at line " + wrong[1]);
    }
  }

  @Test
  void aPageOfANewerFormatIsRefusedByName() {
    String page = "{\n\"format\" : \"millrace-page/3\",\n\"what came later\" : 1\n}\n";
    assertThatThrownBy(() -> Page.read("x", Checked.withDigest(page), OldPages.SAME))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "catalogue page x: its format is millrace-page/3; this release reads millrace-page/2 and millrace-page/1: use the release that wrote it");
  }

  @Test
  void aChangeThatChangesNothingWritesNothing() throws IOException {
    CatalogueRoot root = shelf.apply(CatalogueRoot.EMPTY, numbered(0, 1000), Set.of());
    int written = shelf.written;
    assertThat(shelf.apply(root, numbered(500, 510), Set.of("none"))).isEqualTo(root);
    assertThat(shelf.apply(root, Map.of(), Set.of())).isEqualTo(root);
    assertThat(shelf.written).isEqualTo(written);
  }

  @Test
  void whatWasNamedBeforeIsUntouchedByAChange() throws IOException {
    CatalogueRoot old = shelf.apply(CatalogueRoot.EMPTY, numbered(0, 3000), Set.of());
    var puts = new TreeMap<String, Optional<WrittenValue>>();
    numbered(1000, 1300)
        .forEach((key, value) -> puts.put(key, Optional.of(WrittenValue.of(-value))));
    CatalogueChange change = shelf.catalogue(old, Integer.class).apply(puts, shelf::write);
    assertThat(drain(shelf.catalogue(old, Integer.class).entries())).isEqualTo(numbered(0, 3000));
    assertThat(shelf.catalogue(change.root(), Integer.class).get("0001100")).contains(-1100);
  }

  @Test
  void boundsOfARangeAreExact() throws IOException {
    CatalogueRoot root = shelf.apply(CatalogueRoot.EMPTY, numbered(0, 1000), Set.of());
    var catalogue = shelf.catalogue(root, Integer.class);
    assertThat(keys(catalogue.range("0000126", "0000130")))
        .containsExactly("0000126", "0000127", "0000128", "0000129");
    assertThat(keys(catalogue.range("0000126x", "0000128x"))).containsExactly("0000127", "0000128");
    assertThat(keys(catalogue.range("5", "4"))).isEmpty();
    assertThat(keys(catalogue.descending("0000126", "0000129")))
        .containsExactly("0000129", "0000128", "0000127", "0000126");
    assertThat(keys(catalogue.descending("0000126x", "0000128x")))
        .containsExactly("0000128", "0000127");
    assertThat(keys(catalogue.from("0000998"))).containsExactly("0000998", "0000999");
    assertThat(keys(catalogue.descending("0000001"))).containsExactly("0000001", "0000000");
    assertThat(keys(catalogue.descending("/"))).isEmpty();
  }

  /** Keys in order, by the thousand, as a year of five-minute buckets comes. */
  @Test
  void aHundredThousandEntriesInOrderLeaveFullPagesAndCostFewEach() throws IOException {
    int entries = 100_000;
    int step = 50;
    CatalogueRoot root = CatalogueRoot.EMPTY;
    int most = 0;
    for (int i = 0; i < entries; i += step) {
      int before = shelf.written;
      root = shelf.apply(root, numbered(i, i + step), Set.of());
      most = Math.max(most, shelf.written - before);
    }
    assertThat(root.height()).isEqualTo(2);
    assertThat(most).as("pages written by one change").isLessThanOrEqualTo(5);
    assertThat(shelf.written).as("pages written by all").isLessThan(3 * entries / step);
    assertThat(shelf.pages).as("pages of 128").hasSizeLessThan(entries / 128 + 12);
    assertThat(shelf.pages.keySet()).isEqualTo(shelf.named(root.children(), root.height()));
    assertThat(Json.bytes(root)).as("bytes in a snapshot").hasSizeLessThan(8_192);

    var random = new Random(1);
    for (int i = 0; i < 100; i++) {
      int key = random.nextInt(entries);
      shelf.read = 0;
      assertThat(shelf.catalogue(root, Integer.class).get("%07d".formatted(key))).contains(key);
      assertThat(shelf.read).isLessThanOrEqualTo(root.height());
    }
    shelf.read = 0;
    assertThat(shelf.catalogue(root, Integer.class).size()).isEqualTo(entries);
    assertThat(shelf.read).isZero();
  }

  @Test
  void readingOnNeverHoldsMoreThanAFewPages() throws IOException {
    CatalogueRoot root = shelf.apply(CatalogueRoot.EMPTY, numbered(0, 100_000), Set.of());
    shelf.read = 0;
    var entries = shelf.catalogue(root, Integer.class).entries();
    entries.next();
    assertThat(shelf.read).as("pages read for the first entry").isEqualTo(root.height());
    entries.forEachRemaining(entry -> {});
    assertThat(shelf.read).as("every page once").isEqualTo(shelf.pages.size());
  }

  /** Two streams of keys in order, one in the middle of the tree. */
  @Test
  void keysThatGrowInTheMiddleLeavePagesMoreThanHalfFull() throws IOException {
    CatalogueRoot root = CatalogueRoot.EMPTY;
    for (int i = 0; i < 3_000; i++) {
      root =
          shelf.apply(root, Map.of("a/%07d".formatted(i), i, "b/%07d".formatted(i), i), Set.of());
    }
    assertThat(shelf.pages).hasSizeLessThan(2 * 6_000 / 128);
  }

  @Test
  void largeValuesMakeNoLargePages() throws IOException {
    var changes = new TreeMap<String, Optional<WrittenValue>>();
    for (int i = 0; i < 200; i++) {
      changes.put("%03d".formatted(i), Optional.of(WrittenValue.of("x".repeat(i * 97 % 20_000))));
    }
    changes.put("100x", Optional.of(WrittenValue.of("y".repeat(300_000))));
    CatalogueChange change =
        shelf.catalogue(CatalogueRoot.EMPTY, String.class).apply(changes, shelf::write);
    shelf.named(change.root().children(), change.root().height());
    assertThat(shelf.catalogue(change.root(), String.class).get("100x").orElseThrow())
        .hasSize(300_000);
    assertThat(shelf.catalogue(change.root(), String.class).size()).isEqualTo(201);
  }

  @Test
  void removingAllButAFewLeavesATinyCatalogue() throws IOException {
    CatalogueRoot root = shelf.apply(CatalogueRoot.EMPTY, numbered(0, 50_000), Set.of());
    for (int i = 0; i < 50_000 - 500; i += 500) {
      root = shelf.apply(root, Map.of(), numbered(i, i + 500).keySet());
    }
    assertThat(shelf.pages).hasSizeLessThan(12);
    root = shelf.apply(root, Map.of(), numbered(0, 49_995).keySet());
    root = shelf.apply(root, Map.of("x", 1), Set.of("0049999"));
    assertThat(root.height()).isZero();
    assertThat(shelf.pages).isEmpty();
    root =
        shelf.apply(root, Map.of(), shelf.catalogue(root, Integer.class).root().entries().keySet());
    assertThat(root).isEqualTo(CatalogueRoot.EMPTY);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void itIsASortedMapWhateverIsDoneToIt(long number) throws IOException {
    long seed = Long.getLong("millrace.seed", number * 7919);
    System.out.println("millrace.seed=" + seed);
    var random = new Random(seed);
    NavigableMap<String, Integer> oracle = new TreeMap<>();
    CatalogueRoot root = CatalogueRoot.EMPTY;
    int keys = 1 << (4 + random.nextInt(10));
    for (int round = 0; round < 120; round++) {
      var puts = new HashMap<String, Integer>();
      var removed = new HashSet<String>();
      boolean growing = random.nextInt(120) > round;
      int changes = 1 << random.nextInt(9);
      int around = random.nextInt(keys);
      boolean near = random.nextBoolean();
      for (int i = 0; i < changes; i++) {
        int at = near ? (around + i) % keys : random.nextInt(keys);
        String key = "é%05x".formatted(at);
        if (random.nextInt(10) < (growing ? 8 : 2)) {
          puts.put(key, random.nextInt(5));
          removed.remove(key);
        } else {
          removed.add(key);
          puts.remove(key);
        }
      }
      CatalogueRoot before = root;
      root = shelf.apply(root, puts, removed);
      boolean same = !oracle.keySet().removeAll(removed);
      for (Map.Entry<String, Integer> put : puts.entrySet()) {
        same &= put.getValue().equals(oracle.put(put.getKey(), put.getValue()));
      }
      if (same) {
        assertThat(root).isEqualTo(before);
      }
      var catalogue = shelf.catalogue(root, Integer.class);
      assertThat(catalogue.size()).isEqualTo(oracle.size());
      assertThat(drain(catalogue.entries())).isEqualTo(oracle);
      assertThat(keys(catalogue.descending()))
          .containsExactlyElementsOf(oracle.descendingMap().keySet());
      String from = "é%05x".formatted(random.nextInt(keys)) + (random.nextBoolean() ? "x" : "");
      String to = "é%05x".formatted(random.nextInt(keys)) + (random.nextBoolean() ? "x" : "");
      assertThat(keys(catalogue.from(from)))
          .containsExactlyElementsOf(oracle.tailMap(from, true).keySet());
      assertThat(keys(catalogue.descending(to)))
          .containsExactlyElementsOf(oracle.headMap(to, true).descendingMap().keySet());
      if (from.compareTo(to) <= 0) {
        assertThat(keys(catalogue.range(from, to)))
            .containsExactlyElementsOf(oracle.subMap(from, to).keySet());
        assertThat(keys(catalogue.descending(from, to)))
            .containsExactlyElementsOf(
                oracle.subMap(from, true, to, true).descendingMap().keySet());
      }
      assertThat(catalogue.get(from)).isEqualTo(Optional.ofNullable(oracle.get(from)));
      assertThat(shelf.pages.keySet()).isEqualTo(shelf.named(root.children(), root.height()));
    }
  }

  @Test
  void aDamagedPageIsFoundAndNamed() throws IOException {
    CatalogueRoot root = shelf.apply(CatalogueRoot.EMPTY, numbered(0, 100), Set.of());
    byte[] page = shelf.page(1);
    byte[] edited = page.clone();
    edited[page.length / 2] ^= 1;
    for (byte[] damaged : List.of(edited, new byte[0], Arrays.copyOf(page, page.length - 1))) {
      shelf.pages.put("pages/1.json", damaged);
      assertThatThrownBy(() -> shelf.catalogue(root, Integer.class).get("0000007"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("catalogue page pages/1.json is damaged");
      assertThatThrownBy(() -> shelf.catalogue(root, Integer.class).entries().hasNext())
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("pages/1.json");
    }
  }

  @Test
  void aWalkThatIsToldToGoesOnBehindADamagedPage() throws IOException {
    CatalogueRoot root = shelf.apply(CatalogueRoot.EMPTY, numbered(0, 3000), Set.of());
    shelf.pages.put("pages/2.json", new byte[0]);
    List<String> passedOver = new ArrayList<>();
    Map<String, Integer> found =
        drain(
            shelf
                .catalogue(root, Integer.class)
                .from("", (from, problem) -> passedOver.add(from + " " + problem.getMessage())));
    NavigableMap<String, Integer> missing = new TreeMap<>(numbered(0, 3000));
    missing.keySet().removeAll(found.keySet());
    assertThat(found).hasSizeBetween(1000, 2999).containsKeys("0000000", "0002999");
    assertThat(missing.lastEntry().getValue() - missing.firstEntry().getValue())
        .as("they stand side by side")
        .isEqualTo(missing.size() - 1);
    assertThat(passedOver).hasSize(1);
    assertThat(passedOver.get(0))
        .startsWith(missing.firstKey() + " catalogue page pages/2.json is damaged");
  }

  @Test
  void anotherPageInItsPlaceIsFound() throws IOException {
    CatalogueRoot root = shelf.apply(CatalogueRoot.EMPTY, numbered(0, 100), Set.of());
    shelf.apply(CatalogueRoot.EMPTY, numbered(1, 100), Set.of());
    shelf.pages.put("pages/1.json", shelf.page(2));
    assertThatThrownBy(() -> shelf.catalogue(root, Integer.class).get("0000007"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("pages/1.json is another than was named");
  }
}
