/** The operations on frames, each a function of its parameters. Knows the client's Dataset; refuses to know sources and actions. */
package sparrow.features;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.RelationalGroupedDataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import scala.collection.immutable.Seq;

/** One operation on `frame`; its parameters stand below the operation's key. */
record Operations(Session session, Columns columns, Dataset<Row> frame, JsonNode parameters) {
  private interface Operation {
    Dataset<Row> apply(Operations on) throws Exception;
  }

  private static final String[] NO_TEXTS = new String[0];
  private static final Map<String, Operation> OPERATIONS = new LinkedHashMap<>();

  static {
    OPERATIONS.put("select", on -> on.frame.select(on.listed()));
    OPERATIONS.put("select_expr", on -> on.frame.selectExpr(on.names()));
    OPERATIONS.put("filter", on -> on.parameters.isTextual()
        ? on.frame.filter(on.parameters.textValue()) : on.frame.filter(on.columns.build(on.parameters)));
    OPERATIONS.put("with_column", Operations::withColumn);
    OPERATIONS.put("with_columns", Operations::withColumns);
    OPERATIONS.put("with_column_renamed", on -> on.frame.withColumnRenamed(on.name(0), on.name(1)));
    OPERATIONS.put("with_columns_renamed", on -> on.frame.withColumnsRenamed(Frames.pairs(on.parameters)));
    OPERATIONS.put("drop", on -> on.frame.drop(on.names()));
    OPERATIONS.put("join", Operations::join);
    OPERATIONS.put("cross_join", on -> on.frame.crossJoin(on.other()));
    OPERATIONS.put("group_by", on -> on.aggregated(on.frame.groupBy(on.below("by"))));
    OPERATIONS.put("rollup", on -> on.aggregated(on.frame.rollup(on.below("by"))));
    OPERATIONS.put("cube", on -> on.aggregated(on.frame.cube(on.below("by"))));
    OPERATIONS.put("grouping_sets", Operations::groupingSets);
    OPERATIONS.put("pivot", Operations::pivot);
    OPERATIONS.put("agg", on -> on.frame.agg(on.listed()[0], rest(on.listed())));
    OPERATIONS.put("sort", on -> on.frame.sort(on.listed()));
    OPERATIONS.put("sort_within_partitions", on -> on.frame.sortWithinPartitions(on.listed()));
    OPERATIONS.put("limit", on -> on.frame.limit(on.parameters.intValue()));
    OPERATIONS.put("offset", on -> on.frame.offset(on.parameters.intValue()));
    OPERATIONS.put("distinct", on -> on.frame.distinct());
    OPERATIONS.put("drop_duplicates", on -> on.names().length == 0 ? on.frame.dropDuplicates() : on.frame.dropDuplicates(on.names()));
    OPERATIONS.put("union", on -> on.frame.union(on.other()));
    OPERATIONS.put("union_by_name", on -> on.frame.unionByName(
        Frames.build(on.session, on.parameters.get("other")), on.parameters.path("allow_missing").asBoolean()));
    OPERATIONS.put("intersect", on -> on.frame.intersect(on.other()));
    OPERATIONS.put("intersect_all", on -> on.frame.intersectAll(on.other()));
    OPERATIONS.put("except_all", on -> on.frame.exceptAll(on.other()));
    OPERATIONS.put("subtract", on -> on.frame.except(on.other()));
    OPERATIONS.put("alias", on -> on.frame.alias(on.parameters.asText()));
    OPERATIONS.put("to_df", on -> on.frame.toDF(on.names()));
    OPERATIONS.put("to", on -> on.frame.to(StructType.fromDDL(on.parameters.asText())));
    OPERATIONS.put("sample", Operations::sample);
    OPERATIONS.put("repartition", Operations::repartition);
    OPERATIONS.put("repartition_by_range", Operations::repartitionByRange);
    OPERATIONS.put("coalesce", on -> on.frame.coalesce(on.parameters.intValue()));
    OPERATIONS.put("hint", Operations::hint);
    OPERATIONS.put("na_fill", Operations::fill);
    OPERATIONS.put("na_drop", Operations::dropNulls);
    OPERATIONS.put("na_replace", Operations::replace);
    OPERATIONS.put("describe", on -> on.frame.describe(on.names()));
    OPERATIONS.put("summary", on -> on.frame.summary(on.names()));
    OPERATIONS.put("crosstab", on -> on.frame.stat().crosstab(on.name(0), on.name(1)));
    OPERATIONS.put("freq_items", on -> on.parameters.has("support")
        ? on.frame.stat().freqItems(on.namesBelow("columns"), on.parameters.get("support").doubleValue())
        : on.frame.stat().freqItems(on.namesBelow("columns")));
    OPERATIONS.put("sample_by", Operations::sampleBy);
    OPERATIONS.put("unpivot", Operations::unpivot);
    OPERATIONS.put("transpose", on -> on.parameters.has("index")
        ? on.frame.transpose(on.columns.build(on.parameters.get("index"))) : on.frame.transpose());
    OPERATIONS.put("observe", Operations::observe);
    OPERATIONS.put("cache", on -> on.frame.cache());
    OPERATIONS.put("persist", on -> on.frame.persist(level(on.parameters.asText())));
    OPERATIONS.put("local_checkpoint", on -> on.frame.localCheckpoint());
  }

