package chat.sentinel.search;

import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.user.UserEvent;
import chat.sentinel.contracts.user.UserRegistered;
import chat.sentinel.testkit.client.RestClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// Somebody with a session, who searches.
public final class Person {
    private static final SearchCluster CLUSTER = SearchCluster.shared();

    public final UserId id = new UserId(UUID.randomUUID());
    public final RestClient rest;

    public Person() {
        rest =
                new RestClient(CLUSTER.uri())
                        .with(CLUSTER.issuer().token(id, new SessionId(UUID.randomUUID())));
    }

    public void isCalled(String name) {
        CLUSTER.publish(
                UserEvent.newBuilder()
                        .setUserId(id.byteString())
                        .setVersion(1)
                        .setTimestamp(System.currentTimeMillis())
                        .setRegistered(UserRegistered.newBuilder().setUsername(name))
                        .build());
    }

    /// @param more parameters, each with its value
    public RestClient.Answer asks(String q, String... more) {
        StringBuilder path = new StringBuilder("/search?q=").append(encoded(q));
        for (int i = 0; i < more.length; i += 2) {
            path.append('&').append(more[i]).append('=').append(encoded(more[i + 1]));
        }
        return rest.get(path.toString());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// @return the snippets
    public List<String> finds(String q, String... more) {
        return snippets(asks(q, more).expect(200));
    }

    public static List<String> snippets(JsonNode page) {
        return page.path("hits").values().stream()
                .map(hit -> hit.path("snippet").asString(""))
                .toList();
    }
}
