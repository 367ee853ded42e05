package chat.sentinel.benchmarks;

import chat.sentinel.testkit.client.StompClient;
import chat.sentinel.testkit.client.StompListener;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One connected user of the load. Checks of everything that he gets that it comes once and in
/// order.
final class Talker implements StompListener {
    private final int index;
    private final String userId;
    private final String chatId;
    private final Ledger ledger;
    private volatile @Nullable StompClient client;
    private long lastSeq;

    Talker(int index, String userId, String chatId, Ledger ledger) {
        this.index = index;
        this.userId = userId;
        this.chatId = chatId;
        this.ledger = ledger;
    }

    String chatId() {
        return chatId;
    }

    void connected(StompClient connected) {
        client = connected;
    }

    void send(String messageId, String content) {
        StompClient open = client;
        if (open != null) {
            open.send(
                    "/app/send_message",
                    ("{\"message_id\":\""
                                    + messageId
                                    + "\",\"chat_id\":\""
                                    + chatId
                                    + "\",\"type\":\"text\",\"content\":\""
                                    + content
                                    + "\"}")
                            .getBytes(StandardCharsets.US_ASCII),
                    null);
        }
    }

    @Override
    public void event(StompClient from, byte[] json) {
        String text = new String(json, 0, Math.min(json.length, 400), StandardCharsets.ISO_8859_1);
        if (text.startsWith("{\"event\":\"message_accepted\"")) {
            ledger.accepted(field(text, "\"message_id\":\"", '"'));
        } else if (text.startsWith("{\"event\":\"receive_message\"")) {
            String whole = new String(json, StandardCharsets.ISO_8859_1);
            long seq = Long.parseLong(field(whole, "\"seq\":", ','));
            if (lastSeq != 0 && seq <= lastSeq) {
                ledger.repeated();
            } else {
                if (lastSeq != 0 && seq != lastSeq + 1) {
                    ledger.gap();
                }
                lastSeq = seq;
                if (!field(text, "\"sender_id\":\"", '"').equals(userId)) {
                    ledger.delivered(field(text, "\"message_id\":\"", '"'));
                }
            }
        } else {
            ledger.other(text);
        }
    }

    @Override
    public void error(StompClient from, String message, String detail) {
        ledger.other("ERROR " + message + " " + detail);
    }

    @Override
    public void closed(StompClient from) {
        ledger.closed(index);
    }

    void close() {
        StompClient open = client;
        if (open != null) {
            open.close();
        }
    }

    static String field(String json, String name, char end) {
        int from = json.indexOf(name) + name.length();
        return json.substring(from, json.indexOf(end, from));
    }
}
