package millrace.schedule.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Delivers files slowly and keeps no rules: writes them piece by piece, in place or under a
 * temporary name, replaces them by others of the same name and length, lets them grow, delivers
 * them again, copies and renames them, forges their times, and dies now and then.
 */
final class Producer {
  private final Shore shore;
  private final Baton baton;
  private final Random random;
  private final boolean keeps;
  private final int deliveries;
  private final List<String> delivered = new ArrayList<>();
  private final List<String> settled = new ArrayList<>();

  /** Who grows and then gets another name before he was seen is a new file, and counts again. */
  private final Set<String> grown = new HashSet<>();

  private int records;
  private int files;

  /**
   * A producer.
   *
   * @param keeps whether what he delivered stays where it is, so that he may write to it again: a
   *     file that is put away must be written to no more, for nothing can look at a file and move
   *     it at one stroke
   */
  Producer(Shore shore, Baton baton, Random random, boolean keeps, int deliveries) {
    this.shore = shore;
    this.baton = baton;
    this.random = random;
    this.keeps = keeps;
    this.deliveries = deliveries;
  }

  void play() {
    for (int i = 0; i < deliveries; i++) {
      pause();
      Trace.say(() -> "producer: " + delivered + " " + settled);
      switch (random.nextInt(12)) {
        case 0, 1 -> writePiecemeal();
        case 2 -> writeUnderTemporaryName();
        case 3 -> writeInSteps();
        case 4 -> replace();
        case 5, 6 -> grow();
        case 7 -> deliverAgain();
        case 8 -> copy();
        case 9 -> rename();
        case 10 -> reuseName();
        default -> deliver();
      }
    }
    if (random.nextInt(8) == 0) {
      Shore.Inode open = shore.create(name());
      shore.append(open, Arrays.copyOf(lines(3), 40)); // and dies: it stays open
    }
  }

  private void pause() {
    for (int points = random.nextInt(1 << random.nextInt(8)); points >= 0; points--) {
      baton.point();
    }
  }

  private void settleDown() {
    baton.pass(Duration.ofSeconds(5L + random.nextInt(20)));
  }

  private String name() {
    return (random.nextInt(4) == 0 ? "sub/" : "") + "f" + files++;
  }

