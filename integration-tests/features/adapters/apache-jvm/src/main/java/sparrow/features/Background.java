/** Runs actions beside the adapter's own thread. Knows handles, their tags and threads; refuses to know plans. */
package sparrow.features;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

final class Background {
  private static final int HANDLES_MAX = 64;
  private static final long WAIT_MILLISECONDS_MAX = 600_000;

  /** An action that did not end with `ok`; it carries its answer. */
  static final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient ObjectNode answer;

    Ended(ObjectNode answer) {
      super("the action in the background ended with an error");
      this.answer = answer;
    }

    ObjectNode answer() {
      return answer;
    }
  }

  private static final class Running {
    final String tag = "handle-" + UUID.randomUUID();
    volatile ObjectNode answer;
    boolean cancelled;
    Thread thread;
  }

  private final Map<String, Running> running = new ConcurrentHashMap<>();

  /** Starts `work`, whose answer is a whole one, under a tag of its own: the client tells an operation's id to nobody else. */
  void start(String handle, Session session, Supplier<ObjectNode> work) {
    if (running.size() >= HANDLES_MAX) {
      throw new IllegalStateException(HANDLES_MAX + " actions run already: wait for one");
    }
    Running started = new Running();
    // Tags are the thread's, and a new thread begins with those of the one that starts it.
    started.thread = new Thread(() -> {
      session.spark().addTag(started.tag);
      started.answer = work.get();
    }, "action " + handle);
    started.thread.setDaemon(true);
    running.put(handle, started);
    started.thread.start();
  }

  /** What the action gives. Errors: what the action ended with; that it has not ended after ten minutes. */
  JsonNode await(String handle) throws InterruptedException {
    Running awaited = named(handle);
    awaited.thread.join(WAIT_MILLISECONDS_MAX);
    if (awaited.thread.isAlive()) {
      throw new IllegalStateException(handle + " has not ended after " + WAIT_MILLISECONDS_MAX + " ms");
    }
    running.remove(handle);
    if (awaited.answer.has("ok")) {
      return awaited.answer.get("ok");
    }
    // The client does not say that its thread was interrupted: only the one who did knows.
    if (awaited.cancelled && awaited.answer.path("error").path("condition").asText().equals(Errors.WITHOUT_DETAILS)) {
      ((ObjectNode) awaited.answer.get("error")).put("kind", "cancelled");
    }
    throw new Ended(awaited.answer);
  }

  /** Interrupts the action's thread, which is how a blocking call is stopped in Java. */
  void cancel(String handle) {
    Running cancelled = named(handle);
    cancelled.cancelled = true;
    cancelled.thread.interrupt();
  }

  /** The tag that only this action's operations have. */
  String tag(String handle) {
    return named(handle).tag;
  }

  private Running named(String handle) {
    Running found = running.get(handle);
    if (found == null) {
      throw new IllegalArgumentException("nothing was started as " + handle + "; there are " + running.keySet());
    }
    return found;
  }
}
