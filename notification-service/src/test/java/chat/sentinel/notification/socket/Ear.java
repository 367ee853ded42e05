package chat.sentinel.notification.socket;

import chat.sentinel.contracts.Destinations;
import chat.sentinel.notification.NotificationCluster;
import chat.sentinel.notification.Person;
import chat.sentinel.testkit.client.StompClient;
import chat.sentinel.testkit.client.StompListener;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client that listens and keeps what it hears.
final class Ear implements StompListener {
    final List<JsonNode> heard = new CopyOnWriteArrayList<>();
    final List<String> receipts = new CopyOnWriteArrayList<>();
    final List<String> errors = new CopyOnWriteArrayList<>();
    volatile boolean closed;
    private final StompClient client;

    private Ear(int instance, String token, String queue) throws Exception {
        client =
                StompClient.connect(
                                NotificationCluster.shared().socket(instance), token, queue, this)
                        .get(10, TimeUnit.SECONDS);
    }

    /// Listens when it is there.
    static Ear of(Person person, int instance) throws Exception {
        return with(person.token(), instance);
    }

    static Ear with(String token, int instance) throws Exception {
        return new Ear(instance, token, Destinations.NOTIFICATIONS_QUEUE);
    }

    static Ear at(String queue, Person person) throws Exception {
        return new Ear(0, person.token(), queue);
    }

    void frame(String command, Map<String, String> headers) {
        client.frame(command, headers);
    }

    /// While it does not, what the server writes piles up.
    void reads(boolean on) {
        client.read(on);
    }

    void close() {
        client.close();
    }

    boolean hasHeard(String preview) {
        return heard.stream()
                .anyMatch(event -> event.path("item").path("preview").asString("").equals(preview));
    }

    @Override
    public void event(StompClient client, byte[] json) {
        heard.add(JsonMapper.shared().readTree(json));
    }

    @Override
    public void receipt(StompClient client, String receiptId) {
        receipts.add(receiptId);
    }

    @Override
    public void error(StompClient client, String message, String detail) {
        errors.add(message);
    }

    @Override
    public void closed(StompClient client) {
        closed = true;
    }
}
