package millrace.verify;

/** What a verification counts, in the order of its summary. */
enum Counted {
  SNAPSHOTS("snapshots"),
  PAGES("catalogue pages"),
  FILES("landed files"),
  PIECES("pieces"),
  RUNS("runs"),
  REPORTS("reports"),
  EXPORTS("exported copies"),
  BYTES("bytes read"),
  UNNAMED("files that nothing names"),
  TO_EXPORT("reports that the next tick copies"),
  RECOMPUTED_BUCKETS("results of buckets computed again"),
  RECOMPUTED_REPORTS("reports made again"),
  NO_RAW("buckets without raw records"),
  NO_LEAVES("results of buckets that only wider runs hold"),
  FROM_WIDE("reports made from wider runs, for those of their buckets are deleted"),
  NO_RUNS("reports whose runs are deleted"),
  WAITING("results and reports that wait for the next tick");

  private final String words;

  Counted(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
