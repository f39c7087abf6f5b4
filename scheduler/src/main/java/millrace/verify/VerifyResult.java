package millrace.verify;

/**
 * What a verification came to.
 *
 * @param problems how many were told
 * @param summary what was looked at, in one line
 */
public record VerifyResult(long problems, String summary) {}
