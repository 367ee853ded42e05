package chat.sentinel.contracts;

/// Consumer groups that more than their own service knows.
public final class KafkaGroups {
    /// Of [Topics#CHAT_COMMANDS]: each member owns the chats of its partitions. Its client id
    /// is that of its node of message-service.
    public static final String CHAT_OWNERS = "message-service-owners";

    private KafkaGroups() {}
}