  static Dataset<Row> apply(Session session, Dataset<Row> frame, JsonNode step) throws Exception {
    String kind = step.size() == 1 ? step.fieldNames().next() : "";
    Operation operation = OPERATIONS.get(kind);
    if (operation == null) {
      throw new IllegalArgumentException(step + " is no operation on a frame; there are " + OPERATIONS.keySet());
    }
    return operation.apply(new Operations(session, new Columns(session), frame, step.get(kind)));
  }

  private Dataset<Row> withColumn() throws Exception {
    Map.Entry<String, JsonNode> named = parameters.properties().iterator().next();
    return frame.withColumn(named.getKey(), columns.build(named.getValue()));
  }

  private Dataset<Row> withColumns() throws Exception {
    Map<String, Column> named = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> pair : parameters.properties()) {
      named.put(pair.getKey(), columns.build(pair.getValue()));
    }
    return frame.withColumns(named);
  }

  private Dataset<Row> join() throws Exception {
    Dataset<Row> right = Frames.build(session, parameters.get("right"));
    String how = parameters.path("how").asText("inner");
    if (parameters.has("using")) {
      return frame.join(right, namesBelow("using"), how);
    }
    if (parameters.has("on")) {
      return frame.join(right, columns.build(parameters.get("on")), how);
    }
    if (!how.equals("inner")) {
      throw new Unsupported("this client's join of the kind " + how + " needs columns or a condition");
    }
    return frame.join(right);
  }

  private Dataset<Row> aggregated(RelationalGroupedDataset grouped) throws Exception {
    Column[] aggregates = below("agg");
    return grouped.agg(aggregates[0], rest(aggregates));
  }

  private Dataset<Row> groupingSets() throws Exception {
    List<Seq<Column>> sets = new ArrayList<>();
    for (JsonNode set : parameters.get("sets")) {
      sets.add(Frames.seq(Arrays.asList(columns.all(set))));
    }
    return aggregated(frame.groupingSets(Frames.seq(sets), below("by")));
  }

  private Dataset<Row> pivot() throws Exception {
    RelationalGroupedDataset grouped = frame.groupBy(below("by"));
    String column = Adapter.text(parameters, "column");
    return aggregated(parameters.hasNonNull("values") ? grouped.pivot(column, plain(parameters.get("values"))) : grouped.pivot(column));
  }

  private Dataset<Row> sample() {
    boolean replacing = parameters.path("with_replacement").asBoolean();
    double fraction = parameters.path("fraction").doubleValue();
    return parameters.hasNonNull("seed")
        ? frame.sample(replacing, fraction, parameters.get("seed").longValue()) : frame.sample(replacing, fraction);
  }

  private Dataset<Row> repartition() throws Exception {
    Column[] by = below("by");
    if (!parameters.has("n")) {
      return frame.repartition(by);
    }
    int partitions = parameters.get("n").intValue();
    return by.length == 0 ? frame.repartition(partitions) : frame.repartition(partitions, by);
  }

  private Dataset<Row> repartitionByRange() throws Exception {
    return parameters.has("n")
        ? frame.repartitionByRange(parameters.get("n").intValue(), below("by")) : frame.repartitionByRange(below("by"));
  }

  private Dataset<Row> hint() throws Exception {
    List<Object> values = new ArrayList<>();
    for (JsonNode parameter : parameters.path("parameters")) {
      values.add(columns.value(parameter));
    }
    return frame.hint(Adapter.text(parameters, "name"), values.toArray());
  }

  private Dataset<Row> fill() {
    if (parameters.has("values")) {
      Map<String, Object> values = new LinkedHashMap<>();
      parameters.get("values").properties().forEach(pair -> values.put(pair.getKey(), Values.plain(pair.getValue())));
      return frame.na().fill(values);
    }
    JsonNode value = parameters.get("value");
    String[] subset = parameters.hasNonNull("subset") ? namesBelow("subset") : null;
    if (value.isBoolean()) {
      return subset == null ? frame.na().fill(value.booleanValue()) : frame.na().fill(value.booleanValue(), subset);
    }
    if (value.isTextual()) {
      return subset == null ? frame.na().fill(value.textValue()) : frame.na().fill(value.textValue(), subset);
    }
    if (value.isIntegralNumber()) {
      return subset == null ? frame.na().fill(value.longValue()) : frame.na().fill(value.longValue(), subset);
    }
    return subset == null ? frame.na().fill(value.doubleValue()) : frame.na().fill(value.doubleValue(), subset);
  }

  private Dataset<Row> dropNulls() {
    boolean named = parameters.hasNonNull("subset");
    if (parameters.hasNonNull("thresh")) {
      int threshold = parameters.get("thresh").intValue();
      return named ? frame.na().drop(threshold, namesBelow("subset")) : frame.na().drop(threshold);
    }
    String how = parameters.path("how").asText("any");
    return named ? frame.na().drop(how, namesBelow("subset")) : frame.na().drop(how);
  }

  private Dataset<Row> replace() {
    Map<Object, Object> pairs = new HashMap<>();
    parameters.get("pairs").forEach(pair -> pairs.put(Values.plain(pair.get(0)), Values.plain(pair.get(1))));
    return parameters.hasNonNull("subset") ? frame.na().replace(namesBelow("subset"), pairs) : frame.na().replace("*", pairs);
  }

  private Dataset<Row> sampleBy() throws Exception {
    if (!parameters.hasNonNull("seed")) {
      throw new Unsupported("this client's sampleBy needs a seed");
    }
    Map<Object, Double> fractions = new LinkedHashMap<>();
    parameters.get("fractions").forEach(pair -> fractions.put(Values.plain(pair.get(0)), pair.get(1).doubleValue()));
    return frame.stat().sampleBy(columns.build(parameters.get("column")), fractions, parameters.get("seed").longValue());
  }

  private Dataset<Row> unpivot() throws Exception {
    String variable = Adapter.text(parameters, "variable");
    String value = Adapter.text(parameters, "value");
    return parameters.hasNonNull("values")
        ? frame.unpivot(below("ids"), below("values"), variable, value) : frame.unpivot(below("ids"), variable, value);
  }

  private Dataset<Row> observe() throws Exception {
    String name = Adapter.text(parameters, "name");
    Observation observation = new Observation(name);
    session.observations().put(name, observation);
    Column[] metrics = below("metrics");
    return frame.observe(observation, metrics[0], rest(metrics));
  }

  /** A level by name. The one that keeps objects in memory, then on disk, is the JVM's MEMORY_AND_DISK. */
  private static StorageLevel level(String name) {
    return StorageLevel.fromString(name.equals("MEMORY_AND_DISK_DESER") ? "MEMORY_AND_DISK" : name);
  }

  private Dataset<Row> other() throws Exception {
    return Frames.build(session, parameters);
  }

  private Column[] listed() throws Exception {
    return columns.all(parameters);
  }

  private Column[] below(String key) throws Exception {
    return columns.all(parameters.get(key));
  }

  private String[] names() {
    return Frames.texts(parameters).toArray(NO_TEXTS);
  }

  private String[] namesBelow(String key) {
    return Frames.texts(parameters.get(key)).toArray(NO_TEXTS);
  }

  private String name(int index) {
    return parameters.get(index).asText();
  }

  private static List<Object> plain(JsonNode list) {
    List<Object> values = new ArrayList<>();
    list.forEach(item -> values.add(Values.plain(item)));
    return values;
  }

  /** All but the first, which the client takes apart from the others. */
  private static Column[] rest(Column[] all) {
    return Arrays.copyOfRange(all, 1, all.length);
  }
}
