/** One session of the server as a case sees it. Knows the frames and observations that were named in it; refuses to know addresses. */
package sparrow.features;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

record Session(SparkSession spark, Map<String, Dataset<Row>> frames, Map<String, Observation> observations) {
  Session(SparkSession spark) {
    this(spark, new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
  }

  /** The frame that `let` has named so. */
  Dataset<Row> frame(String name) {
    Dataset<Row> found = frames.get(name);
    if (found == null) {
      throw new IllegalArgumentException("no frame is named " + name + "; there are " + frames.keySet());
    }
    return found;
  }
}
