package millrace.cli;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import millrace.pipeline.InvalidConfiguration;
import millrace.pipeline.Settings;
import millrace.schedule.FailureLine;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.util.GenericOptionsParser;

/**
 * Hadoop's generic options, from anywhere on the line. Hadoop itself looks for them only before the
 * first plain word, and ignores a {@code -conf} file that does not exist.
 *
 * @param generic what Hadoop's own parser gets
 * @param others what is left
 */
record GenericOptions(List<String> generic, List<String> others) {
  private static final Set<String> LISTS = Set.of("-files", "-libjars", "-archives");
  private static final Set<String> SINGLES = Set.of("-fs", "-jt", "-tokenCacheFile");
  private static final String PROPERTY = "-D";
  private static final String FILE = "-conf";

  GenericOptions {
    generic = List.copyOf(generic);
    others = List.copyOf(others);
  }

  /**
   * Separates the generic options from the others.
   *
   * @throws InvalidConfiguration if one has no value, or names a configuration file that is not
   *     there
   */
  static GenericOptions of(List<String> line) {
    List<String> generic = new ArrayList<>();
    List<String> others = new ArrayList<>();
    Map<String, String> joined = new LinkedHashMap<>();
    for (int i = 0; i < line.size(); i++) {
      String word = line.get(i);
      if (word.equals("--")) {
        others.addAll(line.subList(i, line.size()));
        break;
      }
      if (word.startsWith(PROPERTY)) {
        String pair = word.length() > 2 ? word.substring(2) : valueOf(line, i++);
        if (pair.indexOf('=') < 1) {
          throw new InvalidConfiguration("option -D: found \"" + pair + "\", expected key=value");
        }
        generic.add(PROPERTY + pair);
      } else if (word.equals(FILE)) {
        String file = valueOf(line, i++);
        requireReadable(file);
        generic.addAll(List.of(word, file));
      } else if (LISTS.contains(word)) {
        joined.merge(word, valueOf(line, i++), (before, more) -> before + "," + more);
      } else if (SINGLES.contains(word)) {
        joined.put(word, valueOf(line, i++));
      } else {
        others.add(word);
      }
    }
    joined.forEach((option, value) -> generic.addAll(List.of(option, value)));
    return new GenericOptions(generic, others);
  }

  private static String valueOf(List<String> line, int option) {
    if (option + 1 == line.size()) {
      throw new InvalidConfiguration("option " + line.get(option) + ": the value is missing");
    }
    return line.get(option + 1);
  }

  private static void requireReadable(String name) {
    File file;
    try {
      file = new File(new org.apache.hadoop.fs.Path(name).toUri().getPath());
    } catch (IllegalArgumentException e) {
      throw new InvalidConfiguration("option -conf: " + FailureLine.of(e), e);
    }
    if (!file.isFile() || !file.canRead()) {
      throw new InvalidConfiguration(
          "option -conf: "
              + name
              + (file.exists() ? " cannot be read" : " does not exist")
              + ", expected a configuration file");
    }
    requireXml(name, file);
  }

  /** Refuses a file that is no XML. Hadoop would refuse it too, but with a stack trace. */
  private static void requireXml(String name, File file) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    try (InputStream in = new FileInputStream(file)) {
      XMLStreamReader reader = factory.createXMLStreamReader(in);
      while (reader.hasNext()) {
        reader.next();
      }
    } catch (XMLStreamException e) {
      throw new InvalidConfiguration(
          "option -conf: %s:%d: not XML, expected a Hadoop configuration"
              .formatted(name, e.getLocation().getLineNumber()),
          e);
    } catch (IOException e) {
      throw new InvalidConfiguration("option -conf: " + name + ": " + FailureLine.of(e), e);
    }
  }

  /**
   * The configuration these options make. The jars of {@code -libjars} and those of the plug-ins
   * are known to its class loader, which becomes this thread's.
   *
   * @param plugins a directory of jars; empty for none
   * @throws InvalidConfiguration if a file is not there or no configuration
   */
  Configuration configuration(Optional<Path> plugins) {
    try {
      Configuration configuration = Settings.configuration();
      apply(configuration);
      if (plugins.isPresent()) {
        PluginJars.in(plugins.get()).addTo(configuration);
      }
      Thread.currentThread().setContextClassLoader(configuration.getClassLoader());
      configuration.size(); // reads the files now
      return configuration;
    } catch (InvalidConfiguration e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new InvalidConfiguration("the configuration cannot be read: " + FailureLine.of(e), e);
    }
  }

  /**
   * Does what Hadoop's own parser does. That one starts a process to find out which shell there is.
   */
  private void apply(Configuration configuration) throws IOException {
    if (generic.stream().anyMatch(word -> LISTS.contains(word) || SINGLES.contains(word))) {
      new GenericOptionsParser(configuration, generic.toArray(String[]::new));
      return;
    }
    configuration.setBoolean(Job.USED_GENERIC_PARSER, true);
    for (int i = 0; i < generic.size(); i++) {
      String word = generic.get(i);
      if (word.equals(FILE)) {
        configuration.addResource(new org.apache.hadoop.fs.Path(generic.get(++i)));
      } else {
        int equals = word.indexOf('=');
        configuration.set(
            word.substring(PROPERTY.length(), equals),
            word.substring(equals + 1),
            "from command line");
      }
    }
  }
}
