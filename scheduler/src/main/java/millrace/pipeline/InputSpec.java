package millrace.pipeline;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import millrace.record.FormatSpec;

/**
 * Where files arrive, and how they are read.
 *
 * @param path any Hadoop path, as the file has it
 * @param settle a file is taken when its size and modification time have not changed for this long;
 *     zero takes it at once
 * @param after what becomes of a file whose records are safely cut
 * @param format how bytes become records
 * @param maxQuarantined a file with a larger share of broken records is quarantined whole; empty =
 *     no limit
 * @param time where the event time of a record comes from
 * @param duplicates what the same bytes under any name are
 * @param changed what a known name with other bytes is
 */
public record InputSpec(
    String path,
    Duration settle,
    After after,
    FormatSpec format,
    Optional<Share> maxQuarantined,
    TimeSource time,
    Duplicates duplicates,
    Changed changed) {

  /** What becomes of a landed file once its records are safely cut. */
  public enum After {
    KEEP,
    ARCHIVE,
    DELETE
  }

  /** What a file is whose bytes were seen before, under any name. */
  public enum Duplicates {
    /** It is not counted. */
    SKIP,
    /** Its records are added. */
    COUNT
  }

  /** What a file is that has a known name and other bytes, but for a mere tail. */
  public enum Changed {
    /** A new file; its records are added. */
    ADD,
    /** It takes the place of the old one, and the buckets that one fed are computed again. */
    REPLACE,
    /** It is quarantined. */
    QUARANTINE
  }

  Map<String, Object> formatDefinition() {
    Map<String, Object> definition = new LinkedHashMap<>();
    definition.put("name", format.name());
    if (!format.options().isEmpty()) {
      definition.put("options", Canonical.of(format.options()));
    }
    return definition;
  }
}
