package chat.sentinel.message.people;

import chat.sentinel.contracts.Topics;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.Username;
import chat.sentinel.contracts.user.UserEvent;
import com.google.protobuf.InvalidProtocolBufferException;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/// Keeps [People] up to date.
@Component
class UserEventListener {
    private final People people;

    UserEventListener(People people) {
        this.people = people;
    }

    @KafkaListener(
            id = "message-service-people",
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
            case ERASED ->
                    people.erase(
                            userId,
                            new Username(event.getErased().getUsername()),
                            event.getVersion());
            case BLOCKED, UNBLOCKED, SESSIONS_REVOKED, FACT_NOT_SET -> {
                // Not about who exists.
            }
        }
    }
}
