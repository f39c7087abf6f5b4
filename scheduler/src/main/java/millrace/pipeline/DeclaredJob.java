package millrace.pipeline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import millrace.job.JobDeclaration;

/**
 * A job as a section of the pipeline file.
 *
 * @param name of the job
 * @param section what is said of it
 * @param inputs know which fields the records have
 */
record DeclaredJob(String name, Section section, JobInputs inputs) implements JobDeclaration {
  @Override
  public boolean has(String key) {
    return section.has(key);
  }

  @Override
  public Optional<String> text(String key, String expected) {
    return section.text(key, expected);
  }

  @Override
  public Optional<String> field(String key) {
    Optional<String> field = section.text(key, "a field");
    field.ifPresent(it -> check(section, key, it));
    return field;
  }

  @Override
  public List<String> fields(String key) {
    List<String> fields =
        section.oneOrMore(key, "a field, or several like [path, status]").orElse(List.of());
    fields.forEach(field -> check(section, key, field));
    return fields;
  }

  @Override
  public Map<String, List<String>> conditions(String key) {
    Map<String, List<String>> conditions = new LinkedHashMap<>();
    Optional<Section> found =
        section.section(key, "a mapping like {status: 200} or {status: [500, 503]}");
    if (found.isPresent()) {
      if (found.get().entries().isEmpty()) {
        section.refuse(key, "found no conditions, expected a mapping like {status: 200}");
      }
      for (Node.KeyedNode entry : found.get().entries()) {
        check(found.get(), entry.key(), entry.key());
        conditions.put(entry.key(), found.get().values(entry.key()));
      }
    }
    return conditions;
  }

  @Override
  public Map<String, Object> options(String key) {
    return OptionValues.of(section, key);
  }

  @Override
  public void refuse(String key, String problem) {
    section.refuse(key, problem);
  }

  private void check(Section where, String key, String field) {
    inputs.unknownField(field).ifPresent(problem -> where.refuse(key, problem));
  }
}
