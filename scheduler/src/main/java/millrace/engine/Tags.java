package millrace.engine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import millrace.store.PipelinePaths;
import millrace.store.Sha256;
import millrace.store.Store;

/**
 * The tags by which the jobs of a pipeline are found again on YARN. Each begins with a hash of the
 * pipeline's full root: two installations whose pipelines have the same name never meet. YARN wants
 * ASCII and at most 100 characters, and stores them in lower case.
 */
final class Tags {
  private static final int LONGEST = 100;
  private static final int HASH = 12;

  private final String prefix;

  private Tags(String root) {
    this.prefix = "millrace-" + hash(root);
  }

  /** The tags of the pipeline in this store. */
  static Tags of(Store store) {
    return new Tags(String.valueOf(store.path(PipelinePaths.OWN).getParent()));
  }

  /** The tag of one attempt's job, which no other job has. */
  String of(String directory) {
    String tag = prefix + "." + directory.substring(directory.indexOf('/') + 1).replace('/', '.');
    boolean asItIs =
        tag.length() <= LONGEST
            && directory.matches(
                PipelinePaths.OWN + "(/[a-z0-9-]+)+"); // else two might have the same tag
    return asItIs ? tag : prefix + "." + hash(directory);
  }

  /** The tag that every cut job of the pipeline carries beside its own. */
  String cut() {
    return prefix + "-cut";
  }

  private static String hash(String text) {
    MessageDigest digest = Sha256.begun();
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    return Sha256.text(digest).substring(0, HASH);
  }
}
