package millrace.time;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the clocks of a zone show, found out by watching them: the oracle of tests. Of java.time it
 * asks only how far clocks are from UTC at a moment, and when that changes next; never what a local
 * time means, for that is what is tested.
 */
public final class WallClock {
  /** Zones that every test of time tries: their clocks do what few others do. */
  public static final List<String> ALWAYS =
      List.of(
          "UTC",
          "Europe/Berlin",
          "America/New_York",
          "Australia/Lord_Howe", // half an hour
          "Asia/Kathmandu", // +5:45
          "Pacific/Apia", // had no 2011-12-30
          "America/St_Johns", // -3:30, and from 1987 to 2011 the clocks changed at 00:01
          "Africa/Casablanca", // back and forth around Ramadan
          "America/Havana", // midnight twice
          "America/Sao_Paulo", // no midnight
          "Africa/Monrovia"); // -0:44:30 until 1972

  private static final long DAY = 86_400;
  private static final Instant FIRST = Instant.parse("1970-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("2100-12-31T00:00:00Z");

  private final ZoneId zone;
  private final ZoneRules rules;

  /** Watches the clocks of {@code zone}. */
  public WallClock(ZoneId zone) {
    this.zone = zone;
    this.rules = zone.getRules();
  }

  /** All zones that java.time knows, in a fixed order. */
  public static List<String> all() {
    return List.copyOf(new TreeSet<>(ZoneId.getAvailableZoneIds()));
  }

  /** Those of {@link #ALWAYS}, and so many others drawn by lot; all when there are no more. */
  public static List<String> some(Random random, int others) {
    Set<String> zones = new TreeSet<>(ALWAYS);
    List<String> all = all();
    while (zones.size() < Math.min(all.size(), ALWAYS.size() + others)) {
      zones.add(all.get(random.nextInt(all.size())));
    }
    return List.copyOf(zones);
  }

  /** Whose clocks are watched. */
  public ZoneId zone() {
    return zone;
  }

  /** What the clocks show. */
  public LocalDateTime show(Instant time) {
    return LocalDateTime.ofInstant(time, ZoneOffset.UTC)
        .plusSeconds(rules.getOffset(time).getTotalSeconds());
  }

  private long local(Instant time) {
    return time.getEpochSecond() + rules.getOffset(time).getTotalSeconds();
  }

  /** The moments at which the clocks show {@code local}: none, one, or two, the earlier first. */
  public List<Instant> moments(LocalDateTime local) {
    Instant asInUtc = local.toInstant(ZoneOffset.UTC);
    Set<Instant> moments = new TreeSet<>();
    // no clock is more than 18 hours from UTC
    Instant time = asInUtc.minusSeconds(18 * 3600);
    Optional<Instant> next = Optional.of(time);
    while (next.isPresent() && !next.get().isAfter(asInUtc.plusSeconds(18 * 3600))) {
      Instant moment = asInUtc.minusSeconds(rules.getOffset(next.get()).getTotalSeconds());
      if (show(moment).equals(local)) {
        moments.add(moment);
      }
      next = change(next.get());
    }
    return List.copyOf(moments);
  }

  /** When the clocks are changed next after {@code time}. */
  private Optional<Instant> change(Instant time) {
    return Optional.ofNullable(rules.nextTransition(time)).map(ZoneOffsetTransition::getInstant);
  }

  /** The first moment at which the clocks show this date, or a later one if they skip it. */
  public Instant begins(LocalDate date) {
    long midnight = date.toEpochDay() * DAY;
    Instant time = Instant.ofEpochSecond(midnight - DAY);
    while (local(time) < midnight) {
      Instant then = time.plusSeconds(midnight - local(time));
      time = change(time).filter(change -> change.isBefore(then)).orElse(then);
    }
    return time;
  }

  /** Whether the clocks ever show this date. */
  public boolean hasDate(LocalDate date) {
    return begins(date).isBefore(begins(date.plusDays(1)));
  }

  /**
   * A moment of 1970 to 2100: near a change of these clocks, near a turn of February or of the
   * year, or any.
   */
  public Instant somewhere(Random random) {
    Instant any =
        Instant.ofEpochSecond(random.nextLong(FIRST.getEpochSecond(), LAST.getEpochSecond()));
    int kind = random.nextInt(4);
    Instant near = any;
    if (kind <= 1) {
      near = change(any).filter(change -> change.isBefore(LAST)).orElse(any);
    } else if (kind == 2) {
      int year = show(any).getYear();
      List<LocalDate> turns = new ArrayList<>();
      turns.add(LocalDate.of(year, 3, 1));
      turns.add(LocalDate.of(year, 3, 1).minusDays(1));
      turns.add(LocalDate.of(year, 1, 1));
      near = begins(turns.get(random.nextInt(turns.size())));
    }
    long reach = List.of(1L, 3_600L, 2 * DAY, 40 * DAY).get(random.nextInt(4));
    Instant time = near.plusSeconds(random.nextLong(-reach, reach + 1));
    return time.isBefore(FIRST) ? FIRST : time;
  }

  /** Whether the clocks are changed within so many seconds before or after {@code time}. */
  public boolean changesNear(Instant time, long seconds) {
    return change(time.minusSeconds(seconds))
        .filter(change -> !change.isAfter(time.plusSeconds(seconds)))
        .isPresent();
  }

  @Override
  public String toString() {
    return zone.toString();
  }
}
