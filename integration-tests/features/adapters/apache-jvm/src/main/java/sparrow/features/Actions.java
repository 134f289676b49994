/** Runs the actions of cases. Knows each action and its answer; refuses to know how frames are made. */
package sparrow.features;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import scala.runtime.BoxedUnit;

/** One frame, and what is asked of it; the parameters stand below the action's key. */
record Actions(Session session, Dataset<Row> frame, JsonNode parameters) {
  private interface Action {
    ObjectNode answer(Actions of) throws Exception;
  }

  private static final Map<String, List<String>> HEADINGS = Map.of(
      "simple", List.of("== Physical Plan =="),
      "extended", List.of("== Parsed Logical Plan ==", "== Analyzed Logical Plan ==", "== Optimized Logical Plan ==", "== Physical Plan =="),
      "codegen", List.of("WholeStageCodegen"),
      "cost", List.of("== Optimized Logical Plan ==", "== Physical Plan =="),
      "formatted", List.of("== Physical Plan =="));
  /** How many characters of a cell `show` keeps where it is told only to cut. */
  private static final int SHOWN_CHARACTERS = 20;
  private static final Map<String, Action> ACTIONS = new LinkedHashMap<>();

  static {
    ACTIONS.put("collect", of -> of.rows(of.frame.collectAsList()));
    ACTIONS.put("count", of -> Adapter.value(of.frame.count()));
    ACTIONS.put("schema", of -> Adapter.nothing().set("schema", Adapter.JSON.readTree(of.frame.schema().json())));
    ACTIONS.put("columns", of -> Adapter.nothing().set("value", Adapter.JSON.valueToTree(of.frame.columns())));
    ACTIONS.put("explain", Actions::explain);
    ACTIONS.put("show", Actions::show);
    ACTIONS.put("take", of -> of.rows(of.frame.takeAsList(of.parameters.intValue())));
    ACTIONS.put("first", Actions::first);
    ACTIONS.put("tail", of -> of.rows(Arrays.stream((Object[]) of.frame.tail(of.parameters.intValue())).map(Row.class::cast).toList()));
    ACTIONS.put("is_empty", of -> Adapter.nothing().put("value", of.frame.isEmpty()));
    ACTIONS.put("tree_string", of -> Adapter.nothing().put("value", withoutEnd(printed(of.frame::printSchema))));
    ACTIONS.put("is_local", of -> Adapter.nothing().put("value", of.frame.isLocal()));
    ACTIONS.put("is_streaming", of -> Adapter.nothing().put("value", of.frame.isStreaming()));
    ACTIONS.put("input_files", of -> Adapter.value(of.frame.inputFiles().length));
    ACTIONS.put("storage_level", Actions::storageLevel);
    ACTIONS.put("same_semantics", of -> Adapter.nothing().put("value",
        of.frame.sameSemantics(Frames.build(of.session, of.parameters))));
    ACTIONS.put("unpersist", of -> done(of.frame::unpersist));
    ACTIONS.put("create_view", Actions::createView);
    ACTIONS.put("write", Actions::write);
    ACTIONS.put("save_as_table", of -> done(() -> of.writer().saveAsTable(Adapter.text(of.parameters, "name"))));
    ACTIONS.put("insert_into", Actions::insertInto);
    ACTIONS.put("observed", Actions::observed);
    ACTIONS.put("cov", of -> Adapter.nothing().set("value", Values.of(of.frame.stat().cov(of.name(0), of.name(1)))));
    ACTIONS.put("corr", of -> Adapter.nothing().set("value", Values.of(of.frame.stat().corr(of.name(0), of.name(1)))));
    ACTIONS.put("approx_quantile", Actions::approxQuantile);
    ACTIONS.put("stream", Actions::stream);
  }

  /** Builds the frame of a step and runs its action, `collect` where none is named. */
  static ObjectNode run(Session session, JsonNode request) throws Exception {
    if (request.hasNonNull("timeout_ms")) {
      throw new Unsupported("this client has no deadline for a call");
    }
    if (request.path("progress").asBoolean()) {
      throw new Unsupported("this client has no progress callback: SparkResult.progress holds the last one only");
    }
    JsonNode action = request.hasNonNull("action") ? request.get("action") : Adapter.nothing().set("collect", Adapter.nothing());
    String kind = action.isTextual() ? action.textValue() : action.size() == 1 ? action.fieldNames().next() : "";
    if (!ACTIONS.containsKey(kind)) {
      throw new IllegalArgumentException(action + " is no action; there are " + ACTIONS.keySet());
    }
    JsonNode parameters = action.isTextual() ? Adapter.nothing() : action.get(kind);
    return ACTIONS.get(kind).answer(new Actions(session, Frames.build(session, request.get("frame")), parameters));
  }

  private ObjectNode rows(List<Row> rows) throws Exception {
    return Values.ofRows(frame.schema(), rows);
  }

