package millrace.store;

import java.util.List;

/**
 * Another catalogue.
 *
 * @param dropped pages of the catalogue it was made from that it does not name
 */
public record CatalogueChange(CatalogueRoot root, List<String> dropped) {
  public CatalogueChange {
    dropped = List.copyOf(dropped);
  }
}
