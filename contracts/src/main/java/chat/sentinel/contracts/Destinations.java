package chat.sentinel.contracts;

/// The STOMP destinations. A client sends to `/app/...` only and subscribes to its queue only.
public final class Destinations {
    public static final String START_PRIVATE_CHAT = "/app/start_private_chat";
    public static final String SEND_MESSAGE = "/app/send_message";
    public static final String SEND_TO_USERS = "/app/send_to_users";
    public static final String EDIT_MESSAGE = "/app/edit_message";
    public static final String DELETE_MESSAGE = "/app/delete_message";
    public static final String REACT = "/app/react";
    public static final String SYNC = "/app/sync";
    public static final String MESSAGE_DELIVERED = "/app/message_delivered";
    public static final String MESSAGE_SEEN = "/app/message_seen";
    public static final String REFRESH_TOKEN = "/app/refresh_token";
    public static final String TYPING = "/app/typing";
    public static final String WATCH_PRESENCE = "/app/watch_presence";

    /// Everything for the user who subscribes.
    public static final String EVENTS_QUEUE = "/user/queue/events";

    /// The queue of a user's own alerts, at notification-service.
    public static final String NOTIFICATIONS_QUEUE = "/user/queue/notifications";

    private Destinations() {}
}
