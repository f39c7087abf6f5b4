package millrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.TestAbortedException;

/**
 * Gives JUnit tests a pipeline. A parameter of type {@link TestMill}, of a test method or of a
 * method that runs before or after each test, is a mill in a temporary directory, the same one
 * throughout a test; a parameter of type {@link Story} is a new story of the same pipeline. Which
 * pipeline that is, a {@link TestPipeline} says. A pipeline that is no constant is registered by
 * hand:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final MillraceExtension MILLRACE =
 *     MillraceExtension.of(Files.readString(Path.of("pipeline.yaml")))
 *         .set("millrace.snapshot.keep", "1");
 * }</pre>
 *
 * <p>The directory is deleted after the test. When the test fails it is kept, and the failure says
 * where it is and what the mill warned of.
 */
public final class MillraceExtension implements ParameterResolver, AfterEachCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(MillraceExtension.class);

  private final Optional<String> registered;
  private final Map<String, String> settings = new LinkedHashMap<>();

  /** An extension for tests with a {@link TestPipeline}; JUnit calls this. */
  public MillraceExtension() {
    this(Optional.empty());
  }

  private MillraceExtension(Optional<String> registered) {
    this.registered = registered;
  }

  /**
   * An extension to be registered by hand.
   *
   * @param pipeline the text of the pipeline file; the paths of its inputs do not matter
   */
  public static MillraceExtension of(String pipeline) {
    return new MillraceExtension(Optional.of(pipeline));
  }

  /** A setting, as {@code conf/millrace-site.xml} or {@code -D} would set it. */
  public MillraceExtension set(String key, String value) {
    settings.put(key, value);
    return this;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return (type == TestMill.class || type == Story.class) && context.getTestMethod().isPresent();
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Story story = story(context);
    if (parameter.getParameter().getType() == Story.class) {
      return story;
    }
    ExtensionContext.Store store = context.getStore(NAMESPACE);
    TestMill known = store.get(TestMill.class, TestMill.class);
    if (known != null) {
      return known;
    }
    TestMill mill = mill(story);
    store.put(TestMill.class, mill);
    return mill;
  }

  private static TestMill mill(Story story) {
    try {
      Path home = Files.createTempDirectory("millrace-test-");
      try {
        return story.script().mill(home);
      } catch (IOException | RuntimeException e) {
        TestMill.delete(home);
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Story story(ExtensionContext context) {
    Optional<TestPipeline> annotation = annotation(context);
    String pipeline =
        annotation
            .map(TestPipeline::value)
            .or(() -> registered)
            .orElseThrow(
                () ->
                    new ExtensionConfigurationException(
                        "no pipeline for %s: annotate the method or its class with @TestPipeline, or register MillraceExtension.of(...)"
                            .formatted(context.getDisplayName())));
    Story story = Story.of(pipeline);
    settings.forEach(story::set);
    annotation.ifPresent(it -> set(story, it.settings()));
    return story;
  }

  private static void set(Story story, String[] settings) {
    for (String setting : settings) {
      String[] parts = setting.split("=", 2);
      if (parts.length < 2) {
        throw new ExtensionConfigurationException(
            "@TestPipeline: setting \"%s\" is not of the form key=value".formatted(setting));
      }
      story.set(parts[0], parts[1]);
    }
  }

  /** The annotation of the test method, of its class, or of a class around that. */
  private static Optional<TestPipeline> annotation(ExtensionContext context) {
    Optional<ExtensionContext> place = Optional.of(context);
    Optional<TestPipeline> found = Optional.empty();
    while (place.isPresent() && found.isEmpty()) {
      found = AnnotationSupport.findAnnotation(place.get().getElement(), TestPipeline.class);
      place = place.get().getParent();
    }
    return found;
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    TestMill mill = context.getStore(NAMESPACE).remove(TestMill.class, TestMill.class);
    if (mill == null) {
      return;
    }
    Optional<Throwable> failure =
        context.getExecutionException().filter(it -> !(it instanceof TestAbortedException));
    if (failure.isPresent()) {
      failure.get().addSuppressed(new KeptMill(mill));
    } else {
      TestMill.delete(mill.home());
    }
  }
}
