package chat.sentinel.testkit.client;

import static chat.sentinel.testkit.client.TestUser.text;

import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An entry as a client shows it.
public final class ShownEntry {
    private ShownEntry() {}

    /// As it can be compared, whether it came by events or by history: who reacted in an order of
    /// its own, and without what only history has.
    public static JsonNode comparable(JsonNode entry) {
        ObjectNode copy = (ObjectNode) entry.deepCopy();
        copy.remove("seen_at");
        TreeMap<String, TreeSet<String>> reactions = new TreeMap<>();
        copy.path("reactions")
                .forEach(
                        reaction -> {
                            TreeSet<String> users = new TreeSet<>();
                            reaction.path("user_ids").forEach(user -> users.add(user.asString()));
                            reactions.put(text(reaction, "emoji"), users);
                        });
        copy.put("reactions", reactions.toString());
        return copy;
    }
}
