package chat.sentinel.testkit.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The chats of one device, each with its [ChatLog]; where something is missing, it syncs.
final class KeptChats {
    private final RestClient rest;
    private final Map<String, ChatLog> chats = new LinkedHashMap<>();

    KeptChats(RestClient rest) {
        this.rest = rest;
    }

    synchronized void heard(JsonNode event) {
        String chatId = ChatLog.chatOf(event);
        if (chatId != null) {
            of(chatId).add(event);
        }
    }

    /// What is shown of the chat, complete up to what the server has numbered.
    List<JsonNode> entries(String chatId) {
        sync(chatId);
        synchronized (this) {
            return of(chatId).shown();
        }
    }

    private synchronized ChatLog of(String chatId) {
        return chats.computeIfAbsent(chatId, _ -> new ChatLog());
    }

    private synchronized long through(String chatId) {
        return of(chatId).through();
    }

    private synchronized boolean synced(String chatId, JsonNode answer) {
        return of(chatId).synced(answer);
    }

    private void sync(String chatId) {
        long deadline = System.nanoTime() + TestUser.PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            JsonNode answer =
                    rest.post("/sync", Map.of("chats", Map.of(chatId, through(chatId))))
                            .expect(200)
                            .path("chats")
                            .path(0);
            if (synced(chatId, answer)) {
                return;
            }
        }
        throw new AssertionError("chat " + chatId + " is not complete after " + TestUser.PATIENCE);
    }

    /// As [TestUser#pagesBack].
    List<JsonNode> pagesBack(String chatId, int pageSize) {
        List<JsonNode> all = new ArrayList<>();
        String cursor = null;
        do {
            JsonNode page =
                    stored(
                            "/users/chat/"
                                    + chatId
                                    + "?page_size="
                                    + pageSize
                                    + (cursor == null ? "" : "&cursor=" + cursor));
            page.path("messages").forEach(all::add);
            cursor =
                    page.path("next_cursor").isString()
                            ? page.path("next_cursor").asString()
                            : null;
        } while (cursor != null);
        return all;
    }

    private JsonNode stored(String path) {
        long deadline = System.nanoTime() + TestUser.PATIENCE.toNanos();
        RestClient.Answer answer = rest.get(path);
        while (answer.status() == 503 && System.nanoTime() < deadline) {
            answer = rest.get(path);
        }
        return answer.expect(200);
    }
}
