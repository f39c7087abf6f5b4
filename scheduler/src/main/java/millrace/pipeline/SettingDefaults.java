package millrace.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * A setting as {@code millrace-default.xml} describes it; Hadoop's configuration forgets the
 * descriptions.
 *
 * @param key its name
 * @param value its default
 * @param description what it means
 */
record SettingDefaults(String key, String value, String description) {
  static final String FILE = "millrace-default.xml";

  /** All there are, in the order of the file. */
  static List<SettingDefaults> all() {
    try (InputStream in = SettingDefaults.class.getResourceAsStream("/" + FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is not on the class path");
      }
      NodeList properties =
          DocumentBuilderFactory.newDefaultInstance()
              .newDocumentBuilder()
              .parse(in)
              .getElementsByTagName("property");
      List<SettingDefaults> all = new ArrayList<>();
      for (int i = 0; i < properties.getLength(); i++) {
        Element property = (Element) properties.item(i);
        all.add(
            new SettingDefaults(
                text(property, "name"), text(property, "value"), text(property, "description")));
      }
      return List.copyOf(all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ParserConfigurationException | SAXException e) {
      throw new IllegalStateException(FILE + " is damaged", e);
    }
  }

  private static String text(Element property, String name) {
    return property.getElementsByTagName(name).item(0).getTextContent().trim();
  }
}
