package millrace.record;

import millrace.aggregate.Slice;

/** The fields of one record of the input. Valid until its scanner moves on. */
@SuppressWarnings("JavaLangClash") // where it is used, nobody needs the other one by name
public interface Record {
  /**
   * The bytes of the field, as they stood in the input; empty when the record has no such field or
   * it holds nothing.
   */
  Slice field(String name);
}
