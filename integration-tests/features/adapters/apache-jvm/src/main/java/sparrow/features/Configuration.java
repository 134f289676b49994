/** The step `config`. Knows the client's runtime configuration; refuses to know which keys there are. */
package sparrow.features;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeMap;
import org.apache.spark.sql.RuntimeConfig;
import scala.jdk.javaapi.CollectionConverters;

final class Configuration {
  private Configuration() {}

  /** What the one operation of the request gives. */
  static JsonNode answer(RuntimeConfig conf, JsonNode request) {
    ObjectNode answer = Adapter.nothing();
    if (request.has("set")) {
      request.get("set").properties().forEach(pair -> conf.set(pair.getKey(), pair.getValue().asText()));
      return answer;
    }
    if (request.has("get")) {
      return answer.put("value", conf.get(Adapter.text(request, "get")));
    }
    if (request.has("get_default")) {
      JsonNode pair = request.get("get_default");
      return answer.put("value", conf.get(pair.get(0).asText(), pair.get(1).isNull() ? null : pair.get(1).asText()));
    }
    if (request.has("unset")) {
      conf.unset(Adapter.text(request, "unset"));
      return answer;
    }
    if (request.has("get_all")) {
      return answer.set("value", below(conf, Adapter.text(request, "get_all")));
    }
    if (request.has("is_modifiable")) {
      return answer.put("value", conf.isModifiable(Adapter.text(request, "is_modifiable")));
    }
    throw new IllegalArgumentException("config has none of set, get, get_default, unset, get_all and is_modifiable: " + request);
  }

  /** The pairs below a prefix, without it: the client asks for all of them. */
  private static JsonNode below(RuntimeConfig conf, String prefix) {
    TreeMap<String, String> found = new TreeMap<>();
    CollectionConverters.asJava(conf.getAll()).forEach((key, value) -> {
      if (key.startsWith(prefix)) {
        found.put(key.substring(prefix.length()), value);
      }
    });
    return Adapter.JSON.valueToTree(found);
  }
}
