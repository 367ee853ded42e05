package chat.sentinel.benchmarks;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.testkit.client.RestClient;
import chat.sentinel.testkit.client.StompClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/// Connected users, two and two in a private chat.
final class Pairs implements AutoCloseable {
    private static final int CONNECT_AT_ONCE = 50;

    final List<Talker> talkers = new ArrayList<>();

    private final List<Accounts.SignedIn> users;
    private final RestClient rest;

    private Pairs(List<Accounts.SignedIn> users, RestClient rest) {
        this.users = users;
        this.rest = rest;
    }

    /// Signs in, makes the chats where they do not exist, connects through the gateway.
    static Pairs connect(Options options, Ledger ledger) {
        return connect(
                options,
                new Accounts(options.gateway(), options.folder())
                        .signIn(options.connections() / 2 * 2),
                ledger);
    }

    /// The same with users who are signed in already.
    static Pairs connect(Options options, List<Accounts.SignedIn> users, Ledger ledger) {
        URI socket = URI.create("ws://" + options.gateway().getAuthority() + "/chat");
        RestClient rest = new RestClient(options.gateway());
        Pairs pairs = new Pairs(users, rest);
        List<CompletableFuture<?>> opening = new ArrayList<>();
        for (int i = 0; i < users.size(); i++) {
            Accounts.SignedIn user = users.get(i);
            Accounts.SignedIn peer = users.get(i ^ 1);
            ChatId chat = ChatId.ofPair(UserId.parse(user.userId()), UserId.parse(peer.userId()));
            if (i % 2 == 0) {
                start(rest, user, peer, chat);
            }
            Talker talker = new Talker(i, user.userId(), chat.toString(), ledger);
            pairs.talkers.add(talker);
            opening.add(
                    StompClient.connect(socket, user.accessToken(), talker)
                            .orTimeout(30, TimeUnit.SECONDS)
                            .thenAccept(talker::connected));
            if (opening.size() >= CONNECT_AT_ONCE) {
                CompletableFuture.allOf(opening.toArray(CompletableFuture<?>[]::new)).join();
                opening.clear();
            }
        }
        CompletableFuture.allOf(opening.toArray(CompletableFuture<?>[]::new)).join();
        return pairs;
    }

    /// Notes in the ledger what is in every chat's newest pages, as many as the run's messages
    /// can fill.
    void readBack(int messages, Ledger ledger) {
        int ofEach = messages / Math.max(1, talkers.size() / 2) + 2;
        for (int i = 0; i < talkers.size(); i += 2) {
            RestClient reader = rest.with(users.get(i).accessToken());
            String path = "/users/chat/" + talkers.get(i).chatId() + "?page_size=100";
            String page = path;
            for (int read = 0; read < ofEach; read += 100) {
                JsonNode body = reader.get(page).expect(200);
                body.path("messages")
                        .forEach(m -> ledger.readBack(m.path("message_id").asString()));
                if (!body.path("next_cursor").isString()) {
                    break;
                }
                page = path + "&cursor=" + body.path("next_cursor").asString();
            }
        }
    }

    private static void start(
            RestClient rest, Accounts.SignedIn user, Accounts.SignedIn peer, ChatId chat) {
        RestClient.Answer answer =
                rest.with(user.accessToken()).post("/users/chat", Map.of("user_id", peer.userId()));
        if (answer.status() != 200 && answer.status() != 201) {
            throw new IllegalStateException(
                    "chat " + chat + " cannot be started: " + answer.raw().body());
        }
    }

    @Override
    public void close() {
        talkers.forEach(Talker::close);
    }
}
