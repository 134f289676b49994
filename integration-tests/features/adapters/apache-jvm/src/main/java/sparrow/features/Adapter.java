/**
 * The adapter of Apache's client for the JVM: requests on standard input, answers on standard output, one JSON object a line.
 * Knows which function answers which step (clients/features/README.md); refuses to know what a frame, column or action is.
 */
package sparrow.features;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.CollectionConverters;

public final class Adapter {
  /** The longest text in a request, in characters. */
  private static final int TEXT_CHARACTERS_MAX = 256 * 1024 * 1024;

  static final JsonMapper JSON = JsonMapper.builder().build();

  /** One step of a case: from a request to what stands below `ok`. */
  interface Step {
    JsonNode answer(JsonNode request) throws Exception;
  }

  private final Sessions sessions = new Sessions();
  private final Background background = new Background();
  private final Map<String, Step> steps = new LinkedHashMap<>();

  private Adapter() {
    steps.put("describe", this::describe);
    steps.put("connect", this::connect);
    steps.put("close", this::close);
    steps.put("run", this::run);
    steps.put("let", this::let);
    steps.put("start", this::start);
    steps.put("wait", request -> background.await(text(request, "handle")));
    steps.put("cancel", this::cancel);
    steps.put("interrupt", this::interrupt);
    steps.put("tags", this::tags);
    steps.put("config", this::config);
    steps.put("version", this::version);
  }

  public static void main(String[] arguments) throws IOException {
    // Answers alone go to standard output: what the client prints goes to standard error, before Scala keeps the stream.
    PrintStream answers = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), false, StandardCharsets.UTF_8);
    System.setOut(System.err);
    JSON.getFactory().setStreamReadConstraints(
        StreamReadConstraints.builder().maxStringLength(TEXT_CHARACTERS_MAX).build());
    Adapter adapter = new Adapter();
    try (MappingIterator<JsonNode> requests = JSON.readerFor(JsonNode.class).readValues(System.in)) {
      while (requests.hasNextValue()) {
        answers.println(JSON.writeValueAsString(adapter.answer(requests.nextValue())));
        answers.flush();
      }
    }
    adapter.sessions.closeAll();
    // Threads of actions that wait for a server that has gone would hold the process.
    Runtime.getRuntime().halt(0);
  }

  private ObjectNode answer(JsonNode request) {
    ObjectNode answer = JSON.createObjectNode();
    answer.set("id", request.get("id"));
    Step step = steps.get(request.path("do").asText());
    if (step == null) {
      return answer.put("unsupported", "the step " + request.path("do") + " is none of " + steps.keySet());
    }
    return answer.setAll(guarded(() -> step.answer(request)));
  }

  /** What `work` gives as `ok`, what it throws as `error` or `unsupported`. */
  private ObjectNode guarded(java.util.concurrent.Callable<JsonNode> work) {
    ObjectNode answer = JSON.createObjectNode();
    try {
      return answer.set("ok", work.call());
    } catch (Unsupported reason) {
      return answer.put("unsupported", reason.getMessage());
    } catch (Background.Ended ended) {
      return ended.answer();
    } catch (Throwable error) {
      return answer.set("error", Errors.describe(error, sessions::redact));
    }
  }

  private JsonNode describe(JsonNode request) {
    String version = SparkSession.class.getPackage().getImplementationVersion();
    return nothing().put("client", "apache-jvm").put("version", version == null ? "unknown" : version);
  }

  private JsonNode connect(JsonNode request) throws Exception {
    sessions.connect(request);
    return nothing();
  }

  private JsonNode close(JsonNode request) throws IOException {
    sessions.named(request).spark().close();
    return nothing();
  }

  private JsonNode run(JsonNode request) throws Exception {
    return Actions.run(sessions.named(request), request);
  }

  private JsonNode let(JsonNode request) throws Exception {
    Session session = sessions.named(request);
    session.frames().put(text(request, "name"), Frames.build(session, request.get("frame")));
    return nothing();
  }

  private JsonNode start(JsonNode request) {
    Session session = sessions.named(request);
    background.start(text(request, "handle"), session, () -> guarded(() -> Actions.run(session, request)));
    return nothing();
  }

  private JsonNode cancel(JsonNode request) {
    background.cancel(text(request, "handle"));
    return nothing();
  }

  /** How many operations the server says it has interrupted. */
  private JsonNode interrupt(JsonNode request) {
    SparkSession spark = sessions.named(request).spark();
    if (request.has("tag")) {
      return value(spark.interruptTag(text(request, "tag")).size());
    }
    if (request.has("handle")) {
      return value(spark.interruptTag(background.tag(text(request, "handle"))).size());
    }
    if (request.path("all").asBoolean()) {
      return value(spark.interruptAll().size());
    }
    throw new IllegalArgumentException("interrupt has none of all, tag and handle: " + request);
  }

  private JsonNode tags(JsonNode request) {
    SparkSession spark = sessions.named(request).spark();
    if (request.has("add")) {
      spark.addTag(text(request, "add"));
    }
    if (request.has("remove")) {
      spark.removeTag(text(request, "remove"));
    }
    if (request.path("clear").asBoolean()) {
      spark.clearTags();
    }
    if (!request.path("get").asBoolean()) {
      return nothing();
    }
    return nothing().set("value", JSON.valueToTree(new TreeSet<>(CollectionConverters.asJava(spark.getTags()))));
  }

  private JsonNode config(JsonNode request) {
    return Configuration.answer(sessions.named(request).spark().conf(), request);
  }

  private JsonNode version(JsonNode request) {
    return nothing().put("value", !sessions.named(request).spark().version().isEmpty());
  }

  /** An answer without keys, to be filled or given as it is. */
  static ObjectNode nothing() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ObjectNode value(long number) {
    return nothing().put("value", number);
  }

  /** The text below `key`, which must be there. */
  static String text(JsonNode node, String key) {
    JsonNode found = node.get(key);
    if (found == null || !found.isTextual()) {
      throw new IllegalArgumentException("`" + key + "` must be a text, received " + node);
    }
    return found.textValue();
  }
}
