package chat.sentinel.fcm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Firebase Cloud Messaging as its HTTP v1 interface shows it, with devices that only remember.
///
/// It gives access tokens to a service account of its own, refuses what FCM refuses, and fails as
/// it is told to (`Behaviour`). What was taken is in memory only, the newest 10,000 messages.
public final class FcmStandIn implements AutoCloseable {
    private static final Pattern SEND = Pattern.compile("/v1/projects/([^/]+)/messages:send");
    private static final int LARGEST_REQUEST = 1 << 20;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final InstantSource clock;
    private final ServiceAccount account;
    private final AccessTokens tokens;
    private final SentMessages sent = new SentMessages();
    private final Behaviours behaviours = new Behaviours();
    private final WebPushStandIn webPush;

    private FcmStandIn(HttpServer server, ServiceAccount account, InstantSource clock) {
        this.server = server;
        this.account = account;
        this.clock = clock;
        this.tokens = new AccessTokens(account, clock);
        this.webPush = new WebPushStandIn(endpoint(), sent, behaviours, clock);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
    }

    /// On a free port of this machine only, with its service account in the folder.
    public static FcmStandIn start(Path folder) throws IOException {
        return start(
                new InetSocketAddress("127.0.0.1", 0),
                folder.resolve("service-account.json"),
                Optional.empty());
    }

    /// @param serviceAccount made if it is not there; it is there when this returns
    /// @param tokenUri where the others find this one's `/token`, if not at the address
    static FcmStandIn start(InetSocketAddress address, Path serviceAccount, Optional<URI> tokenUri)
            throws IOException {
        HttpServer server = HttpServer.create(address, 512);
        URI here = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/token");
        try {
            ServiceAccount account = ServiceAccount.in(serviceAccount, tokenUri.orElse(here));
            var standIn = new FcmStandIn(server, account, InstantSource.system());
            server.start();
            return standIn;
        } catch (IOException | RuntimeException e) {
            server.stop(0);
            throw e;
        }
    }

    /// What stands for `https://fcm.googleapis.com`.
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// The key file that its senders need.
    public Path serviceAccount() {
        return account.file();
    }

    /// What a device would have got, oldest first.
    public List<Sent> sentTo(String token) {
        return sent.to(token);
    }

    /// What all devices would have got, oldest first.
    public List<Sent> sent() {
        return sent.all();
    }

    /// A browser's subscription at the push service that this is too.
    ///
    /// @param applicationServerKey who may send to it
    /// @return its id is the token by which it is told how to behave, and what it got is found
    public Subscription subscribe(String applicationServerKey) {
        return webPush.subscribe(applicationServerKey);
    }

    /// @param token or `*` for all that nothing is said of
    /// @param behaviour such as `UNREGISTERED`, `slow:10s`; see the README
    public void behave(String token, String behaviour) {
        behaviours.put(token, Behaviour.of(behaviour));
    }

