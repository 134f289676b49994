/** Spark's values as the client gives and takes them, and their canonical spelling. Knows types; refuses to know frames. */
package sparrow.features;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.types.YearMonthIntervalType;
import scala.jdk.javaapi.CollectionConverters;

final class Values {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final DateTimeFormatter MICROSECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");

  private Values() {}

  /** `schema` as Spark's JSON, and `rows`. */
  static ObjectNode ofRows(StructType schema, List<Row> rows) throws java.io.IOException {
    ObjectNode answer = Adapter.nothing();
    answer.set("schema", Adapter.JSON.readTree(schema.json()));
    ArrayNode shown = answer.putArray("rows");
    rows.forEach(row -> shown.add(ofRow(row)));
    return answer;
  }

  private static ArrayNode ofRow(Row row) {
    ArrayNode cells = JSON.arrayNode(row.length());
    for (int index = 0; index < row.length(); index++) {
      cells.add(of(row.get(index)));
    }
    return cells;
  }

  /** One value as the client has decoded it. */
  static JsonNode of(Object value) {
    if (value == null) {
      return JSON.nullNode();
    }
    if (value instanceof Boolean truth) {
      return JSON.booleanNode(truth);
    }
    if (value instanceof Float || value instanceof Double) {
      double number = ((Number) value).doubleValue();
      return Double.isFinite(number) ? JSON.numberNode(number) : JSON.textNode(Double.toString(number));
    }
    if (value instanceof Byte || value instanceof Short || value instanceof Integer || value instanceof Long) {
      return JSON.numberNode(((Number) value).longValue());
    }
    if (value instanceof byte[] bytes) {
      return JSON.textNode(HexFormat.of().formatHex(bytes));
    }
    if (value instanceof BigDecimal decimal) {
      return JSON.textNode(decimal.toPlainString());
    }
    JsonNode time = ofTime(value);
    return time != null ? time : ofNested(value);
  }

  private static JsonNode ofTime(Object value) {
    if (value instanceof java.sql.Date date) {
      return JSON.textNode(date.toLocalDate().toString());
    }
    if (value instanceof java.sql.Timestamp timestamp) {
      // The process's zone is UTC (run.sh), and the fields are right where the old calendar's instants are not.
      return JSON.textNode(MICROSECONDS.format(timestamp.toLocalDateTime()) + "Z");
    }
    if (value instanceof LocalDateTime local) {
      return JSON.textNode(MICROSECONDS.format(local));
    }
    if (value instanceof Instant instant) {
      return JSON.textNode(MICROSECONDS.format(instant.atOffset(ZoneOffset.UTC)) + "Z");
    }
    if (value instanceof Duration duration) {
      return JSON.numberNode(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.EPOCH.plus(duration)));
    }
    return value instanceof Period period ? JSON.numberNode(period.toTotalMonths()) : null;
  }

  private static JsonNode ofNested(Object value) {
    if (value instanceof Row row) {
      return ofRow(row);
    }
    if (value instanceof scala.collection.Map<?, ?> map) {
      List<ArrayNode> pairs = new ArrayList<>();
      CollectionConverters.asJava(map).forEach((key, item) -> pairs.add(JSON.arrayNode().add(of(key)).add(of(item))));
      pairs.sort(Comparator.comparing(pair -> pair.get(0).isTextual() ? pair.get(0).textValue() : pair.get(0).toString()));
      return JSON.arrayNode().addAll(pairs);
    }
    if (value instanceof scala.collection.Iterable<?> items) {
      ArrayNode shown = JSON.arrayNode();
      CollectionConverters.asJava(items).forEach(item -> shown.add(of(item)));
      return shown;
    }
    return JSON.textNode(value.toString());
  }

  /** The value of a JSON scalar, with the type that JSON itself has: boolean, int, long, double, text or null. */
  static Object plain(JsonNode node) {
    return switch (node.getNodeType()) {
      case NULL, MISSING -> null;
      case BOOLEAN -> node.booleanValue();
      case STRING -> node.textValue();
      case NUMBER -> !node.isIntegralNumber() ? (Object) node.doubleValue()
          : node.canConvertToInt() ? (Object) node.intValue()
          : node.canConvertToLong() ? (Object) node.longValue() : node.decimalValue();
      default -> throw new IllegalArgumentException("a plain value is needed, received " + node);
    };
  }

  /** A value in canonical spelling as the client takes it for a column of `type`. */
  static Object typed(JsonNode node, DataType type) {
    if (node.isNull()) {
      return null;
    }
    if (type instanceof StructType struct) {
      Object[] cells = new Object[struct.length()];
      for (int index = 0; index < cells.length; index++) {
        cells[index] = typed(node.get(index), struct.apply(index).dataType());
      }
      return RowFactory.create(cells);
    }
    if (type instanceof ArrayType array) {
      List<Object> items = new ArrayList<>();
      node.forEach(item -> items.add(typed(item, array.elementType())));
      return CollectionConverters.asScala(items).toSeq();
    }
    if (type instanceof MapType map) {
      Map<Object, Object> pairs = new LinkedHashMap<>();
      node.forEach(pair -> pairs.put(typed(pair.get(0), map.keyType()), typed(pair.get(1), map.valueType())));
      return CollectionConverters.asScala(pairs);
    }
    return scalar(node, type);
  }

  private static Object scalar(JsonNode node, DataType type) {
    String text = node.asText();
    if (type instanceof ByteType) {
      return (byte) node.asInt();
    } else if (type instanceof ShortType) {
      return (short) node.asInt();
    } else if (type instanceof IntegerType) {
      return node.asInt();
    } else if (type instanceof LongType) {
      return node.asLong();
    } else if (type instanceof FloatType) {
      return node.isTextual() ? Float.valueOf(text) : Float.valueOf((float) node.doubleValue());
    } else if (type instanceof DoubleType) {
      return node.isTextual() ? Double.valueOf(text) : Double.valueOf(node.doubleValue());
    } else if (type instanceof DecimalType decimal) {
      return new BigDecimal(text).setScale(decimal.scale(), RoundingMode.UNNECESSARY);
    } else if (type instanceof BinaryType) {
      return HexFormat.of().parseHex(text);
    } else if (type instanceof DateType) {
      return java.sql.Date.valueOf(LocalDate.parse(text));
    } else if (type instanceof TimestampType) {
      // The process's zone is UTC (run.sh). Rows want these classes, as long as the Java 8 API of dates is off.
      return java.sql.Timestamp.valueOf(LocalDateTime.parse(text.endsWith("Z") ? text.substring(0, text.length() - 1) : text));
    } else if (type instanceof TimestampNTZType) {
      return LocalDateTime.parse(text);
    } else if (type instanceof DayTimeIntervalType) {
      return Duration.of(node.longValue(), ChronoUnit.MICROS);
    } else if (type instanceof YearMonthIntervalType) {
      return Period.ofMonths(node.intValue());
    } else if (type.typeName().startsWith("time(")) {
      return LocalTime.parse(text);
    }
    return plain(node);
  }
}
