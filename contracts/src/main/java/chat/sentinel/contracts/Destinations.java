package chat.sentinel.contracts;

/// The STOMP destinations. A client sends to `/app/...` only and subscribes to its queue only.
public final class Destinations {
    public static final String START_PRIVATE_CHAT = "/app/start_private_chat";
    public static final String SEND_MESSAGE = "/app/send_message";
    public static final String MESSAGE_SEEN = "/app/message_seen";

    /// Everything for the user who subscribes.
    public static final String EVENTS_QUEUE = "/user/queue/events";

    private Destinations() {}
}
