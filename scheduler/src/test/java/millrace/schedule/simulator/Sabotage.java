package millrace.schedule.simulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import millrace.input.LandedFile;
import millrace.input.Landing;
import millrace.schedule.LandingWrapper;
import millrace.schedule.StoreWrapper;
import millrace.store.Store;
import millrace.store.WiredStore.Step;

/**
 * A way to do it wrong: the real code over calls that behave as if one of its rules were not kept.
 * Each of them must be found, or what finds nothing wrong with the real ones says little.
 */
enum Sabotage {
  /** Nothing is done wrong. */
  NONE("nothing"),

  COMMIT_BY_OVERWRITE("a commit overwrites what stands at its number") {
    @Override
    Optional<Process.Fate> fate() {
      return Optional.of(new Process.Fate(Process.Fault.SLEEP, Step.PUT.name()));
    }

    @Override
    Store store(Store store) {
      return new StoreWrapper(store) {
        @Override
        public Outcome putIfAbsent(String draft, String path, byte[] bytes) {
          try {
            super.replace(draft, path);
            return Outcome.COMMITTED;
          } catch (IOException e) {
            return Outcome.UNKNOWN;
          }
        }
      };
    }
  },

  COMMIT_IN_PLACE("a snapshot is written where it is read") {
    @Override
    Store store(Store store) {
      return new StoreWrapper(store) {
        @Override
        public Outcome putIfAbsent(String draft, String path, byte[] bytes) {
          try (OutputStream out = super.create(path)) {
            out.write(bytes);
            return Outcome.COMMITTED;
          } catch (java.nio.file.FileAlreadyExistsException e) {
            return Outcome.REFUSED;
          } catch (IOException e) {
            return Outcome.UNKNOWN;
          }
        }
      };
    }
  },

  NO_READ_BACK("after an unknown outcome nobody reads again: it will have worked") {
    @Override
    Store store(Store store) {
      return new StoreWrapper(store) {
        @Override
        public Outcome putIfAbsent(String draft, String path, byte[] bytes) {
          Outcome outcome = super.putIfAbsent(draft, path, bytes);
          return outcome == Outcome.UNKNOWN ? Outcome.COMMITTED : outcome;
        }
      };
    }
  },

  REBASED("what was worked out for an older head is committed after a newer one") {
    @Override
    Optional<Process.Fate> fate() {
      return Optional.of(new Process.Fate(Process.Fault.SLEEP, Step.PUT.name()));
    }

    @Override
    Store store(Store store) {
      return new StoreWrapper(store) {
        @Override
        public Outcome putIfAbsent(String draft, String path, byte[] bytes) {
          Outcome outcome = super.putIfAbsent(draft, path, bytes);
          if (outcome != Outcome.REFUSED) {
            return outcome;
          }
          try {
            long number = Long.parseLong(path.replaceAll(".*/0*([0-9]+)\\.json", "$1")) + 1;
            byte[] body = renumbered(bytes, number);
            String again = draft.replaceFirst("/[0-9]+-", "/" + (number - 1) + "-r");
            try (OutputStream out = super.create(again)) {
              out.write(body);
            }
            return putIfAbsent(again, "_millrace/snapshots/%020d.json".formatted(number), body);
          } catch (IOException e) {
            return Outcome.UNKNOWN;
          }
        }
      };
    }
  },

  BLIND("who commits does not look whether the head is still the one he knows") {
    @Override
    Optional<Process.Fate> fate() {
      return Optional.of(new Process.Fate(Process.Fault.SLEEP, Step.PUT.name()));
    }

    @Override
    Store store(Store store) {
      return new StoreWrapper(store) {
        @Override
        public Outcome putIfAbsent(String draft, String path, byte[] bytes) {
          // the draft need not be there: who slept and was swept puts it all the same
          try (OutputStream out = super.create(draft + "-again")) {
            out.write(bytes);
          } catch (IOException e) {
            return Outcome.UNKNOWN;
          }
          return super.putIfAbsent(draft + "-again", path, bytes);
        }
      };
    }
  },

