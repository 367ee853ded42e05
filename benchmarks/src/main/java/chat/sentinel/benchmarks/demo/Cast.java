package chat.sentinel.benchmarks.demo;

import chat.sentinel.testkit.client.RestClient;
import chat.sentinel.testkit.client.TestUser;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// The people of a play: each a new user with a socket of his own, and the private chats between
/// those who talk with each other.
final class Cast implements AutoCloseable {
    private static final int TRIES = 20;
    private static final int PAUSE_MILLIS = 500;

    private final RestClient rest;
    private final URI gateway;
    private final String suffix = UUID.randomUUID().toString().substring(0, 8);
    private final Map<String, TestUser> players = new LinkedHashMap<>();
    private final Map<Set<String>, String> chats = new LinkedHashMap<>();

    private Cast(URI gateway) {
        this.gateway = gateway;
        this.rest = new RestClient(gateway);
    }

    /// Registers everybody, connects them through the gateway and starts their chats.
    static Cast assemble(URI gateway, Play play) throws InterruptedException {
        Cast cast = new Cast(gateway);
        try {
            for (String speaker : play.speakers()) {
                cast.players.put(speaker, cast.register(speaker).connects());
            }
            for (Line line : play.lines()) {
                Set<String> pair = Set.of(line.speaker(), line.to());
                if (!cast.chats.containsKey(pair)) {
                    cast.chats.put(pair, cast.startChat(line.speaker(), line.to()));
                }
            }
            return cast;
        } catch (InterruptedException | RuntimeException | Error e) {
            cast.close();
            throw e;
        }
    }

    TestUser player(String name) {
        return Objects.requireNonNull(players.get(name), name);
    }

    /// The id of the private chat in which this line is said.
    String chatOf(Line line) {
        return Objects.requireNonNull(chats.get(Set.of(line.speaker(), line.to())));
    }

    /// Chat ids by the two who talk there.
    Map<Set<String>, String> chats() {
        return chats;
    }

    @Override
    public void close() {
        players.values().forEach(TestUser::close);
    }

    private TestUser register(String speaker) throws InterruptedException {
        String name = speaker.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "") + "." + suffix;
        Map<String, String> account =
                Map.of(
                        "username",
                        name,
                        "password",
                        "the lines of " + name,
                        "email",
                        name + "@example.org");
        JsonNode body = untilDone(rest, "/register", account).expect(201);
        return new TestUser(
                gateway, body.path("user_id").asString(), body.path("access_token").asString());
    }

    private String startChat(String one, String other) throws InterruptedException {
        RestClient.Answer answer =
                untilDone(player(one).rest, "/users/chat", Map.of("user_id", player(other).userId));
        if (answer.status() != 200) {
            answer.expect(201);
        }
        return answer.body().path("chat_id").asString();
    }

    /// Asks again while the answer is that it may be done later: a limit, a store that is away, an
    /// account of which the other service has not heard yet.
    private static RestClient.Answer untilDone(
            RestClient rest, String path, Map<String, String> body) throws InterruptedException {
        RestClient.Answer answer = rest.post(path, body);
        for (int i = 0; i < TRIES && isLater(answer.status()); i++) {
            Thread.sleep(PAUSE_MILLIS);
            answer = rest.post(path, body);
        }
        return answer;
    }

    private static boolean isLater(int status) {
        return switch (status) {
            case 202, 404, 429, 502, 503, 504 -> true;
            default -> false;
        };
    }
}
