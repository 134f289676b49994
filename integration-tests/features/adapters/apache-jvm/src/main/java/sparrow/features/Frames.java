/** Makes the client's frames of the trees of cases. Knows each source; refuses to know what operations and actions do. */
package sparrow.features;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.sparkproject.org.apache.arrow.memory.RootAllocator;
import org.sparkproject.org.apache.arrow.vector.VectorSchemaRoot;
import org.sparkproject.org.apache.arrow.vector.ipc.ArrowStreamReader;
import scala.jdk.javaapi.CollectionConverters;

final class Frames {
  private interface Source {
    Dataset<Row> build(Session session, JsonNode parameters) throws Exception;
  }

  private static final Map<String, Source> SOURCES = new LinkedHashMap<>();

  static {
    SOURCES.put("sql", Frames::sql);
    SOURCES.put("range", Frames::range);
    SOURCES.put("table", (session, name) -> session.spark().table(name.asText()));
    SOURCES.put("read", Frames::read);
    SOURCES.put("local", Frames::local);
    SOURCES.put("generated", Frames::generated);
    SOURCES.put("ref", (session, name) -> session.frame(name.asText()));
  }

  private Frames() {}

  /** The frame of a source and the operations after it. */
  static Dataset<Row> build(Session session, JsonNode tree) throws Exception {
    if (tree == null || !tree.isArray() || tree.isEmpty()) {
      throw new IllegalArgumentException("a frame is a list that begins with a source, received " + tree);
    }
    Dataset<Row> frame = null;
    for (JsonNode step : tree) {
      if (frame != null) {
        frame = Operations.apply(session, frame, step);
        continue;
      }
      String kind = SOURCES.keySet().stream().filter(step::has).findFirst().orElseThrow(
          () -> new IllegalArgumentException(step + " is no source of a frame; there are " + SOURCES.keySet()));
      JsonNode parameters = step.get(kind);
      // What the runner has written for an upload stands inside the parameters, or beside them.
      if (step.has("arrow_file")) {
        parameters = ((com.fasterxml.jackson.databind.node.ObjectNode) parameters.deepCopy()).set("arrow_file", step.get("arrow_file"));
      }
      frame = SOURCES.get(kind).build(session, parameters);
    }
    return frame;
  }

  private static Dataset<Row> sql(Session session, JsonNode parameters) throws Exception {
    if (parameters.isTextual()) {
      return session.spark().sql(parameters.textValue());
    }
    String text = Adapter.text(parameters, "text");
    Columns columns = new Columns(session);
    if (parameters.has("args")) {
      Map<String, Object> named = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> argument : parameters.get("args").properties()) {
        named.put(argument.getKey(), columns.value(argument.getValue()));
      }
      return session.spark().sql(text, named);
    }
    if (parameters.has("pos")) {
      List<Object> values = new ArrayList<>();
      for (JsonNode argument : parameters.get("pos")) {
        values.add(columns.value(argument));
      }
      return session.spark().sql(text, (Object) values.toArray());
    }
    return session.spark().sql(text);
  }

  private static Dataset<Row> range(Session session, JsonNode parameters) {
    long start = parameters.path("start").asLong(0);
    long end = parameters.path("end").asLong();
    long step = parameters.path("step").asLong(1);
    return parameters.hasNonNull("partitions")
        ? session.spark().range(start, end, step, parameters.get("partitions").intValue()).toDF()
        : session.spark().range(start, end, step).toDF();
  }

  private static Dataset<Row> read(Session session, JsonNode parameters) {
    DataFrameReader reader = session.spark().read();
    if (parameters.has("format")) {
      reader = reader.format(Adapter.text(parameters, "format"));
    }
    if (parameters.has("schema")) {
      reader = reader.schema(Adapter.text(parameters, "schema"));
    }
    reader = reader.options(pairs(parameters.path("options")));
    return parameters.has("path") ? reader.load(Adapter.text(parameters, "path")) : reader.load();
  }

  private static Dataset<Row> local(Session session, JsonNode parameters) {
    StructType schema = StructType.fromDDL(Adapter.text(parameters, "schema"));
    List<Row> rows = new ArrayList<>();
    parameters.path("rows").forEach(row -> rows.add((Row) Values.typed(row, schema)));
    return session.spark().createDataFrame(rows, schema);
  }

  /** The runner's rows from its file; the client takes rows, not Arrow. */
  private static Dataset<Row> generated(Session session, JsonNode parameters) throws IOException {
    List<Row> rows = new ArrayList<>();
    try (InputStream file = Files.newInputStream(Path.of(Adapter.text(parameters, "arrow_file")));
        RootAllocator allocator = new RootAllocator();
        ArrowStreamReader reader = new ArrowStreamReader(file, allocator)) {
      VectorSchemaRoot batch = reader.getVectorSchemaRoot();
      while (reader.loadNextBatch()) {
        for (int index = 0; index < batch.getRowCount(); index++) {
          rows.add(RowFactory.create(batch.getVector(0).getObject(index), String.valueOf(batch.getVector(1).getObject(index))));
        }
      }
    }
    return session.spark().createDataFrame(rows, StructType.fromDDL("id BIGINT, text STRING"));
  }

  /** The texts of a list; what is no text stands as JSON. */
  static List<String> texts(JsonNode list) {
    List<String> found = new ArrayList<>();
    if (list != null) {
      list.forEach(item -> found.add(item.isTextual() ? item.textValue() : item.toString()));
    }
    return found;
  }

  /** Pairs of texts; numbers and booleans as they are spelled. */
  static Map<String, String> pairs(JsonNode object) {
    Map<String, String> found = new LinkedHashMap<>();
    object.properties().forEach(pair -> found.put(pair.getKey(), pair.getValue().asText()));
    return found;
  }

  static <T> scala.collection.immutable.Seq<T> seq(List<T> items) {
    return CollectionConverters.asScala(items).toSeq();
  }
}
