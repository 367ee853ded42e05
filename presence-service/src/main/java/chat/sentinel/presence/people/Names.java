package chat.sentinel.presence.people;

import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.Username;
import chat.sentinel.contracts.user.UserEvent;
import chat.sentinel.presence.facts.Projection;
import chat.sentinel.presence.topics.TopicsProperties;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Who has which name.
@Component
public class Names implements Projection {
    private final ConcurrentHashMap<String, UserId> byKey = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<UserId, String> keys = new ConcurrentHashMap<>();
    private final TopicsProperties topics;

    Names(TopicsProperties topics) {
        this.topics = topics;
    }

    public Optional<UserId> find(Username name) {
        return Optional.ofNullable(byKey.get(name.key()));
    }

    @Override
    public String topic() {
        return topics.users();
    }

    @Override
    public void apply(String key, byte @Nullable [] value) throws InvalidProtocolBufferException {
        if (value == null) {
            return;
        }
        UserEvent event = UserEvent.parseFrom(value);
        UserId user = UserId.of(event.getUserId());
        switch (event.getFactCase()) {
            case REGISTERED -> put(user, event.getRegistered().getUsername());
            case UPDATED -> put(user, event.getUpdated().getUsername());
            case ERASED -> remove(user);
            case BLOCKED, UNBLOCKED, SESSIONS_REVOKED, FACT_NOT_SET -> {
                // Not about names.
            }
        }
    }

    private void put(UserId user, String name) {
        remove(user);
        String key = new Username(name).key();
        byKey.put(key, user);
        keys.put(user, key);
    }

    private void remove(UserId user) {
        String old = keys.remove(user);
        if (old != null) {
            byKey.remove(old, user);
        }
    }
}
