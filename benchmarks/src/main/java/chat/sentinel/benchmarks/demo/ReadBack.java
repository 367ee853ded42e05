package chat.sentinel.benchmarks.demo;

import chat.sentinel.testkit.client.RestClient;
import chat.sentinel.testkit.client.TestUser;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads a chat's history from the last line to the first, page by page through cursors, and
/// compares it with what was said there.
final class ReadBack {
    private static final int PAGE_SIZE = 7;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final String chatId;
    private final List<Said> said;
    private final List<String> differences = new ArrayList<>();
    private int pages;

    /// @param said in order
    ReadBack(String chatId, List<Said> said) {
        this.chatId = chatId;
        this.said = said;
    }

    /// As one of the chat's members sees it.
    ReadBack compare(TestUser member) throws InterruptedException {
        if (said.isEmpty()) {
            differences.add("nothing was heard in it");
            return this;
        }
        awaitStored(member.rest, said.getLast().seq());
        List<JsonNode> entries = entries(member.rest);
        long seq = said.getLast().seq();
        for (JsonNode entry : entries) {
            if (entry.path("seq").asLong() != seq) {
                differences.add("entry " + seq + " is entry " + entry.path("seq").asLong());
            }
            seq--;
        }
        if (seq != 0) {
            differences.add("the first " + seq + " entries are missing");
        }
        List<Said> read =
                entries.reversed().stream()
                        .filter(entry -> !"system".equals(TestUser.text(entry, "type")))
                        .map(ReadBack::said)
                        .toList();
        for (int i = 0; i < Math.max(read.size(), said.size()); i++) {
            compare(i, i < said.size() ? said.get(i) : null, i < read.size() ? read.get(i) : null);
        }
        return this;
    }

    private void compare(int index, @Nullable Said expected, @Nullable Said found) {
        if (expected == null || !expected.equals(found)) {
            differences.add("line " + (index + 1) + ": said " + expected + ", read " + found);
        }
    }

    List<String> differences() {
        return differences;
    }

    int pages() {
        return pages;
    }

    /// Rows follow deliveries: a line is heard before it is stored.
    private void awaitStored(RestClient rest, long seq) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        String path = "/users/chat/" + chatId + "?page_size=1&after_seq=" + (seq - 1);
        while (rest.get(path).expect(200).path("stored_seq").asLong() < seq) {
            if (System.nanoTime() > deadline) {
                differences.add("not stored up to entry " + seq + " after 20 s");
                return;
            }
            Thread.sleep(50);
        }
    }

    /// Newest first.
    private List<JsonNode> entries(RestClient rest) {
        List<JsonNode> all = new ArrayList<>();
        String path = "/users/chat/" + chatId + "?page_size=" + PAGE_SIZE;
        JsonNode cursor;
        do {
            JsonNode page = rest.get(path).expect(200);
            page.path("messages").forEach(all::add);
            pages++;
            cursor = page.path("next_cursor");
            path =
                    "/users/chat/"
                            + chatId
                            + "?page_size="
                            + PAGE_SIZE
                            + "&cursor="
                            + cursor.asString("");
        } while (cursor.isString());
        return all;
    }

    private static Said said(JsonNode entry) {
        return new Said(
                TestUser.text(entry, "message_id"),
                TestUser.text(entry, "sender_id"),
                TestUser.text(entry, "content"),
                entry.path("seq").asLong());
    }
}
