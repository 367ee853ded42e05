package chat.sentinel.benchmarks;

import chat.sentinel.testkit.client.RestClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The users of the load. Made once, kept in the data folder with their refresh tokens, so that
/// a later run hashes no passwords.
final class Accounts {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int AT_ONCE = 4;
    private static final int TRIES = 20;

    private final RestClient rest;
    private final Path file;

    Accounts(URI gateway, Path folder) {
        this.rest = new RestClient(gateway);
        this.file = folder.resolve("bench").resolve("accounts.json");
    }

    /// A user who is signed in now.
    record SignedIn(String userId, String accessToken) {}

    /// The first `count` users, signed in; those that are missing are registered first.
    List<SignedIn> signIn(int count) {
        List<Account> known = read();
        List<SignedIn> signedIn = new ArrayList<>(count);
        List<Account> kept = new ArrayList<>(count);
        int made = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Semaphore atOnce = new Semaphore(AT_ONCE);
            List<Future<JsonNode>> answers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Account account = i < known.size() ? known.get(i) : null;
                if (account == null) {
                    made++;
                }
                answers.add(
                        threads.submit(
                                () -> {
                                    atOnce.acquire();
                                    try {
                                        return account == null ? register() : refresh(account);
                                    } finally {
                                        atOnce.release();
                                    }
                                }));
            }
            if (made > 0) {
                System.out.println("  registering " + made + " users, once");
            }
            for (Future<JsonNode> answer : answers) {
                JsonNode body = answer.get();
                signedIn.add(
                        new SignedIn(
                                body.path("user_id").asString(),
                                body.path("access_token").asString()));
                kept.add(
                        new Account(
                                body.path("username").asString(),
                                body.path("user_id").asString(),
                                body.path("refresh_token").asString()));
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("users cannot be signed in", e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (known.size() > count) {
            kept.addAll(known.subList(count, known.size()));
        }
        write(kept);
        return signedIn;
    }

    private JsonNode refresh(Account account) throws InterruptedException {
        RestClient.Answer answer =
                again("/token/refresh", Map.of("refresh_token", account.refreshToken()));
        if (answer.status() != 200) {
            answer =
                    again(
                            "/login",
                            Map.of(
                                    "username",
                                    account.username(),
                                    "password",
                                    password(account.username())));
        }
        return answer.expect(200);
    }

    private JsonNode register() throws InterruptedException {
        String username = "bench" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        return again(
                        "/register",
                        Map.of(
                                "username",
                                username,
                                "password",
                                password(username),
                                "email",
                                username + "@example.org"))
                .expect(201);
    }

    private RestClient.Answer again(String path, Map<String, String> body)
            throws InterruptedException {
        RestClient.Answer answer = rest.post(path, body);
        for (int i = 0; i < TRIES && (answer.status() == 429 || answer.status() == 503); i++) {
            Thread.sleep(500);
            answer = rest.post(path, body);
        }
        return answer;
    }

    private static String password(String username) {
        return "of " + username;
    }

    private List<Account> read() {
        try {
            return Files.exists(file)
                    ? List.of(JSON.readValue(Files.readString(file), Account[].class))
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(List<Account> accounts) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, JSON.writeValueAsString(accounts));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
