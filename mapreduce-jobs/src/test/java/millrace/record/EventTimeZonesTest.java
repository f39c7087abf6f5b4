package millrace.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import millrace.aggregate.Seeds;
import millrace.aggregate.Slice;
import millrace.time.WallClock;
import org.junit.jupiter.api.Test;

/**
 * Event times in every zone, most of them near a change of the clocks, against {@link WallClock}.
 */
class EventTimeZonesTest {
  private static final int TIMES = 60;

  private final Random random = Seeds.random();
  private final List<String> zones =
      Integer.getInteger("millrace.every", 20) == 1 ? WallClock.all() : WallClock.some(random, 30);

  private int read;
  private int twice;
  private int never;

  private static String parse(String format, ZoneId zone, String text) {
    try {
      return EventTime.of(format, zone).parse(Slice.of(text)).toString();
    } catch (BadTime e) {
      return e.reason();
    }
  }

  private static String write(String pattern, java.time.temporal.TemporalAccessor time) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
  }

  @Test
  void aLocalTimeIsTheFirstMomentAtWhichClocksShowedItOrNone() {
    for (String zone : zones) {
      WallClock clock = new WallClock(ZoneId.of(zone));
      for (int i = 0; i < TIMES; i++) {
        LocalDateTime local = LocalDateTime.ofInstant(clock.somewhere(random), clock.zone());
        // what clocks skip, no moment shows: so look beside what one shows
        local = local.plusMinutes(random.nextInt(3) * random.nextLong(-90, 91));
        check(clock, local);
      }
    }
    System.out.printf(
        "%d zones: %d local times, %d of them shown twice, %d never%n",
        zones.size(), read, twice, never);
    assertThat(twice).as("hours repeated").isPositive();
    assertThat(never).as("hours skipped").isPositive();
  }

  private void check(WallClock clock, LocalDateTime local) {
    List<Instant> moments = clock.moments(local);
    read++;
    twice += moments.size() > 1 ? 1 : 0;
    never += moments.isEmpty() ? 1 : 0;
    String expected =
        moments.isEmpty()
            ? "no such local time in " + clock + ": " + local + "; clocks went from "
            : moments.get(0).toString();
    for (String pattern :
        List.of("uuuu-MM-dd'T'HH:mm:ss", "uuuu-MM-dd HH:mm:ss", "uuuu-MM-dd'T'HH:mm:ss.SSS")) {
      assertThat(parse("iso", clock.zone(), write(pattern, local)))
          .as("%s in %s", local, clock)
          .startsWith(expected);
    }
    for (String pattern :
        List.of(
            "yyyyMMddHHmmss",
            "d.M.yyyy H:mm:ss",
            "EEE MMM dd hh:mm:ss a yyyy",
            "yyyy-DDD'T'HHmmss")) {
      assertThat(parse(pattern, clock.zone(), write(pattern, local)))
          .as("%s in %s", local, clock)
          .startsWith(expected);
    }
  }

  @Test
  void aTimeWithAnOffsetMeansTheSameInEveryZone() {
    for (String zone : zones) {
      WallClock clock = new WallClock(ZoneId.of(zone));
      for (int i = 0; i < TIMES; i++) {
        Instant time = clock.somewhere(random);
        ZoneId elsewhere = ZoneId.of(zones.get(random.nextInt(zones.size())));
        OffsetDateTime here = time.atZone(clock.zone()).toOffsetDateTime();
        assertThat(parse("iso", elsewhere, time.toString())).isEqualTo(time.toString());
        assertThat(parse("iso", elsewhere, write("uuuu-MM-dd'T'HH:mm:ssxxxxx", here)))
            .isEqualTo(time.toString());
        assertThat(parse("epoch-seconds", elsewhere, "" + time.getEpochSecond()))
            .isEqualTo(time.toString());
        assertThat(parse("epoch-millis", elsewhere, "" + time.toEpochMilli()))
            .isEqualTo(time.toString());
        if (here.getOffset().getTotalSeconds() % 60 == 0) {
          for (String pattern :
              List.of("dd/MMM/yyyy:HH:mm:ss Z", "yyyy-MM-dd HH:mm:ssXXX", "yyyyMMddHHmmssxx")) {
            assertThat(parse(pattern, elsewhere, write(pattern, here)))
                .as("%s of %s", pattern, here)
                .isEqualTo(time.toString());
          }
        }
      }
    }
  }

  @Test
  void aTimeWithANamedZoneIsReadByTheClocksOfThatZone() {
    for (String zone : zones) {
      WallClock clock = new WallClock(ZoneId.of(zone));
      for (int i = 0; i < TIMES / 4; i++) {
        Instant time = clock.somewhere(random);
        LocalDateTime local = clock.show(time);
        String text = write("yyyy-MM-dd HH:mm:ss", local) + " " + zone;
        assertThat(parse("yyyy-MM-dd HH:mm:ss VV", ZoneOffset.UTC, text))
            .as(text)
            .isEqualTo(clock.moments(local).get(0).toString());
      }
    }
  }

  @Test
  void ofAnHourRepeatedTheNameOfTheClocksTellsWhich() {
    int told = 0;
    for (String zone : zones) {
      WallClock clock = new WallClock(ZoneId.of(zone));
      for (int i = 0; i < TIMES / 4; i++) {
        Instant time = clock.somewhere(random);
        List<Instant> moments = clock.moments(clock.show(time));
        Set<String> names = new TreeSet<>();
        moments.forEach(moment -> names.add(write("z", moment.atZone(clock.zone()))));
        // these say an offset, which is believed; java.time writes them where clocks were elsewhere
        names.removeIf(name -> name.startsWith("GMT") || name.startsWith("UTC"));
        if (names.size() == moments.size()) {
          String text = write("EEE MMM d HH:mm:ss z yyyy", time.atZone(clock.zone()));
          assertThat(parse("EEE MMM d HH:mm:ss z yyyy", clock.zone(), text))
              .as("%s in %s", text, clock)
              .isEqualTo(time.toString());
          told += moments.size() - 1;
        }
      }
    }
    System.out.printf("%d of these were told by a name%n", told);
    assertThat(told).as("times told by the name").isPositive();
  }

  @Test
  void aDateIsItsFirstMomentAndNoneWhereClocksSkippedIt() {
    for (String zone : zones) {
      WallClock clock = new WallClock(ZoneId.of(zone));
      for (int i = 0; i < TIMES / 2; i++) {
        LocalDate date = clock.show(clock.somewhere(random)).toLocalDate();
        checkDate(clock, date.plusDays(random.nextInt(3) - 1));
      }
    }
    checkDate(new WallClock(ZoneId.of("Pacific/Apia")), LocalDate.of(2011, 12, 30));
    checkDate(new WallClock(ZoneId.of("Pacific/Kiritimati")), LocalDate.of(1994, 12, 31));
  }

  private static void checkDate(WallClock clock, LocalDate date) {
    String expected =
        clock.hasDate(date)
            ? clock.begins(date).toString()
            : "no such local time in " + clock + ": " + date;
    assertThat(parse("iso", clock.zone(), date.toString()))
        .as("%s in %s", date, clock)
        .startsWith(expected);
    assertThat(parse("yyyyMMdd", clock.zone(), write("uuuuMMdd", date)))
        .as("%s in %s", date, clock)
        .startsWith(expected);
  }
}
