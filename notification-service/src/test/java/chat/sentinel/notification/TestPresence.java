package chat.sentinel.notification;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.servicekit.json.SentinelJson;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What presence-service answers to who asks with the key, as tests say.
public final class TestPresence {
    static final String KEY = "the key of this installation, 0123456789";
    private static final JsonMapper JSON = SentinelJson.mapper();

    private final HttpServer server;
    private final Map<UserId, Map<SessionId, Long>> signs = new ConcurrentHashMap<>();
    private volatile boolean silent;

    TestPresence() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(
                Executors.newCachedThreadPool(
                        Thread.ofPlatform().daemon().name("presence-", 0).factory()));
        server.createContext("/internal/devices", this::devices);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// The person's device has a socket, and gave a sign by it then.
    public void gaveSign(Person person, long at) {
        signs.computeIfAbsent(person.id, _ -> new ConcurrentHashMap<>()).put(person.session, at);
    }

    public void left(Person person) {
        signs.getOrDefault(person.id, new HashMap<>()).remove(person.session);
    }

    /// It takes longer to answer than anybody waits.
    public void isSilent(boolean now) {
        silent = now;
    }

    private void devices(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!("Bearer " + KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            JsonNode query = JSON.readTree(exchange.getRequestBody());
            if (silent) {
                Thread.sleep(5_000);
            }
            Map<String, Map<String, Long>> users = new HashMap<>();
            for (JsonNode user : query.path("user_ids")) {
                Map<String, Long> devices = new HashMap<>();
                signs.getOrDefault(UserId.parse(user.asString()), Map.of())
                        .forEach((session, at) -> devices.put(session.toString(), at));
                users.put(user.asString(), devices);
            }
            byte[] answer = JSON.writeValueAsBytes(Map.of("users", users));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
