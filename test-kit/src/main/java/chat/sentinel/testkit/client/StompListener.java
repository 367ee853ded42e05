package chat.sentinel.testkit.client;

/// Hears what comes over one socket, on the socket's thread: must not block.
public interface StompListener {
    /// The body of a MESSAGE: an event, in JSON.
    default void event(StompClient client, byte[] json) {}

    default void receipt(StompClient client, String receiptId) {}

    /// An ERROR frame; the server closes the socket after it.
    default void error(StompClient client, String message, String detail) {}

    default void closed(StompClient client) {}
}
