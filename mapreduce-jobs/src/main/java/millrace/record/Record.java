package millrace.record;

import millrace.aggregate.Slice;

/** One record of the input, seen through its fields. Valid until its scanner moves on. */
@SuppressWarnings("JavaLangClash") // where it is used, nobody needs the other one by name
public interface Record {
  /**
   * The bytes of the field, as they stood in the input; empty when the record has no such field or
   * it holds nothing.
   */
  Slice field(String name);
}