  private ObjectNode explain() {
    String mode = parameters.isTextual() ? parameters.textValue() : "simple";
    String shown = printed(() -> frame.explain(mode));
    List<String> headings = HEADINGS.get(mode);
    if (headings == null) {
      throw new IllegalArgumentException("no mode " + mode + " explains a plan; there are " + HEADINGS.keySet());
    }
    return Adapter.nothing().put("value", headings.stream().allMatch(shown::contains));
  }

  private ObjectNode show() {
    JsonNode truncate = parameters.path("truncate");
    int characters = truncate.isIntegralNumber() ? truncate.intValue() : truncate.asBoolean(true) ? SHOWN_CHARACTERS : 0;
    int rows = parameters.path("n").asInt(20);
    boolean vertical = parameters.path("vertical").asBoolean();
    return Adapter.nothing().put("value", printed(() -> frame.show(rows, characters, vertical)));
  }

  /** The client's `first` throws where there is no row, so the first of at most one is taken. */
  private ObjectNode first() throws Exception {
    return rows(frame.isEmpty() ? List.of() : List.of(frame.first()));
  }

  private ObjectNode storageLevel() {
    StorageLevel level = frame.storageLevel();
    ObjectNode answer = Adapter.nothing();
    answer.putObject("value")
        .put("use_disk", level.useDisk())
        .put("use_memory", level.useMemory())
        .put("use_off_heap", level.useOffHeap())
        .put("deserialized", level.deserialized())
        .put("replication", level.replication());
    return answer;
  }

  private ObjectNode createView() throws Exception {
    String name = Adapter.text(parameters, "name");
    boolean replace = parameters.path("replace").asBoolean();
    boolean global = parameters.path("global").asBoolean();
    if (global && replace) {
      frame.createOrReplaceGlobalTempView(name);
    } else if (global) {
      frame.createGlobalTempView(name);
    } else if (replace) {
      frame.createOrReplaceTempView(name);
    } else {
      frame.createTempView(name);
    }
    return Adapter.nothing();
  }

  private DataFrameWriter<Row> writer() {
    DataFrameWriter<Row> writer = frame.write();
    if (parameters.has("format")) {
      writer = writer.format(Adapter.text(parameters, "format"));
    }
    if (parameters.has("mode")) {
      writer = writer.mode(Adapter.text(parameters, "mode"));
    }
    writer = writer.options(Frames.pairs(parameters.path("options")));
    return parameters.has("partition_by")
        ? writer.partitionBy(Frames.texts(parameters.get("partition_by")).toArray(String[]::new)) : writer;
  }

  private ObjectNode write() {
    return done(() -> {
      if (parameters.has("path")) {
        writer().save(Adapter.text(parameters, "path"));
      } else {
        writer().save();
      }
    });
  }

  private ObjectNode insertInto() {
    DataFrameWriter<Row> writer = parameters.path("overwrite").asBoolean() ? frame.write().mode("overwrite") : frame.write();
    return done(() -> writer.insertInto(Adapter.text(parameters, "name")));
  }

  /** The metrics of the session's observations, by the metrics' names. */
  private ObjectNode observed() throws Exception {
    frame.collectAsList();
    ObjectNode answer = Adapter.nothing();
    ObjectNode metrics = answer.putObject("value");
    for (var observation : session.observations().values()) {
      observation.getAsJava().forEach((name, value) -> metrics.set(name, Values.of(value)));
    }
    session.observations().clear();
    return answer;
  }

  private ObjectNode approxQuantile() {
    String[] columns = Frames.texts(parameters.get("columns")).toArray(String[]::new);
    double[] probabilities = new double[parameters.get("probabilities").size()];
    Arrays.setAll(probabilities, index -> parameters.get("probabilities").get(index).doubleValue());
    double[][] quantiles = frame.stat().approxQuantile(columns, probabilities, parameters.path("error").doubleValue());
    return Adapter.nothing().set("value", Adapter.JSON.valueToTree(quantiles));
  }

  /** Reads row by row, as the client's iterator hides its batches: `batches: n` stops after the row that begins the n-th read. */
  private ObjectNode stream() throws Exception {
    long wanted = parameters.path("batches").asLong(Long.MAX_VALUE);
    long rows = 0;
    Iterator<Row> iterator = frame.toLocalIterator();
    try {
      while (iterator.hasNext()) {
        iterator.next();
        rows++;
        if (rows >= wanted) {
          return Adapter.nothing().put("value", true);
        }
      }
    } finally {
      if (iterator instanceof AutoCloseable closeable) {
        closeable.close();
      }
    }
    ObjectNode answer = Adapter.nothing();
    answer.putObject("value").put("rows", rows);
    return answer;
  }

  private String name(int index) {
    return parameters.get(index).asText();
  }

  private static ObjectNode done(Runnable work) {
    work.run();
    return Adapter.nothing();
  }

  /** What Scala prints meanwhile. */
  private static String printed(Runnable work) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    scala.Console.withOut(output, () -> {
      work.run();
      return BoxedUnit.UNIT;
    });
    return output.toString(StandardCharsets.UTF_8);
  }

  /** The text without the line's end that `println` adds. */
  private static String withoutEnd(String text) {
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }
}