  private byte[] lines(int count) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      if (random.nextInt(12) == 0) {
        lines.append("broken %04d%n".formatted(records++));
      } else {
        long back = random.nextInt(4) == 0 ? random.nextInt(2400) : random.nextInt(240);
        Instant time = baton.now().minusSeconds(back);
        Instant whole = Instant.ofEpochSecond(Math.max(time.getEpochSecond(), Simulation.START));
        lines.append(
            "%s,r%04d,t%d,%d%n"
                .formatted(whole, records++, random.nextInt(3), 10 + random.nextInt(90)));
      }
    }
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  private byte[] some() {
    return lines(1 + random.nextInt(5));
  }

  private void deliver() {
    String name = name();
    Shore.Inode file = shore.create(name);
    shore.append(file, some());
    forge(file);
    shore.close(file);
    delivered.add(name);
  }

  /** The time of a file says nothing: tools restore it, clocks are wrong. */
  private void forge(Shore.Inode file) {
    switch (random.nextInt(6)) {
      case 0 -> shore.setTime(file, Instant.EPOCH);
      case 1 -> shore.setTime(file, Instant.parse("2099-01-01T00:00:00Z"));
      default -> {}
    }
  }

  /** One writer, who is seen to have it open while he writes, line ends or not. */
  private void writePiecemeal() {
    String name = name();
    Shore.Inode file = shore.create(name);
    byte[] all = some();
    for (int at = 0; at < all.length; ) {
      int end = Math.min(all.length, at + 1 + random.nextInt(80));
      shore.append(file, Arrays.copyOfRange(all, at, end));
      at = end;
      if (random.nextInt(3) == 0) {
        settleDown();
      }
      pause();
    }
    shore.close(file);
    delivered.add(name);
  }

  /** Several times opened and closed, with the real name only in the end. */
  private void writeUnderTemporaryName() {
    String name = name();
    String temporary = name + (random.nextInt(2) == 0 ? ".tmp" : "._COPYING_");
    Shore.Inode file = shore.create(temporary);
    shore.close(file);
    byte[] all = some();
    int half = random.nextInt(all.length);
    shore.append(file, Arrays.copyOf(all, half));
    settleDown();
    pause();
    shore.append(file, Arrays.copyOfRange(all, half, all.length));
    pause();
    shore.rename(temporary, name);
    delivered.add(name);
  }

  /** Whole lines at a time, closed each time: what is there may be taken, and grows. */
  private void writeInSteps() {
    if (!keeps) {
      deliver();
      return;
    }
    String name = name();
    grown.add(name);
    Shore.Inode file = shore.create(name);
    shore.close(file);
    for (int step = 1 + random.nextInt(4); step > 0; step--) {
      shore.append(file, some());
      if (random.nextInt(2) == 0) {
        settleDown();
      }
      pause();
    }
    delivered.add(name);
  }

  private Optional<String> old() {
    return delivered.isEmpty()
        ? Optional.empty()
        : Optional.of(delivered.get(random.nextInt(delivered.size())));
  }

  /** Other bytes of the same length and, it says, of the same time: a new file for all that. */
  private void replace() {
    Optional<Shore.Inode> file = old().flatMap(shore::at).filter(it -> !it.isOpen());
    if (file.isEmpty()) {
      deliver();
      return;
    }
    String name = nameOf(file.get());
    byte[] other =
        new String(file.get().bytes(), StandardCharsets.UTF_8)
            .lines()
            .map(line -> line.replaceFirst("[rR][0-9]{4}", "r%04d".formatted(records++)))
            .map(line -> line.replaceFirst("broken [0-9]{4}", "broken %04d".formatted(records++)))
            .map(line -> line + "\n")
            .reduce("", String::concat)
            .getBytes(StandardCharsets.UTF_8);
    if (keeps && random.nextInt(3) == 0) {
      shore.write(file.get(), other); // under the eyes of whoever reads it
      settled.remove(name);
      grown.remove(name);
      return;
    }
    Instant time = file.get().modified();
    Shore.Inode fresh = shore.create(name);
    shore.append(fresh, other);
    if (random.nextInt(2) == 0) {
      shore.setTime(fresh, time);
    }
    shore.close(fresh);
    settled.remove(name);
    grown.remove(name);
  }

  private String nameOf(Shore.Inode file) {
    return shore.files().entrySet().stream()
        .filter(entry -> entry.getValue() == file)
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  private void grow() {
    Optional<String> name = old().filter(it -> !settled.contains(it));
    Optional<Shore.Inode> file = name.flatMap(shore::at).filter(it -> !it.isOpen());
    if (!keeps || file.isEmpty()) {
      deliver();
    } else if (random.nextInt(2) == 0) {
      grown.add(name.get());
      shore.append(file.get(), some());
    } else {
      grown.add(name.get());
      byte[] before = file.get().bytes();
      Shore.Inode fresh = shore.create(name.get()); // the whole file again, longer
      shore.append(fresh, before);
      shore.append(fresh, some());
      shore.close(fresh);
    }
  }

  /** The same bytes under the same name, another file or just another time. */
  private void deliverAgain() {
    Optional<Shore.Inode> file = old().flatMap(shore::at).filter(it -> !it.isOpen());
    if (file.isEmpty()) {
      deliver();
    } else if (random.nextInt(3) == 0) {
      shore.setTime(file.get(), baton.now());
    } else {
      String name = nameOf(file.get());
      byte[] before = file.get().bytes();
      Shore.Inode fresh = shore.create(name);
      shore.append(fresh, before);
      forge(fresh);
      shore.close(fresh);
    }
  }

  /** A file that was never shorter than it is. */
  private Optional<String> whole() {
    return old()
        .filter(name -> !grown.contains(name))
        .filter(name -> shore.at(name).filter(file -> !file.isOpen()).isPresent());
  }

  private void copy() {
    Optional<String> name = whole();
    if (name.isEmpty()) {
      deliver();
      return;
    }
    settled.add(name.get()); // what has a twin must not grow: the twin's lines would count again
    String twin = name();
    Shore.Inode fresh = shore.create(twin);
    shore.append(fresh, shore.at(name.get()).orElseThrow().bytes());
    shore.close(fresh);
    delivered.add(twin);
    settled.add(twin);
  }

  private void rename() {
    Optional<String> name = whole();
    if (name.isEmpty()) {
      deliver();
      return;
    }
    String other = name();
    shore.rename(name.get(), other);
    delivered.remove(name.get());
    delivered.add(other);
    settled.add(other);
  }

  /** Another file, longer or shorter, under a name that was given before. */
  private void reuseName() {
    Optional<String> name = old();
    if (name.isEmpty()) {
      deliver();
      return;
    }
    shore.delete(name.get());
    pause();
    Shore.Inode fresh = shore.create(name.get());
    shore.append(fresh, some());
    pause();
    shore.close(fresh);
    settled.remove(name.get());
    grown.remove(name.get());
  }
}
