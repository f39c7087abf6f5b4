package millrace.pipeline;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import millrace.input.InputKind;
import millrace.option.Nearest;
import millrace.plugin.Kinds;
import millrace.plugin.Plugins;

/** Reads where the files of an input arrive: the key {@code path}, or a kind and its options. */
final class LandingReader {
  private static final String DIRECTORY_EXPECTED = "the directory where files arrive";

  private final Kinds<InputKind> kinds;
  private final List<String> others;
  private final Problems problems;

  /**
   * A reader for one file.
   *
   * @param loader finds the plug-ins
   * @param others the keys of an input that say other things than where its files arrive
   */
  LandingReader(ClassLoader loader, List<String> others, Problems problems) {
    this.kinds = Plugins.of(loader).inputs();
    this.others = List.copyOf(others);
    this.problems = problems;
  }

  /** The place that an input names, if it is right. Keys that no input has are noted, too. */
  Optional<LandingSpec> landing(Section input) {
    List<String> found =
        input.entries().stream()
            .map(Node.KeyedNode::key)
            .filter(key -> !others.contains(key))
            .distinct()
            .toList();
    List<String> places =
        found.stream().filter(key -> isPath(key) || kinds.find(key).isPresent()).toList();
    if (places.isEmpty()) {
      refuseNone(input, found);
      return Optional.empty();
    }
    input.allow(join(places, others));
    if (places.size() > 1) {
      input.refuseWhole(
          "found %s, expected only one of %s"
              .formatted(String.join(" and ", places), Section.anyOf(all())));
      return Optional.empty();
    }
    return isPath(places.get(0))
        ? input
            .value(LandingSpec.PATH, DIRECTORY_EXPECTED + ", a Hadoop path", Section::parsePath)
            .map(LandingSpec::directory)
        : ofKind(input, kinds.get(places.get(0)));
  }

  private static boolean isPath(String key) {
    return key.equals(LandingSpec.PATH);
  }

  private static List<String> join(List<String> some, List<String> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  /** All keys that say where files arrive. */
  private List<String> all() {
    return join(List.of(LandingSpec.PATH), kinds.names());
  }

  /** Notes that no place is named, or one of a kind that is not there. */
  private void refuseNone(Section input, List<String> found) {
    List<String> known = join(List.of(LandingSpec.PATH), others);
    boolean isKindNamed = false;
    for (String key : found) {
      boolean isKind =
          Nearest.of(key, known).isEmpty()
              && (Nearest.of(key, kinds.names()).isPresent()
                  || input.find(key).filter(Node.Mapping.class::isInstance).isPresent());
      isKindNamed |= isKind;
      input.refuse(
          key,
          isKind
              ? "unknown kind of input" + Section.suggestion(key, all()) + "; " + Kinds.HINT
              : "unknown" + Section.suggestion(key, known));
    }
    if (!isKindNamed) {
      List<String> brought =
          kinds.names().stream().filter(kind -> !kind.equals(InputKind.DIRECTORY)).toList();
      input.expected(
          LandingSpec.PATH,
          DIRECTORY_EXPECTED
              + (brought.isEmpty() ? "" : "; or a kind of input: " + Section.anyOf(brought)));
    }
  }

  private Optional<LandingSpec> ofKind(Section input, InputKind kind) {
    int problemsBefore = problems.count();
    Map<String, Object> options = OptionValues.of(input, kind.name());
    if (problems.count() == problemsBefore) {
      OptionValues.tryOut(input, kind.name(), options, kind::create);
    }
    return problems.count() == problemsBefore
        ? Optional.of(new LandingSpec(kind.name(), kind.name(), options))
        : Optional.empty();
  }
}
