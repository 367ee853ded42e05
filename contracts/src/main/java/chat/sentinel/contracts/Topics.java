package chat.sentinel.contracts;

/// The Kafka topics and what is in them. Keys are UTF-8 text, values Protobuf.
public final class Topics {
    /// [chat.sentinel.contracts.chat.ChatCommand] by chat_id; internal to message-service.
    public static final String CHAT_COMMANDS = "chat.commands";

    /// Commands whose bytes nobody can read, with the cause in headers.
    public static final String CHAT_COMMANDS_DLT = "chat.commands.dlt";

    /// [chat.sentinel.contracts.chat.ChatEvent] by chat_id.
    public static final String CHAT_EVENTS = "chat.events";

    /// [chat.sentinel.contracts.chat.ChatMember] by chat_id:user_id; compacted.
    public static final String CHAT_MEMBERS = "chat.members";

    /// [chat.sentinel.contracts.user.UserEvent] by user_id.
    public static final String USER_EVENTS = "user.events";

    /// Records of user.events that message-service cannot read, with the cause in headers.
    public static final String USER_EVENTS_DLT = "user.events.dlt";

    /// [chat.sentinel.contracts.user.UserBlock] by user_id:blocked_id; compacted.
    public static final String USER_BLOCKS = "user.blocks";

    /// [chat.sentinel.contracts.presence.PresenceBeat], by shard; from message-service to
    /// presence-service.
    public static final String PRESENCE_HEARTBEATS = "presence.heartbeats";

    /// [chat.sentinel.contracts.presence.PresenceEvent] by user_id.
    public static final String PRESENCE_EVENTS = "presence.events";

    /// [chat.sentinel.contracts.presence.PresenceStatus] by user_id; compacted.
    public static final String PRESENCE_STATUSES = "presence.statuses";

    /// [chat.sentinel.contracts.media.MediaEvent] by media_id.
    public static final String MEDIA_EVENTS = "media.events";

    /// Pushes that Firebase refuses as they are, in JSON, by user_id; for operators.
    public static final String PUSHES_DLT = "notification.pushes.dlt";

    private Topics() {}
}
