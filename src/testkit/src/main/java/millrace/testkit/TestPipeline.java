package millrace.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The pipeline that a JUnit test is about; {@code MillraceExtension} gives it to each test method
 * as a {@link TestMill} or a {@link Story}. On a method it takes the place of the one on the class.
 *
 * <pre>{@code
 * @ExtendWith(MillraceExtension.class)
 * @TestPipeline(
 *     """
 *     pipeline: sales
 *     landing: { path: any, format: json, time: { by: event, field: at, format: iso } }
 *     buckets: { every: 5m }
 *     jobs: { sold: { sum: amount, key: product, windows: { all: cumulative } } }
 *     """)
 * class SalesTest {
 *   @Test
 *   void aSaleIsCounted(TestMill mill) throws IOException {
 *     mill.drop("1.json", "{\"at\":\"2024-03-01T10:02:00Z\",\"product\":\"tea\",\"amount\":3}");
 *     mill.tick("2024-03-01T10:05:00Z");
 *     assertEquals(List.of("tea 3"), mill.report("sold", "all", "20240301T1000Z"));
 *   }
 * }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface TestPipeline {
  /** The text of the pipeline file; the paths of its inputs do not matter. */
  String value();

  /** Settings as {@code conf/millrace-site.xml} would have them, each as {@code key=value}. */
  String[] settings() default {};
}
