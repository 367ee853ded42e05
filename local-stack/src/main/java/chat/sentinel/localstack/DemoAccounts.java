package chat.sentinel.localstack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/// Two people to try the page with. Only the local stack makes them, since everybody knows their
/// password.
final class DemoAccounts {
    static final List<String> NAMES = List.of("ada", "grace");
    static final String PASSWORD = "sentinel demo";

    private final String gateway;

    /// @param gateway its URL
    DemoAccounts(String gateway) {
        this.gateway = gateway;
    }

    /// Makes those that are not there.
    ///
    /// @throws StackException when user-service does not answer
    void make() {
        try (HttpClient client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(5))
                        .build()) {
            for (String name : NAMES) {
                HttpResponse<String> answer =
                        client.send(registration(name), HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() != 201 && answer.statusCode() != 409) {
                    throw new StackException(
                            "The demo account %s was not made: %s".formatted(name, answer.body()));
                }
            }
        } catch (IOException e) {
            throw new StackException("The demo accounts were not made", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("The demo accounts were not made", e);
        }
    }

    private HttpRequest registration(String name) {
        String body =
                """
                {"username": "%1$s", "password": "%2$s", "email": "%1$s@example.org"}"""
                        .formatted(name, PASSWORD);
        return HttpRequest.newBuilder(URI.create(gateway + "/register"))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
