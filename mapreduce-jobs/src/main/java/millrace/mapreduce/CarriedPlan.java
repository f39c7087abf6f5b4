package millrace.mapreduce;

import millrace.fold.FoldPlan;
import org.apache.hadoop.conf.Configuration;

/** The plan of a fold as the configuration of its job carries it to every task. */
final class CarriedPlan {
  private static final String KEY = "millrace.fold.plan";

  private CarriedPlan() {}

  static void write(Configuration configuration, FoldPlan plan) {
    configuration.set(KEY, plan.toJson());
  }

  static FoldPlan read(Configuration configuration) {
    return FoldPlan.fromJson(configuration.getRaw(KEY));
  }
}