  EAGER_SWEEP("all attempts are swept, those of the living as well") {
    @Override
    Optional<Process.Fate> fate() {
      return Optional.of(new Process.Fate(Process.Fault.DIES_AFTER, Step.PUT.name()));
    }

    @Override
    Store store(Store store) {
      return new StoreWrapper(store) {
        @Override
        public List<StoreEntry> list(String directory) throws IOException {
          List<StoreEntry> found = super.list(directory);
          if (directory.equals(ATTEMPTS)) {
            for (StoreEntry entry : found) {
              super.delete(ATTEMPTS + "/" + entry.name());
            }
          }
          return found;
        }
      };
    }
  },

  SHARED_DIRECTORY("attempts on the same head write into the same directory") {
    @Override
    Store store(Store store) {
      return new Renaming(
          store, path -> path.replaceFirst("(attempts/[0-9]+)-[-0-9a-f]{36}/", "$1-all/"));
    }

    @Override
    Store disk(Store store) {
      return store(store);
    }

    @Override
    boolean hidesNames() {
      return true;
    }
  },

  NAME_REUSED("the runs of a bucket all have the same name") {
    @Override
    Store store(Store store) {
      return new Renaming(
          store, path -> path.replaceFirst("(runs/.*/[0-9]+T[0-9]+Z)-[0-9]+-[0-9]+", "$1"));
    }

    @Override
    Store disk(Store store) {
      return store(store);
    }

    @Override
    boolean hidesNames() {
      return true;
    }
  },

  EXPORT_IN_PLACE("reports are written where they are read") {
    @Override
    Store store(Store store) {
      return new StoreWrapper(store) {
        @Override
        public void replace(String draft, String path) throws IOException {
          byte[] bytes = bytes(this, draft);
          super.delete(path);
          try (OutputStream out = super.create(path)) {
            out.write(bytes);
          }
        }
      };
    }
  },

