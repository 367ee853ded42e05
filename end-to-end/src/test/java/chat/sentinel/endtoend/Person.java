package chat.sentinel.endtoend;

import chat.sentinel.testkit.client.RestClient;
import chat.sentinel.testkit.client.StompClient;
import chat.sentinel.testkit.client.StompListener;
import com.github.f4b6a3.uuid.UuidCreator;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One client as the protocol wants it: reconnects when its socket is gone, and sends again, in
/// order and under the same ids, what has not been acknowledged.
final class Person implements StompListener, AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final ScheduledExecutorService TIMER =
            Executors.newScheduledThreadPool(
                    2, Thread.ofPlatform().daemon().name("person-", 0).factory());

    final RunningSystem.Registered account;
    final RestClient rest;
    private final URI socketAt;
    private final Map<String, String> unacknowledged = new LinkedHashMap<>();
    private final List<String> sent = new ArrayList<>();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<String> errors = ConcurrentHashMap.newKeySet();
    private final TreeMap<Long, String> received = new TreeMap<>();
    private String chat = "";
    private @Nullable StompClient socket;
    private boolean holding;
    private boolean again;
    private long heardAt;
    private long longestSilence;
    private volatile boolean closed;

    Person(RunningSystem.Registered account, URI base) {
        this.account = account;
        this.rest = new RestClient(RunningSystem.gateway()).with(account.accessToken());
        this.socketAt = URI.create("ws://" + base.getAuthority() + "/chat");
        connect();
    }

    void talksIn(String chatId) {
        chat = chatId;
    }

    private void connect() {
        if (closed) {
            return;
        }
        StompClient.connect(socketAt, account.accessToken(), this)
                .whenComplete(
                        (client, failure) -> {
                            if (failure != null) {
                                TIMER.schedule(this::connect, 300, TimeUnit.MILLISECONDS);
                            } else {
                                synchronized (this) {
                                    socket = client;
                                }
                                sendAgain();
                            }
                        });
    }

    /// Sends now, or, while something earlier has to be sent again first, with that.
    synchronized String sends(String content) {
        String id = UuidCreator.getTimeOrderedEpoch().toString();
        sent.add(id);
        unacknowledged.put(id, content);
        StompClient open = socket;
        if (!holding && open != null) {
            send(open, id, content);
        }
        return id;
    }

    private void send(StompClient to, String id, String content) {
        to.send(
                "/app/send_message",
                JSON.writeValueAsString(
                                Map.of(
                                        "message_id",
                                        id,
                                        "chat_id",
                                        chat,
                                        "type",
                                        "text",
                                        "content",
                                        content))
                        .getBytes(StandardCharsets.UTF_8),
                null);
    }

    private synchronized void sendAgain() {
        again = false;
        StompClient open = socket;
        if (open == null) {
            return;
        }
        holding = false;
        if (unacknowledged.isEmpty()) {
            return;
        }
        // The oldest first and alone: what follows waits for it.
        Map.Entry<String, String> oldest = unacknowledged.entrySet().iterator().next();
        holding = unacknowledged.size() > 1;
        send(open, oldest.getKey(), oldest.getValue());
        sendAgainLater(3_000);
    }

    private synchronized void sendAgainLater(long millis) {
        if (!again && !closed) {
            again = true;
            TIMER.schedule(this::sendAgain, millis, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void event(StompClient from, byte[] json) {
        JsonNode event = JSON.readTree(json);
        switch (event.path("event").asString("")) {
            case "message_accepted" -> accepted(event.path("message_id").asString());
            case "receive_message" -> {
                JsonNode message = event.path("message");
                synchronized (this) {
                    long now = System.nanoTime();
                    longestSilence = Math.max(longestSilence, now - heardAt);
                    heardAt = now;
                    received.put(
                            message.path("seq").asLong(), message.path("message_id").asString());
                }
            }
            case "error" -> {
                errors.add(event.path("code").asString());
                if (event.path("retryable").asBoolean()) {
                    synchronized (this) {
                        holding = true;
                    }
                    sendAgainLater(event.path("retry_after_ms").asLong(500));
                }
            }
            default -> {
                // Heard, and of no matter here.
            }
        }
    }

    private synchronized void accepted(String id) {
        acknowledged.add(id);
        unacknowledged.remove(id);
        StompClient open = socket;
        if (holding && open != null) {
            // Now all that waited behind it, in order.
            holding = false;
            unacknowledged.forEach((next, content) -> send(open, next, content));
        }
    }

    @Override
    public void closed(StompClient from) {
        synchronized (this) {
            socket = null;
            holding = true;
        }
        TIMER.schedule(this::connect, 200, TimeUnit.MILLISECONDS);
    }

    /// From now on silence is timed.
    synchronized void listens() {
        heardAt = System.nanoTime();
        longestSilence = 0;
    }

    /// The longest time in which no message came, since it listens.
    synchronized Duration longestSilence() {
        return Duration.ofNanos(Math.max(longestSilence, System.nanoTime() - heardAt));
    }

    synchronized boolean isSettled() {
        if (!unacknowledged.isEmpty()) {
            sendAgainLater(3_000);
        }
        return unacknowledged.isEmpty();
    }

    synchronized int waiting() {
        return unacknowledged.size();
    }

    Set<String> acknowledged() {
        return acknowledged;
    }

    synchronized List<String> sent() {
        return List.copyOf(sent);
    }

    Set<String> errors() {
        return errors;
    }

    /// What came over the socket, by seq.
    synchronized TreeMap<Long, String> received() {
        return new TreeMap<>(received);
    }

    /// The ids of the chat as the history has them, ascending, complete up to the head.
    List<String> history() throws InterruptedException {
        List<String> ids = new ArrayList<>();
        long after = 0;
        while (true) {
            JsonNode page = page(after);
            List<JsonNode> entries = new ArrayList<>();
            page.path("messages").forEach(entries::add);
            for (JsonNode entry : entries.reversed()) {
                if (entry.path("seq").asLong() != after + 1) {
                    throw new AssertionError("a gap after " + after + " in chat " + chat);
                }
                after++;
                if (!entry.path("type").asString().equals("system")) {
                    ids.add(entry.path("message_id").asString());
                }
            }
            if (page.path("next_cursor").isNull()
                    && after
                            >= Math.max(
                                    page.path("stored_seq").asLong(),
                                    page.path("head_seq").asLong(0))) {
                return ids;
            }
        }
    }

    /// Asks again while the answer is that this helps.
    private JsonNode page(long after) throws InterruptedException {
        String path = "/users/chat/" + chat + "?page_size=100&after_seq=" + after;
        RestClient.Answer answer = rest.get(path);
        for (int i = 0; i < 60 && answer.body().path("retryable").asBoolean(false); i++) {
            Thread.sleep(500);
            answer = rest.get(path);
        }
        return answer.expect(200);
    }

    @Override
    public void close() {
        closed = true;
        StompClient open;
        synchronized (this) {
            open = socket;
        }
        if (open != null) {
            open.close();
        }
    }
}