    /// Forgets what was sent and what it was told.
    public void reset() {
        sent.clear();
        behaviours.clear();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /// Whatever happens, the exchange ends; without an answer that closes the connection.
    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                route(exchange);
            } catch (JacksonException e) {
                json(exchange, 400, Map.of("error", "No JSON: " + e.getOriginalMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void route(HttpExchange exchange) throws IOException, InterruptedException {
        String path = exchange.getRequestURI().getPath();
        switch (exchange.getRequestMethod() + " " + path) {
            case "POST /token" -> token(exchange);
            case "GET /sent" -> tell(exchange);
            case "PUT /behaviour" -> listen(exchange);
            case "POST " + WebPushStandIn.SUBSCRIPTIONS -> webPush.subscribe(exchange);
            case "GET /" -> page(exchange);
            case "GET /actuator/health/readiness" -> json(exchange, 200, Map.of("status", "UP"));
            default -> {
                Matcher send = SEND.matcher(path);
                boolean post = exchange.getRequestMethod().equals("POST");
                if (post && send.matches()) {
                    send(exchange, send.group(1));
                } else if (post && path.startsWith(WebPushStandIn.PUSHES)) {
                    webPush.push(exchange);
                } else {
                    json(exchange, 404, Map.of("error", "There is nothing here"));
                }
            }
        }
    }

    private void token(HttpExchange exchange) throws IOException {
        try {
            String token = tokens.give(body(exchange));
            json(
                    exchange,
                    200,
                    Map.of(
                            "access_token",
                            token,
                            "expires_in",
                            AccessTokens.LIFETIME.toSeconds() - 1,
                            "token_type",
                            "Bearer"));
        } catch (AccessTokens.Refused e) {
            json(
                    exchange,
                    400,
                    Map.of(
                            "error",
                            "invalid_grant",
                            "error_description",
                            String.valueOf(e.getMessage())));
        }
    }

    private void send(HttpExchange exchange, String project)
            throws IOException, InterruptedException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        String body = body(exchange);
        if (authorization == null || !tokens.counts(authorization)) {
            json(exchange, 401, FcmError.unauthenticated());
            return;
        }
        if (!project.equals(account.project())) {
            json(exchange, 403, FcmError.SENDER_ID_MISMATCH.body());
            return;
        }
        JsonNode request;
        try {
            request = FieldNames.snakeCase(JsonMapper.shared().readTree(body));
            MessageRules.check(request);
        } catch (Violation violation) {
            json(exchange, 400, FcmError.body(violation));
            return;
        }
        JsonNode message = request.path("message");
        String target =
                message.path("token")
                        .asString(
                                message.path("topic")
                                        .asString(message.path("condition").asString("")));
        switch (behaviours.await(target)) {
            case Behaviour.Takes _ -> {
                String name = "projects/%s/messages/%s".formatted(project, UUID.randomUUID());
                if (!request.path("validate_only").asBoolean(false)) {
                    sent.add(new Sent(name, clock.instant(), target, message));
                }
                json(exchange, 200, Map.of("name", name));
            }
            case Behaviour.Fails(FcmError error, var retryAfter) -> {
                if (retryAfter != null) {
                    exchange.getResponseHeaders()
                            .set("Retry-After", String.valueOf(retryAfter.toSeconds()));
                }
                json(exchange, error.status(), error.body());
            }
            case Behaviour.InvalidToken() -> json(exchange, 400, FcmError.invalidToken());
            case Behaviour.BadGateway() ->
                    answer(
                            exchange,
                            502,
                            "text/html; charset=utf-8",
                            "<!doctype html><title>Error 502 (Server Error)</title>");
            // Closed on the way out.
            case Behaviour.Breaks(), Behaviour.Slowly _ -> {}
        }
    }

    private void tell(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getRawQuery();
        String token = AccessTokens.fields(query == null ? "" : query).get("token");
        json(exchange, 200, Map.of("sent", token == null ? sent.all() : sent.to(token)));
    }

    private void listen(HttpExchange exchange) throws IOException {
        JsonNode told = JsonMapper.shared().readTree(body(exchange));
        var understood = new HashMap<String, Behaviour>();
        try {
            for (Map.Entry<String, JsonNode> one : told.properties()) {
                understood.put(one.getKey(), Behaviour.of(one.getValue().asString("")));
            }
        } catch (IllegalArgumentException e) {
            json(exchange, 400, Map.of("error", String.valueOf(e.getMessage())));
            return;
        }
        behaviours.putAll(understood);
        exchange.sendResponseHeaders(204, -1);
    }

    private void page(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders()
                .set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
        answer(exchange, 200, "text/html; charset=utf-8", Page.of(sent.all()));
    }

    private static String body(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readNBytes(LARGEST_REQUEST), UTF_8);
    }

    private static void json(HttpExchange exchange, int status, Object body) throws IOException {
        answer(
                exchange,
                status,
                "application/json; charset=UTF-8",
                JsonMapper.shared().writeValueAsString(body));
    }

    private static void answer(HttpExchange exchange, int status, String type, String body)
            throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