  EXPORT_UNGUARDED("who slept over an export puts it in place, though it was swept") {
    @Override
    Optional<Process.Fate> fate() {
      return Optional.of(new Process.Fate(Process.Fault.SLEEP, Step.REPLACE.name()));
    }

    @Override
    Store store(Store store) {
      return new StoreWrapper(store) {
        private final Map<String, byte[]> mine = new HashMap<>();

        @Override
        public OutputStream create(String path) throws IOException {
          ByteArrayOutputStream kept = new ByteArrayOutputStream();
          return new FilterOutputStream(super.create(path)) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
              kept.write(bytes, offset, length);
              out.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
              mine.put(path, kept.toByteArray());
              super.close();
            }
          };
        }

        @Override
        public void replace(String draft, String path) throws IOException {
          try {
            super.replace(draft, path);
          } catch (FileNotFoundException swept) {
            String again = draft + "-again";
            try (OutputStream out = super.create(again)) {
              out.write(Optional.ofNullable(mine.get(draft)).orElseThrow());
            }
            super.replace(again, path);
          }
        }
      };
    }
  },

  NAME_IS_IDENTITY("a file is known by its name and length") {
    @Override
    LandedFile seen(LandedFile file) {
      return new LandedFile(file.path(), "", file.length(), Instant.EPOCH, file.changed());
    }
  },

  TIME_IS_IDENTITY("a file that is not newer has not changed") {
    @Override
    LandedFile seen(LandedFile file) {
      return new LandedFile(file.path(), "", file.length(), file.modified(), file.changed());
    }
  },

  OPEN_FILES("files are taken while they are open") {
    @Override
    Landing landing(Landing landing) {
      return new LandingWrapper(landing) {
        @Override
        public boolean isClosed(LandedFile file) {
          return true;
        }
      };
    }
  },

  TEMPORARY_NAMES("files are taken while they have a temporary name") {
    @Override
    LandedFile seen(LandedFile file) {
      return renamed(
          file, file.path().replaceFirst("\\.tmp$", ".TMP").replaceFirst("COPYING_$", "COPYING"));
    }

    @Override
    LandedFile real(LandedFile file) {
      return renamed(
          file, file.path().replaceFirst("\\.TMP$", ".tmp").replaceFirst("COPYING$", "COPYING_"));
    }

    private LandedFile renamed(LandedFile file, String name) {
      return new LandedFile(name, file.id(), file.length(), file.modified(), file.changed());
    }
  },

  CLAIM_BY_NAME("what has the name now is put away, not what was read") {
    @Override
    Landing landing(Landing landing) {
      return new LandingWrapper(landing) {
        @Override
        public void delete(LandedFile file) throws IOException {
          Optional<LandedFile> now = super.find(file.path());
          if (now.isPresent()) {
            super.delete(now.get());
          }
        }

        @Override
        public void archive(LandedFile file) throws IOException {
          Optional<LandedFile> now = super.find(file.path());
          if (now.isPresent()) {
            super.archive(now.get());
          }
        }
      };
    }
  },

  READ_BY_NAME("a file is opened by its name, and not looked at again after its last byte") {
    @Override
    Optional<Process.Fate> fate() {
      return Optional.of(new Process.Fate(Process.Fault.SLEEP, Process.LANDING));
    }

    @Override
    Landing landing(Landing landing) {
      return new LandingWrapper(landing) {
        private final List<LandedFile> listed = new ArrayList<>();

        @Override
        public Listing list() throws IOException {
          Listing listing = super.list();
          listed.addAll(listing.files());
          return listing;
        }

        @Override
        public Optional<LandedFile> find(String path) {
          return listed.stream().filter(file -> file.path().equals(path)).reduce((a, b) -> b);
        }

        @Override
        public InputStream open(LandedFile file) throws IOException {
          Optional<LandedFile> found = super.find(file.path());
          for (int looks = 0; looks < 100; looks++) { // slowly: meanwhile names change hands
            found = super.find(file.path());
          }
          return super.open(found.orElseThrow(() -> new FileNotFoundException(file.path())));
        }
      };
    }
  };

  private static final String ATTEMPTS = "_millrace/attempts";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String rule;

  Sabotage(String rule) {
    this.rule = rule;
  }

  /** What it does. */
  String rule() {
    return rule;
  }

  /** What all processes share. */
  Store disk(Store store) {
    return store;
  }

  /** What must befall attempts more often than by chance for it to show soon. */
  Optional<Process.Fate> fate() {
    return Optional.empty();
  }

  /** Whether files have other names below than above. */
  boolean hidesNames() {
    return false;
  }

  /** The files as one process has them. */
  Store store(Store store) {
    return store;
  }

  /** The landing directory as one process has it. */
  Landing landing(Landing landing) {
    return new LandingWrapper(landing) {
      private final List<LandedFile> real = new ArrayList<>();

      @Override
      public Listing list() throws IOException {
        Listing listing = super.list();
        real.addAll(listing.files());
        return new Listing(
            listing.files().stream().map(Sabotage.this::seen).toList(),
            listing.passedOver(),
            listing.unreadable());
      }

      @Override
      public Optional<LandedFile> find(String path) throws IOException {
        return super.find(real(new LandedFile(path, "", 0, Instant.EPOCH, Instant.EPOCH)).path())
            .map(Sabotage.this::seen);
      }

      private LandedFile now(LandedFile file) throws IOException {
        String path = real(file).path();
        return super.find(path).orElseThrow(() -> new FileNotFoundException(path));
      }

      @Override
      public InputStream open(LandedFile file) throws IOException {
        return super.open(now(file));
      }

      @Override
      public boolean isClosed(LandedFile file) throws IOException {
        return super.isClosed(real(file));
      }

      @Override
      public void delete(LandedFile file) throws IOException {
        if (find(file.path()).map(LandedFile::identity).equals(Optional.of(file.identity()))) {
          super.delete(now(file));
        }
      }

      @Override
      public void archive(LandedFile file) throws IOException {
        if (find(file.path()).map(LandedFile::identity).equals(Optional.of(file.identity()))) {
          super.archive(now(file));
        }
      }
    };
  }

  /** A file as the wrong rule sees it. */
  LandedFile seen(LandedFile file) {
    return file;
  }

  /** The file that the wrong rule means, as far as its name goes. */
  LandedFile real(LandedFile file) {
    return file;
  }

  private static byte[] bytes(Store store, String path) throws IOException {
    try (InputStream in = store.open(path)) {
      return in.readAllBytes();
    }
  }

  private static byte[] renumbered(byte[] snapshot, long number) {
    try {
      ObjectNode fields = (ObjectNode) JSON.readTree(snapshot);
      fields.remove("digest");
      fields.put("number", number);
      String rest = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(fields).substring(2);
      String digest =
          HexFormat.of()
              .formatHex(
                  MessageDigest.getInstance("SHA-256")
                      .digest(rest.getBytes(StandardCharsets.UTF_8)));
      return ("{ \"digest\" : \"" + digest + "\",\n" + rest).getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
