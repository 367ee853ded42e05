package chat.sentinel.user;

import chat.sentinel.contracts.UserId;
import chat.sentinel.servicekit.json.SentinelJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.databind.JsonNode;

/// Somebody who is signed in.
public record TestPerson(TestClient client, String username, String password, JsonNode signed) {
    public UserId userId() {
        return UserId.parse(signed.get("user_id").asString());
    }

    public String accessToken() {
        return signed.get("access_token").asString();
    }

    public String refreshToken() {
        return signed.get("refresh_token").asString();
    }

    public String sessionId() {
        return claims(accessToken()).get("sid").asString();
    }

    public TestClient signedIn() {
        return client.with(accessToken());
    }

    public Answer login() {
        return login(password);
    }

    public Answer login(String guess) {
        return client.post(
                "/login",
                "{\"username\": \"%s\", \"password\": \"%s\"}".formatted(username, guess));
    }

    /// The same person, signed in once more.
    public TestPerson again() {
        return new TestPerson(client, username, password, login().body());
    }

    public Answer refresh() {
        return refresh(refreshToken());
    }

    public Answer refresh(String token) {
        return client.post("/token/refresh", "{\"refresh_token\": \"%s\"}".formatted(token));
    }

    public static JsonNode header(String jwt) {
        return part(jwt, 0);
    }

    public static JsonNode claims(String jwt) {
        return part(jwt, 1);
    }

    private static JsonNode part(String jwt, int index) {
        byte[] json = Base64.getUrlDecoder().decode(jwt.split("\\.")[index]);
        return SentinelJson.mapper().readTree(new String(json, StandardCharsets.UTF_8));
    }
}
