/** Opens the client's sessions and keeps them by name. Knows connection strings, TLS roots and tokens; refuses to know plans. */
package sparrow.features;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.SparkSession;

final class Sessions {
  private static final String TRUST_STORE = "javax.net.ssl.trustStore";
  private static final int TOKEN_BYTES_MAX = 64 * 1024;

  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  /** Every token that was used here, kept to take it out of messages. */
  private final Set<String> secrets = ConcurrentHashMap.newKeySet();
  private String trusted;

  void connect(JsonNode request) throws IOException, GeneralSecurityException {
    if (request.hasNonNull("ca_file")) {
      trust(request.get("ca_file").textValue());
    }
    SparkSession spark = org.apache.spark.sql.connect.SparkSession.builder().remote(address(request)).create();
    // The first call is made here, so that what is wrong with the address is this step's error.
    spark.conf().get("spark.sql.session.timeZone");
    sessions.put(request.path("session").asText("main"), new Session(spark));
  }

  Session named(JsonNode request) {
    String name = request.path("session").asText("main");
    Session found = sessions.get(name);
    if (found == null) {
      throw new IllegalArgumentException("no session " + name + " is connected; there are " + sessions.keySet());
    }
    return found;
  }

  void closeAll() {
    sessions.values().forEach(session -> {
      try {
        session.spark().close();
      } catch (IOException | RuntimeException gone) {
        System.err.println("a session was not closed: " + redact(String.valueOf(gone.getMessage())));
      }
    });
  }

  String redact(String text) {
    String clean = text;
    for (String secret : secrets) {
      clean = clean.replace(secret, "<token>");
    }
    return clean;
  }

  /** The connection string. The client decodes no percent signs, so values go in as they are. */
  private String address(JsonNode request) throws IOException {
    StringBuilder address = new StringBuilder("sc://").append(Adapter.text(request, "host")).append(':')
        .append(request.path("port").asInt(15002)).append("/;session_id=")
        .append(request.path("session_id").asText(UUID.randomUUID().toString()));
    if (request.hasNonNull("user_id")) {
      address.append(";user_id=").append(request.get("user_id").textValue());
    }
    if (request.path("use_ssl").asBoolean()) {
      address.append(";use_ssl=true");
    }
    String token = token(request);
    if (token != null) {
      secrets.add(token);
      address.append(";token=").append(token);
    }
    String suffix = request.path("url_suffix").asText("");
    return address.append(suffix.isEmpty() || suffix.startsWith(";") ? suffix : ";" + suffix).toString();
  }

  private static String token(JsonNode request) throws IOException {
    if (request.hasNonNull("token")) {
      return request.get("token").textValue();
    }
    if (!request.hasNonNull("token_file")) {
      return null;
    }
    try (InputStream file = Files.newInputStream(Path.of(request.get("token_file").textValue()))) {
      return new String(file.readNBytes(TOKEN_BYTES_MAX), java.nio.charset.StandardCharsets.UTF_8).strip();
    }
  }

  /** Makes a CA the process's roots. Java reads them once, when the first channel is opened. */
  private void trust(String caFile) throws IOException, GeneralSecurityException {
    if (caFile.equals(trusted)) {
      return;
    }
    if (trusted != null) {
      throw new IllegalArgumentException(
          "this process trusts " + trusted + " already and cannot trust " + caFile + " too: use another process");
    }
    KeyStore roots = KeyStore.getInstance("PKCS12");
    roots.load(null, null);
    try (InputStream file = Files.newInputStream(Path.of(caFile))) {
      int number = 0;
      for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
        roots.setCertificateEntry("ca-" + number++, certificate);
      }
    }
    Path store = Files.createTempFile("sparrow-roots", ".p12");
    store.toFile().deleteOnExit();
    // Certificates are no secret; the format asks for a password all the same.
    String password = "certificates";
    try (OutputStream file = Files.newOutputStream(store)) {
      roots.store(file, password.toCharArray());
    }
    System.setProperty(TRUST_STORE, store.toString());
    System.setProperty(TRUST_STORE + "Password", password);
    System.setProperty(TRUST_STORE + "Type", "PKCS12");
    trusted = caFile;
  }
}
