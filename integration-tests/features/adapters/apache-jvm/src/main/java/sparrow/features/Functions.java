/** Calls the client's functions by name. Knows which of its overloads take which arguments; refuses to know what they compute. */
package sparrow.features;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

final class Functions {
  private static final Object NO = new Object();

  private Functions() {}

  /** The function of that name whose parameters fit, most columns first; by name through `call_function` where none does. */
  static Column call(Columns columns, JsonNode tree) throws Exception {
    String name = Adapter.text(tree, "fn");
    List<JsonNode> trees = new ArrayList<>();
    tree.path("args").forEach(trees::add);
    if (tree.path("distinct").asBoolean()) {
      return distinct(name, columns.all(tree.get("args")));
    }
    List<Method> named = Arrays.stream(functions.class.getMethods())
        .filter(method -> Modifier.isStatic(method.getModifiers()) && method.getName().equalsIgnoreCase(name))
        .filter(method -> Column.class.isAssignableFrom(method.getReturnType()))
        .sorted(Comparator.comparingInt(Functions::columnsTaken).reversed())
        .toList();
    for (Method method : named) {
      Object[] arguments = fit(method, trees, columns);
      if (arguments != null) {
        return invoke(method, arguments);
      }
    }
    if (trees.stream().anyMatch(argument -> argument.has("lambda"))) {
      throw new Unsupported("this client has no function " + name + " that takes a lambda here");
    }
    return functions.call_function(name, columns.all(tree.get("args")));
  }

  /** The client counts and sums distinct values by functions of their own, and has no flag for others. */
  private static Column distinct(String name, Column[] arguments) {
    if (name.equals("count") && arguments.length > 0) {
      return functions.count_distinct(arguments[0], Arrays.copyOfRange(arguments, 1, arguments.length));
    }
    if (name.equals("sum") && arguments.length == 1) {
      return functions.sum_distinct(arguments[0]);
    }
    throw new Unsupported("this client has no distinct form of " + name);
  }

  private static int columnsTaken(Method method) {
    return (int) Arrays.stream(method.getParameterTypes()).filter(type -> type == Column.class || type == Column[].class).count();
  }

  /** The arguments for this overload, or null where they do not fit. */
  private static Object[] fit(Method method, List<JsonNode> trees, Columns columns) throws Exception {
    Class<?>[] types = method.getParameterTypes();
    boolean open = types.length > 0 && types[types.length - 1] == Column[].class;
    if (open ? trees.size() < types.length - 1 : trees.size() != types.length) {
      return null;
    }
    Object[] arguments = new Object[types.length];
    for (int index = 0; index < types.length; index++) {
      if (open && index == types.length - 1) {
        arguments[index] = rest(trees.subList(index, trees.size()), columns);
      } else {
        arguments[index] = argument(types[index], trees.get(index), columns);
      }
      if (arguments[index] == NO || arguments[index] == null) {
        return null;
      }
    }
    return arguments;
  }

  private static Column[] rest(List<JsonNode> trees, Columns columns) throws Exception {
    List<Column> built = new ArrayList<>();
    for (JsonNode tree : trees) {
      if (tree.has("lambda")) {
        return null;
      }
      built.add(columns.build(tree));
    }
    return built.toArray(Column[]::new);
  }

  /** One argument as the parameter wants it; `NO` where it is none. A text is a column's name, so a plain text is `{lit: …}`. */
  private static Object argument(Class<?> type, JsonNode tree, Columns columns) throws Exception {
    if (tree.has("lambda")) {
      return lambda(type, tree, columns);
    }
    if (type == Column.class) {
      return columns.build(tree);
    }
    JsonNode plain = tree.isObject() && tree.has("lit") && tree.size() == 1 ? tree.get("lit") : tree.isTextual() ? null : tree;
    if (plain == null || !plain.isValueNode()) {
      return NO;
    }
    if (type == int.class && plain.canConvertToInt() && plain.isIntegralNumber()) {
      return plain.intValue();
    }
    if (type == long.class && plain.isIntegralNumber()) {
      return plain.longValue();
    }
    if (type == double.class && plain.isNumber()) {
      return plain.doubleValue();
    }
    if (type == boolean.class && plain.isBoolean()) {
      return plain.booleanValue();
    }
    return type == String.class && plain.isTextual() ? plain.textValue() : type == Object.class ? Values.plain(plain) : NO;
  }

  private static Object lambda(Class<?> type, JsonNode tree, Columns columns) {
    List<String> names = Frames.texts(tree.get("lambda"));
    JsonNode body = tree.get("body");
    if (type == scala.Function1.class && names.size() == 1) {
      return (scala.Function1<Column, Column>) x -> built(columns.with(names, List.of(x)), body);
    }
    if (type == scala.Function2.class && names.size() == 2) {
      return (scala.Function2<Column, Column, Column>) (x, y) -> built(columns.with(names, List.of(x, y)), body);
    }
    if (type == scala.Function3.class && names.size() == 3) {
      return (scala.Function3<Column, Column, Column, Column>) (x, y, z) -> built(columns.with(names, List.of(x, y, z)), body);
    }
    return NO;
  }

  private static Column built(Columns columns, JsonNode body) {
    try {
      return columns.build(body);
    } catch (RuntimeException error) {
      throw error;
    } catch (Exception error) {
      throw new IllegalArgumentException(error);
    }
  }

  private static Column invoke(Method method, Object[] arguments) throws Exception {
    try {
      return (Column) method.invoke(null, arguments);
    } catch (InvocationTargetException error) {
      throw error.getCause() instanceof Exception cause ? cause : error;
    }
  }
}
