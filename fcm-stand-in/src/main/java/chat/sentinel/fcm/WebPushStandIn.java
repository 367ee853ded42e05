package chat.sentinel.fcm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A browser and its push service (RFC 8030): gives out subscriptions, refuses what push services
/// refuse, opens what it is sent by the browser's keys, and remembers it.
final class WebPushStandIn {
    static final String SUBSCRIPTIONS = "/web-push/subscriptions";
    static final String PUSHES = "/web-push/to/";

    private static final int LARGEST = 4096;
    private static final Pattern TTL = Pattern.compile("\\d{1,10}");
    private static final Pattern URGENCY = Pattern.compile("very-low|low|normal|high");
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9_-]{1,32}");

    private final URI here;
    private final SentMessages sent;
    private final Behaviours behaviours;
    private final InstantSource clock;
    private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();

    WebPushStandIn(URI here, SentMessages sent, Behaviours behaviours, InstantSource clock) {
        this.here = here;
        this.sent = sent;
        this.behaviours = behaviours;
        this.clock = clock;
    }

    /// @param applicationServerKey who may send to it
    Subscription subscribe(String applicationServerKey) {
        String id = "browser-" + UUID.randomUUID();
        var subscription =
                Subscription.made(id, here.resolve(PUSHES + id).toString(), applicationServerKey);
        subscriptions.put(id, subscription);
        return subscription;
    }

    /// `POST /web-push/subscriptions {"application_server_key": …}`: what a browser would have.
    void subscribe(HttpExchange exchange) throws IOException {
        JsonNode body = JsonMapper.shared().readTree(exchange.getRequestBody().readNBytes(LARGEST));
        Subscription subscription = subscribe(body.path("application_server_key").asString(""));
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        answer(exchange, 201, JsonMapper.shared().writeValueAsString(subscription.toJson()));
    }

    /// `POST /web-push/to/{id}`: a push.
    void push(HttpExchange exchange) throws IOException, InterruptedException {
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST + 1);
        String id = exchange.getRequestURI().getPath().substring(PUSHES.length());
        Subscription subscription = subscriptions.get(id);
        if (subscription == null) {
            answer(exchange, 404, "No such subscription");
            return;
        }
        switch (behaviours.await(id)) {
            case Behaviour.Takes _ -> take(exchange, subscription, body);
            case Behaviour.Fails(FcmError error, var retryAfter) -> {
                if (retryAfter != null) {
                    exchange.getResponseHeaders()
                            .set("Retry-After", String.valueOf(retryAfter.toSeconds()));
                }
                answer(exchange, error == FcmError.UNREGISTERED ? 410 : error.status(), "");
            }
            case Behaviour.InvalidToken() -> answer(exchange, 404, "No such subscription");
            case Behaviour.BadGateway() -> answer(exchange, 502, "Bad gateway");
            // Closed on the way out.
            case Behaviour.Breaks(), Behaviour.Slowly _ -> {}
        }
    }

    private void take(HttpExchange exchange, Subscription subscription, byte[] body)
            throws IOException {
        Headers headers = exchange.getRequestHeaders();
        try {
            Vapid.check(
                    headers.getFirst("Authorization"),
                    subscription.applicationServerKey(),
                    here,
                    clock.instant());
        } catch (GeneralSecurityException e) {
            answer(exchange, 403, String.valueOf(e.getMessage()));
            return;
        }
        if (body.length > LARGEST) {
            answer(exchange, 413, "More than 4096 bytes");
            return;
        }
        String wrong = wrong(headers);
        if (wrong != null) {
            answer(exchange, 400, wrong + " is missing or wrong");
            return;
        }
        try {
            JsonNode said = JsonMapper.shared().readTree(subscription.opened(body));
            sent.add(
                    new Sent(
                            subscription.endpoint(),
                            clock.instant(),
                            subscription.id(),
                            message(headers, said)));
        } catch (GeneralSecurityException | JacksonException e) {
            answer(exchange, 400, "The browser cannot open it: " + e.getMessage());
            return;
        }
        exchange.getResponseHeaders().set("Location", subscription.endpoint() + "/message");
        answer(exchange, 201, "");
    }

    private static @Nullable String wrong(Headers headers) {
        if (!"aes128gcm".equals(headers.getFirst("Content-Encoding"))) {
            return "Content-Encoding";
        }
        if (!matches(TTL, headers.getFirst("TTL"))) {
            return "TTL";
        }
        if (headers.containsKey("Urgency") && !matches(URGENCY, headers.getFirst("Urgency"))) {
            return "Urgency";
        }
        return headers.containsKey("Topic") && !matches(TOPIC, headers.getFirst("Topic"))
                ? "Topic"
                : null;
    }

    private static boolean matches(Pattern pattern, @Nullable String value) {
        return value != null && pattern.matcher(value).matches();
    }

    /// In the form that Firebase has for web pushes, which the page shows.
    private static JsonNode message(Headers headers, JsonNode said) {
        ObjectNode message = JsonMapper.shared().createObjectNode();
        ObjectNode webpush = message.putObject("webpush");
        ObjectNode kept = webpush.putObject("headers");
        for (String name : new String[] {"TTL", "Urgency", "Topic"}) {
            kept.put(name, headers.getFirst(name));
        }
        webpush.set("notification", said);
        message.set("data", said.path("data"));
        return message;
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
