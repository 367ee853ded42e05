package chat.sentinel.testkit.client;

import com.github.f4b6a3.uuid.UuidCreator;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A person with one device: sends, and does with `seq` what every client has to do
/// ([KeptChats]).
public final class TestUser implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    static final Duration PATIENCE = Duration.ofSeconds(20);

    public final String userId;
    public final RestClient rest;
    private final String token;
    private final KeptChats chats;
    private final HeardEvents events = new HeardEvents();
    private @Nullable StompClient socket;
    private URI endpoint;

    /// @param base of REST, as `http://127.0.0.1:8080`; the socket is at `/chat` of the same
    public TestUser(URI base, String userId, String token) {
        this.userId = userId;
        this.token = token;
        this.rest = new RestClient(base).with(token);
        this.chats = new KeptChats(rest);
        this.endpoint = URI.create("ws://" + base.getAuthority() + "/chat");
    }

    /// The same person and token on a device that knows nothing yet.
    public TestUser onAnotherDevice(URI base) {
        return new TestUser(base, userId, token);
    }

    /// Opens the socket at another address than REST, as another instance.
    public TestUser at(URI base) {
        endpoint = URI.create("ws://" + base.getAuthority() + "/chat");
        return this;
    }

    /// Opens a (new) socket and waits until it is registered.
    public TestUser connects() {
        socket =
                StompClient.connect(
                                endpoint,
                                token,
                                new StompListener() {
                                    @Override
                                    public void event(StompClient client, byte[] json) {
                                        heard(JSON.readTree(json));
                                    }
                                })
                        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .join();
        return this;
    }

    public String accessToken() {
        return token;
    }

    public StompClient socket() {
        if (socket == null) {
            throw new IllegalStateException("not connected");
        }
        return socket;
    }

    /// Starts (or finds) the private chat with somebody and waits for it.
    ///
    /// @return its id
    public String startsChatWith(String otherUserId) {
        String requestId = newId();
        send("/app/start_private_chat", Map.of("request_id", requestId, "user_id", otherUserId));
        JsonNode started =
                awaitEvent(
                        event ->
                                is(event, "private_chat_started")
                                        && requestId.equals(text(event, "request_id")));
        return text(started.path("chat"), "chat_id");
    }

    /// Makes a group of oneself and these.
    ///
    /// @return its id
    public String makesGroup(String title, TestUser... others) {
        return makesGroup(title, Map.of(), others);
    }

    /// The same, asked for again while the owner of the chat does not answer.
    ///
    /// @param more of what may be said of a group
    public String makesGroup(String title, Map<String, ?> more, TestUser... others) {
        Map<String, Object> body = new LinkedHashMap<>(more);
        body.put("request_id", newId());
        body.put("title", title);
        body.put("member_ids", Stream.of(others).map(other -> other.userId).toList());
        RestClient.Answer answer = rest.post("/users/chat", body);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (answer.status() == 202 && System.nanoTime() < deadline) {
            answer = rest.post("/users/chat", body);
        }
        return text(answer.status() == 200 ? answer.body() : answer.expect(201), "chat_id");
    }

    /// The chat as it stands in this user's list.
    public JsonNode listed(String chatId) {
        for (JsonNode chat : rest.get("/users/chat").expect(200).path("chats")) {
            if (chatId.equals(text(chat, "chat_id"))) {
                return chat;
            }
        }
        throw new AssertionError("chat " + chatId + " is not in the list");
    }

    /// Sends a message and does not wait.
    ///
    /// @return its id
    public String sends(String chatId, String content) {
        return sendsAgain(newId(), chatId, content);
    }

    /// Sends a message under an id that may have been used before.
    public String sendsAgain(String messageId, String chatId, String content) {
        send(
                "/app/send_message",
                Map.of(
                        "message_id",
                        messageId,
                        "chat_id",
                        chatId,
                        "type",
                        "text",
                        "content",
                        content));
        return messageId;
    }

    /// Edits a message and does not wait.
    ///
    /// @return the id of the edit
    public String edits(String chatId, String messageId, String content) {
        return changes("/app/edit_message", chatId, messageId, newId(), Map.of("content", content));
    }

    /// Deletes a message and does not wait.
    ///
    /// @return the id of the deletion
    public String deletes(String chatId, String messageId) {
        return changes("/app/delete_message", chatId, messageId, newId(), Map.of());
    }

    /// Reacts to a message, or takes that back, and does not wait.
    ///
    /// @return the id of the reaction
    public String reacts(String chatId, String messageId, String emoji, boolean remove) {
        return changes(
                "/app/react", chatId, messageId, newId(), Map.of("emoji", emoji, "remove", remove));
    }

    /// Changes a message under an id that may have been used before.
    ///
    /// @return that id
    public String changes(
            String destination, String chatId, String messageId, String id, Map<String, ?> more) {
        Map<String, Object> body = new LinkedHashMap<>(more);
        body.put("message_id", id);
        body.put("chat_id", chatId);
        body.put("target_message_id", messageId);
        send(destination, body);
        return id;
    }

    public void marksSeen(String chatId, long seq) {
        send("/app/message_seen", Map.of("chat_id", chatId, "seq", seq));
    }

    public void send(String destination, Map<String, ?> body) {
        send(destination, JSON.writeValueAsString(body));
    }

    public void send(String destination, String json) {
        socket().send(destination, json.getBytes(StandardCharsets.UTF_8), null);
    }

    /// Waits for an event that was heard already or comes yet.
    ///
    /// @throws AssertionError after 20 s
    public JsonNode awaitEvent(Predicate<JsonNode> wanted) {
        return awaitEventAfter(0, wanted);
    }

    /// The same, among those that came after so many others.
    public JsonNode awaitEventAfter(int heard, Predicate<JsonNode> wanted) {
        return events.await(heard, wanted);
    }

    public JsonNode awaitAccepted(String messageId) {
        return awaitEvent(
                event ->
                        is(event, "message_accepted")
                                && messageId.equals(text(event, "message_id")));
    }

    public JsonNode awaitMessage(String messageId) {
        return awaitEvent(
                event ->
                        is(event, "receive_message")
                                && messageId.equals(text(event.path("message"), "message_id")));
    }

    /// The event of this change of a message.
    public JsonNode awaitChange(String id) {
        return awaitEvent(event -> id.equals(text(event, "message_id")) && event.has("target_seq"));
    }

    public JsonNode awaitRejected(String id) {
        return awaitEvent(
                event -> is(event, "message_rejected") && id.equals(text(event, "message_id")));
    }

    /// Everything heard so far.
    public List<JsonNode> events() {
        return events.all();
    }

    /// Ids of the chat's entries as this client shows them, in order, after fetching what is
    /// missing.
    public List<String> shows(String chatId) {
        return entries(chatId).stream().map(entry -> text(entry, "message_id")).toList();
    }

    /// Contents of the chat's messages as this client shows them, in order.
    public List<String> reads(String chatId) {
        return entries(chatId).stream()
                .filter(entry -> !"system".equals(text(entry, "type")))
                .map(entry -> text(entry, "content"))
                .toList();
    }

    /// What this client shows of the chat: messages as they are now and what the chat says of
    /// itself, ascending, without gaps, complete up to what the server has numbered.
    public List<JsonNode> entries(String chatId) {
        return chats.entries(chatId);
    }

    /// The whole history by the service's own pages, newest first, through every cursor. While the
    /// store lacks rows that were delivered, asks again, for 20 s.
    public List<JsonNode> pagesBack(String chatId, int pageSize) {
        return chats.pagesBack(chatId, pageSize);
    }

    /// Kept first: who waits for an event finds it in its chat.
    private void heard(JsonNode event) {
        chats.heard(event);
        events.add(event);
    }

    public static boolean is(JsonNode event, String name) {
        return name.equals(event.path("event").asString(""));
    }

    public static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }

    public static String newId() {
        return UuidCreator.getTimeOrderedEpoch().toString();
    }

    @Override
    public void close() {
        StompClient open = socket;
        if (open != null) {
            open.close();
        }
    }
}
