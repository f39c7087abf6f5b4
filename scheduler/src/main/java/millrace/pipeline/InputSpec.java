package millrace.pipeline;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import millrace.record.FormatSpec;
import millrace.record.TimeSource;

/**
 * An input: where files arrive, and how they are read.
 *
 * @param name unique in its pipeline
 * @param key at which the pipeline file declares it: {@code landing}, or one below {@code inputs}
 * @param landing where its files arrive
 * @param format how bytes become records
 * @param time where the event time of a record comes from
 * @param delivery what a delivered file is, and what becomes of it
 */
public record InputSpec(
    String name,
    String key,
    LandingSpec landing,
    FormatSpec format,
    TimeSource time,
    Delivery delivery) {
  /** The name of an input that the pipeline file declares as {@code landing}. */
  public static final String LANDING = "landing";

  /**
   * What a delivered file is, and what becomes of it.
   *
   * @param settle a file is taken when its size and modification time have not changed for this
   *     long; zero takes it at once
   * @param after what becomes of a file whose records are safely cut
   * @param maxQuarantined a file with a larger share of broken records is quarantined whole; empty
   *     = no limit
   * @param duplicates what becomes of bytes that came before, under any name
   * @param changed what becomes of a known name with other bytes
   */
  public record Delivery(
      Duration settle,
      After after,
      Optional<Share> maxQuarantined,
      Duplicates duplicates,
      Changed changed) {}

  /** Whether the pipeline file gives it its name, which it does not where there is but one. */
  public boolean isNamed() {
    return !key.equals(LANDING);
  }

  /** A file of it as people are told: with its input, where the pipeline file names its inputs. */
  public String named(String file) {
    return isNamed() ? name + " " + file : file;
  }

  /** The same input with its files arriving in this directory. */
  public InputSpec at(String directory) {
    return new InputSpec(name, key, LandingSpec.directory(directory), format, time, delivery);
  }

  /** What becomes of a landed file once its records are safely cut. */
  public enum After {
    KEEP,
    ARCHIVE,
    DELETE
  }

  /** What becomes of a file whose bytes were seen before, under any name. */
  public enum Duplicates {
    /** It is not counted. */
    SKIP,
    /** Its records are added. */
    COUNT
  }

  /**
   * What becomes of a file with a known name and other bytes, unless only bytes at its end are new.
   */
  public enum Changed {
    /** A new file; its records are added. */
    ADD,
    /** It replaces the old file, and the buckets that the old file fed are computed again. */
    REPLACE,
    /** It is quarantined. */
    QUARANTINE
  }

  /** The part of it that cannot change under existing state: how records are read and dated. */
  Map<String, Object> definition() {
    Map<String, Object> read = new LinkedHashMap<>();
    read.put("name", format.name());
    if (!format.options().isEmpty()) {
      read.put("options", Canonical.of(format.options()));
    }
    Map<String, Object> definition = new LinkedHashMap<>();
    definition.put("format", read);
    definition.put("time", time.definition());
    return definition;
  }
}
