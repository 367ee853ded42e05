package chat.sentinel.testkit.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One chat as a client keeps it: of numbered events it takes the next one, ignores what it
/// has, and knows when something is missing.
final class ChatLog {
    private final TreeMap<Long, JsonNode> events = new TreeMap<>();
    private long through;

    /// The chat of a numbered event; null: the event is not numbered.
    static @Nullable String chatOf(JsonNode event) {
        if (event.path("message").isObject()) {
            return TestUser.text(event.path("message"), "chat_id");
        }
        return event.has("target_seq") ? TestUser.text(event, "chat_id") : null;
    }

    private static long seqOf(JsonNode event) {
        return event.path("message").isObject()
                ? event.path("message").path("seq").asLong()
                : event.path("seq").asLong();
    }

    void add(JsonNode event) {
        events.putIfAbsent(seqOf(event), event);
        advance();
    }

    private void advance() {
        while (events.containsKey(through + 1)) {
            through++;
        }
    }

    /// Everything up to here is there, as far as this person may see it.
    long through() {
        return through;
    }

    /// Takes what the server had.
    ///
    /// @return whether the chat is complete up to what was numbered when the server answered
    boolean synced(JsonNode chat) {
        if (chat.path("code").isString()) {
            throw new AssertionError("no sync: " + chat);
        }
        chat.path("events").forEach(event -> events.putIfAbsent(seqOf(event), event));
        through = Math.max(through, chat.path("through_seq").asLong());
        advance();
        long known = events.isEmpty() ? 0 : events.lastKey();
        long head = Math.max(chat.path("head_seq").asLong(0), chat.path("stored_seq").asLong());
        return through >= Math.max(head, known);
    }

    /// What is shown: entries with a line of their own, as later ones have left them.
    List<JsonNode> shown() {
        Map<String, ObjectNode> byId = new LinkedHashMap<>();
        for (JsonNode event : events.values()) {
            if (event.path("message").isObject()) {
                ObjectNode message = (ObjectNode) event.path("message").deepCopy();
                byId.put(TestUser.text(message, "message_id"), message);
            } else {
                ObjectNode target = byId.get(TestUser.text(event, "target_message_id"));
                if (target != null) {
                    change(target, event);
                }
            }
        }
        return new ArrayList<>(byId.values());
    }

    private static void change(ObjectNode target, JsonNode event) {
        boolean deleted = target.path("deleted_at").isString();
        switch (TestUser.text(event, "event")) {
            case "message_edited" -> {
                if (!deleted && event.path("content").isString()) {
                    target.set("content", event.path("content"));
                }
                target.set("edited_at", event.path("timestamp"));
            }
            case "message_deleted" -> {
                target.putNull("content");
                target.putNull("media_id");
                target.putArray("reactions");
                target.set("deleted_at", event.path("timestamp"));
            }
            case "message_reacted" -> react((ArrayNode) target.path("reactions"), event);
            default -> throw new AssertionError("not a change: " + event);
        }
    }

    private static void react(ArrayNode reactions, JsonNode event) {
        String emoji = TestUser.text(event, "emoji");
        String user = TestUser.text(event, "user_id");
        TreeMap<String, List<String>> byEmoji = new TreeMap<>();
        reactions.forEach(
                known -> {
                    List<String> users = new ArrayList<>();
                    known.path("user_ids").forEach(id -> users.add(id.asString()));
                    byEmoji.put(TestUser.text(known, "emoji"), users);
                });
        List<String> users = byEmoji.computeIfAbsent(emoji, _ -> new ArrayList<>());
        users.remove(user);
        if (!event.path("removed").asBoolean()) {
            users.add(user);
        }
        users.sort(null);
        reactions.removeAll();
        byEmoji.forEach(
                (name, ids) -> {
                    if (!ids.isEmpty()) {
                        ObjectNode view = reactions.addObject();
                        view.put("emoji", name);
                        view.put("count", ids.size());
                        ids.forEach(view.withArray("user_ids")::add);
                    }
                });
    }
}
