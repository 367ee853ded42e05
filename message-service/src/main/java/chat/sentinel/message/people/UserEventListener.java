package chat.sentinel.message.people;

import chat.sentinel.contracts.Topics;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.Username;
import chat.sentinel.contracts.user.UserEvent;
import com.google.protobuf.InvalidProtocolBufferException;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/// Keeps what the store has of [People] and [Blocks] up to date; one instance at a time for each
/// partition.
@Component
class UserEventListener {
    static final String GROUP = "message-service-people";

    private final People people;
    private final Blocks blocks;

    UserEventListener(People people, Blocks blocks) {
        this.people = people;
        this.blocks = blocks;
    }

    @KafkaListener(
            id = GROUP,
            topics = Topics.USER_EVENTS,
            containerFactory = "projectionListenerContainerFactory")
    void on(byte[] value) throws InvalidProtocolBufferException {
        UserEvent event = UserEvent.parseFrom(value);
        UserId userId = UserId.of(event.getUserId());
        switch (event.getFactCase()) {
            case REGISTERED ->
                    people.put(
                            userId,
                            new Username(event.getRegistered().getUsername()),
                            event.getVersion());
            case UPDATED ->
                    people.put(
                            userId,
                            new Username(event.getUpdated().getUsername()),
                            event.getVersion());
            case ERASED -> {
                people.erase(
                        userId, new Username(event.getErased().getUsername()), event.getVersion());
                blocks.erase(userId, event.getVersion());
            }
            case BLOCKED ->
                    blocks.put(
                            userId,
                            UserId.of(event.getBlocked().getBlockedId()),
                            true,
                            event.getVersion());
            case UNBLOCKED ->
                    blocks.put(
                            userId,
                            UserId.of(event.getUnblocked().getBlockedId()),
                            false,
                            event.getVersion());
            case SESSIONS_REVOKED, FACT_NOT_SET -> {
                // Not about who exists, nor about who hears whom.
            }
        }
    }
}
