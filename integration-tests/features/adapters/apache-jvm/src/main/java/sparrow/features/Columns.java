/** Makes the client's columns of the trees of cases. Knows each kind of column; refuses to know frames' operations. */
package sparrow.features;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;

final class Columns {
  /** How a tree with this key becomes a column. */
  private interface Kind {
    Column build(Columns columns, JsonNode tree) throws Exception;
  }

  private static final Map<String, BinaryOperator<Column>> BINARY = Map.ofEntries(
      Map.entry("+", Column::plus), Map.entry("-", Column::minus), Map.entry("*", Column::multiply),
      Map.entry("/", Column::divide), Map.entry("%", Column::mod), Map.entry("==", Column::equalTo),
      Map.entry("!=", Column::notEqual), Map.entry("<", Column::lt), Map.entry("<=", Column::leq),
      Map.entry(">", Column::gt), Map.entry(">=", Column::geq), Map.entry("and", Column::and), Map.entry("or", Column::or),
      Map.entry("<=>", Column::eqNullSafe), Map.entry("&", Column::bitwiseAND), Map.entry("|", Column::bitwiseOR),
      Map.entry("^", Column::bitwiseXOR));
  private static final Map<String, UnaryOperator<Column>> UNARY = Map.of("not", functions::not, "neg", functions::negate);
  /** In this order: the first key that a tree has says what it is. */
  private static final Map<String, Kind> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("over", Columns::window);
    KINDS.put("lit", (columns, tree) -> literal(tree));
    KINDS.put("col", Columns::name);
    KINDS.put("var", Columns::variable);
    KINDS.put("expr", (columns, tree) -> functions.expr(Adapter.text(tree, "expr")));
    KINDS.put("fn", Functions::call);
    KINDS.put("op", Columns::operator);
    KINDS.put("is_null", (columns, tree) -> columns.build(tree.get("is_null")).isNull());
    KINDS.put("is_not_null", (columns, tree) -> columns.build(tree.get("is_not_null")).isNotNull());
    KINDS.put("in", Columns::among);
    KINDS.put("between", (columns, tree) -> columns.at(tree, "between", 0).between(
        columns.at(tree, "between", 1), columns.at(tree, "between", 2)));
    KINDS.put("like", (columns, tree) -> columns.at(tree, "like", 0).like(columns.pattern(tree, "like")));
    KINDS.put("ilike", (columns, tree) -> columns.at(tree, "ilike", 0).ilike(columns.pattern(tree, "ilike")));
    KINDS.put("rlike", (columns, tree) -> columns.at(tree, "rlike", 0).rlike(columns.pattern(tree, "rlike")));
    KINDS.put("starts_with", (columns, tree) -> columns.at(tree, "starts_with", 0).startsWith(columns.at(tree, "starts_with", 1)));
    KINDS.put("ends_with", (columns, tree) -> columns.at(tree, "ends_with", 0).endsWith(columns.at(tree, "ends_with", 1)));
    KINDS.put("contains", (columns, tree) -> columns.at(tree, "contains", 0).contains(columns.at(tree, "contains", 1)));
    KINDS.put("substr", (columns, tree) -> columns.at(tree, "substr", 0).substr(
        columns.at(tree, "substr", 1), columns.at(tree, "substr", 2)));
    KINDS.put("get_item", (columns, tree) -> columns.at(tree, "get_item", 0).getItem(columns.value(tree.get("get_item").get(1))));
    KINDS.put("get_field", (columns, tree) -> columns.at(tree, "get_field", 0).getField(tree.get("get_field").get(1).asText()));
    KINDS.put("with_field", (columns, tree) -> columns.at(tree, "with_field", 0).withField(
        tree.get("with_field").get(1).asText(), columns.at(tree, "with_field", 2)));
    KINDS.put("drop_fields", Columns::withoutFields);
    KINDS.put("cast", (columns, tree) -> columns.at(tree, "cast", 0).cast(tree.get("cast").get(1).asText()));
    KINDS.put("try_cast", (columns, tree) -> columns.at(tree, "try_cast", 0).try_cast(tree.get("try_cast").get(1).asText()));
    KINDS.put("alias", Columns::alias);
    KINDS.put("when", Columns::choice);
    KINDS.put("asc", (columns, tree) -> columns.build(tree.get("asc")).asc());
    KINDS.put("desc", (columns, tree) -> columns.build(tree.get("desc")).desc());
    KINDS.put("asc_nulls_first", (columns, tree) -> columns.build(tree.get("asc_nulls_first")).asc_nulls_first());
    KINDS.put("asc_nulls_last", (columns, tree) -> columns.build(tree.get("asc_nulls_last")).asc_nulls_last());
    KINDS.put("desc_nulls_first", (columns, tree) -> columns.build(tree.get("desc_nulls_first")).desc_nulls_first());
    KINDS.put("desc_nulls_last", (columns, tree) -> columns.build(tree.get("desc_nulls_last")).desc_nulls_last());
  }

  private final Session session;
  private final Map<String, Column> variables;

  Columns(Session session) {
    this(session, Map.of());
  }

  private Columns(Session session, Map<String, Column> variables) {
    this.session = session;
    this.variables = variables;
  }

  /** The same with a lambda's parameters named. */
  Columns with(List<String> names, List<Column> values) {
    Map<String, Column> all = new HashMap<>(variables);
    for (int index = 0; index < names.size(); index++) {
      all.put(names.get(index), values.get(index));
    }
    return new Columns(session, all);
  }

  /** A text is a column's name; another value that is no tree is a literal. */
  Column build(JsonNode tree) throws Exception {
    if (tree == null || !tree.isObject()) {
      return tree != null && tree.isTextual() ? functions.col(tree.textValue()) : functions.lit(Values.plain(present(tree)));
    }
    for (Map.Entry<String, Kind> kind : KINDS.entrySet()) {
      if (tree.has(kind.getKey())) {
        return kind.getValue().build(this, tree);
      }
    }
    throw new IllegalArgumentException("no kind of column has these keys: " + tree);
  }

  /** The columns of a list; none where there is no list. */
  Column[] all(JsonNode trees) throws Exception {
    List<Column> built = new ArrayList<>();
    if (trees != null) {
      for (JsonNode tree : trees) {
        built.add(build(tree));
      }
    }
    return built.toArray(Column[]::new);
  }

  /** A plain value as it is, or what a literal without type holds; a column otherwise. */
  Object value(JsonNode tree) throws Exception {
    if (!tree.isObject()) {
      return Values.plain(tree);
    }
    boolean untyped = tree.has("lit") && tree.size() == 1 && tree.get("lit").isValueNode();
    return untyped ? Values.plain(tree.get("lit")) : build(tree);
  }

  private Column at(JsonNode tree, String key, int index) throws Exception {
    return build(tree.get(key).get(index));
  }

  /** The client's patterns are texts. */
  private String pattern(JsonNode tree, String key) throws Exception {
    if (value(tree.get(key).get(1)) instanceof String text) {
      return text;
    }
    throw new Unsupported("this client's Column." + key + " takes a text, not a column");
  }

  private Column name(JsonNode tree) throws Exception {
    String name = Adapter.text(tree, "col");
    if (!tree.has("of")) {
      return functions.col(name);
    }
    JsonNode of = tree.get("of");
    return (of.isTextual() ? session.frame(of.textValue()) : Frames.build(session, of)).col(name);
  }

  private Column variable(JsonNode tree) {
    Column found = variables.get(Adapter.text(tree, "var"));
    if (found == null) {
      throw new IllegalArgumentException("no lambda around names " + tree.get("var") + "; there are " + variables.keySet());
    }
    return found;
  }

  private static Column literal(JsonNode tree) {
    if (!tree.has("type")) {
      return functions.lit(Values.plain(tree.get("lit")));
    }
    String spelled = tree.get("type").asText();
    DataType type = switch (spelled) {
      case "day_time_interval" -> DataType.fromDDL("interval day to second");
      case "year_month_interval" -> DataType.fromDDL("interval year to month");
      default -> DataType.fromDDL(spelled);
    };
    if (type instanceof ArrayType || type instanceof MapType || type instanceof StructType) {
      throw new Unsupported("this client's lit takes no nested value from Java");
    }
    // A decimal's literal has as many digits as its text, so its type is a cast.
    Column literal = functions.lit(Values.typed(tree.get("lit"), type));
    return tree.get("lit").isNull() || type instanceof DecimalType ? literal.cast(type) : literal;
  }

  private Column operator(JsonNode tree) throws Exception {
    String operator = Adapter.text(tree, "op");
    Column[] arguments = all(tree.get("args"));
    if (arguments.length == 1 && UNARY.containsKey(operator)) {
      return UNARY.get(operator).apply(arguments[0]);
    }
    if (arguments.length < 2 || !BINARY.containsKey(operator)) {
      throw new IllegalArgumentException("no operator " + operator + " has " + arguments.length + " arguments");
    }
    Column result = arguments[0];
    for (int index = 1; index < arguments.length; index++) {
      result = BINARY.get(operator).apply(result, arguments[index]);
    }
    return result;
  }

  private Column among(JsonNode tree) throws Exception {
    List<Object> values = new ArrayList<>();
    for (int index = 1; index < tree.get("in").size(); index++) {
      values.add(value(tree.get("in").get(index)));
    }
    return at(tree, "in", 0).isin(values.toArray());
  }

  private Column withoutFields(JsonNode tree) throws Exception {
    List<String> names = Frames.texts(tree.get("drop_fields"));
    return at(tree, "drop_fields", 0).dropFields(Frames.seq(names.subList(1, names.size())));
  }

  private Column alias(JsonNode tree) throws Exception {
    JsonNode parts = tree.get("alias");
    if (parts.size() == 2) {
      return build(parts.get(0)).as(parts.get(1).asText());
    }
    List<String> names = new ArrayList<>();
    for (int index = 1; index < parts.size(); index++) {
      names.add(parts.get(index).asText());
    }
    return build(parts.get(0)).as(names.toArray(String[]::new));
  }

  private Column choice(JsonNode tree) throws Exception {
    Column result = null;
    for (JsonNode branch : tree.get("when")) {
      Column condition = build(branch.get(0));
      Column value = build(branch.get(1));
      result = result == null ? functions.when(condition, value) : result.when(condition, value);
    }
    return tree.has("otherwise") ? present(result).otherwise(build(tree.get("otherwise"))) : result;
  }

  private Column window(JsonNode tree) throws Exception {
    WindowSpec spec = Window.partitionBy(all(tree.get("partition_by")));
    if (tree.has("order_by")) {
      spec = spec.orderBy(all(tree.get("order_by")));
    }
    if (tree.has("rows")) {
      spec = spec.rowsBetween(bound(tree.get("rows"), 0), bound(tree.get("rows"), 1));
    }
    if (tree.has("range")) {
      spec = spec.rangeBetween(bound(tree.get("range"), 0), bound(tree.get("range"), 1));
    }
    return build(tree.get("over")).over(spec);
  }

  private static long bound(JsonNode bounds, int index) {
    if (bounds.get(index).isIntegralNumber()) {
      return bounds.get(index).longValue();
    }
    if (!"unbounded".equals(bounds.get(index).asText())) {
      throw new Unsupported("this client's bounds of a window are whole numbers, not " + bounds.get(index));
    }
    return index == 0 ? Window.unboundedPreceding() : Window.unboundedFollowing();
  }

  private static <T> T present(T value) {
    if (value == null) {
      throw new IllegalArgumentException("a column is missing");
    }
    return value;
  }
}
