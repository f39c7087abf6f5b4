package millrace.cli;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads one of the constants of an enum, written in small letters. For any other word it says which
 * there are. A shell may complete its words.
 */
abstract class EnumWord<E extends Enum<E>> implements ITypeConverter<E>, Iterable<String> {
  private final List<E> constants;

  EnumWord(Class<E> type) {
    constants = List.of(type.getEnumConstants());
  }

  @Override
  public E convert(String word) {
    return constants.stream()
        .filter(constant -> word(constant).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "found \"%s\", expected one of %s".formatted(word, String.join(", ", this))));
  }

  @Override
  public Iterator<String> iterator() {
    return constants.stream().map(this::word).iterator();
  }

  private String word(E constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
