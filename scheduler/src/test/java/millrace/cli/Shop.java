package millrace.cli;

import java.io.IOException;
import java.nio.file.Path;

/** What a small shop sells, for the tests of the commands. */
final class Shop {
  static final String PIPELINE =
      """
      pipeline: shop
      landing:
        path: landing
        settle: 0s
        format: csv
        time: { by: event, field: time, format: iso }
      buckets: { every: 5m, lateness: 1m }
      jobs:
        sold:
          sum: amount
          key: item
          windows: { all: cumulative, recent: sliding 10m }
          top: 3
        visits: { count: [item, till], windows: { all: cumulative } }
      """;

  private Shop() {}

  /** A shop whose pipeline file is written, and nothing else. */
  static Mill in(Path directory) throws IOException {
    return new Mill(directory).declare(PIPELINE);
  }

  /** Rows of {@code HH:MM,item,till,amount} of one day. */
  static String sales(String... rows) {
    StringBuilder csv = new StringBuilder("time,item,till,amount\n");
    for (String row : rows) {
      csv.append("2024-03-01T")
          .append(row, 0, 5)
          .append(":00Z")
          .append(row, 5, row.length())
          .append('\n');
    }
    return csv.toString();
  }

  /** The first ten minutes of the day: two buckets. */
  static String morning() {
    return sales(
        "10:00,hat,1,20",
        "10:01,scarf,1,12.50",
        "10:04,hat,2,20",
        "10:06,glove,2,7",
        "10:07,coat,1,150",
        "10:08,hat,1,-20",
        "10:09,,1,3");
  }
}
