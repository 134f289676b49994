/** Errors of the client in the suite's spelling. Knows its exceptions; refuses to read messages to decide anything. */
package sparrow.features;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.UnaryOperator;
import org.apache.spark.QueryContext;
import org.apache.spark.QueryContextType;
import org.apache.spark.SparkThrowable;
import org.sparkproject.io.grpc.Status;
import org.sparkproject.io.grpc.StatusException;
import org.sparkproject.io.grpc.StatusRuntimeException;

final class Errors {
  private static final int MESSAGE_CHARACTERS_MAX = 4000;
  private static final int CAUSES_MAX = 16;
  /** What this client calls every error that came without the server's details; it drops the status, and what caused it. */
  static final String WITHOUT_DETAILS = "CONNECT_CLIENT_UNEXPECTED_MISSING_SQL_STATE";

  private Errors() {}

  /** The error as the runner reads it; keys without value are left out. `redact` takes tokens out of a text. */
  static ObjectNode describe(Throwable error, UnaryOperator<String> redact) {
    ObjectNode described = Adapter.nothing();
    String message = error.getMessage() == null ? error.getClass().getName() : error.getMessage();
    SparkThrowable spark = error instanceof SparkThrowable throwable && throwable.getCondition() != null ? throwable : null;
    described.put("kind", spark == null ? kindWithoutCondition(error)
        : spark.getCondition().equals(WITHOUT_DETAILS) ? "transport" : "spark");
    if (spark != null) {
      described.put("condition", spark.getCondition());
      if (spark.getSqlState() != null) {
        described.put("sqlstate", spark.getSqlState());
      }
      ObjectNode parameters = described.putObject("parameters");
      spark.getMessageParameters().forEach((name, value) -> parameters.put(name, shown(value, redact)));
      addContexts(described, spark);
    }
    return described.put("message", shown(message, redact));
  }

  private static void addContexts(ObjectNode described, SparkThrowable spark) {
    ArrayNode contexts = described.putArray("context");
    for (QueryContext context : spark.getQueryContext()) {
      if (context.contextType() == QueryContextType.SQL) {
        contexts.addObject()
            .put("object_type", context.objectType())
            .put("fragment", context.fragment())
            .put("start", context.startIndex())
            .put("stop", context.stopIndex());
      }
    }
  }

  /** What a status of gRPC says, wherever it stands among the causes; without one the client itself refused. */
  private static String kindWithoutCondition(Throwable error) {
    Throwable cause = error;
    for (int depth = 0; cause != null && depth < CAUSES_MAX; depth++, cause = cause.getCause()) {
      Status status = cause instanceof StatusRuntimeException runtime ? runtime.getStatus()
          : cause instanceof StatusException checked ? checked.getStatus() : null;
      if (status != null) {
        return switch (status.getCode()) {
          case CANCELLED -> "cancelled";
          case DEADLINE_EXCEEDED -> "deadline";
          case INTERNAL, UNKNOWN, INVALID_ARGUMENT, NOT_FOUND -> "spark";
          default -> "transport";
        };
      }
    }
    return "client";
  }

  private static String shown(String text, UnaryOperator<String> redact) {
    String clean = redact.apply(text == null ? "" : text).replaceAll("#\\d+", "#N");
    return clean.length() <= MESSAGE_CHARACTERS_MAX ? clean : clean.substring(0, MESSAGE_CHARACTERS_MAX) + "…";
  }
}
