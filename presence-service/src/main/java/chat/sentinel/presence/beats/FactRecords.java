package chat.sentinel.presence.beats;

import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatMember;
import chat.sentinel.contracts.presence.PresenceStatus;
import chat.sentinel.contracts.user.UserBlock;
import chat.sentinel.contracts.user.UserEvent;
import chat.sentinel.presence.activity.Activity;
import chat.sentinel.presence.activity.Change;
import chat.sentinel.presence.people.Blocks;
import chat.sentinel.presence.people.SharedChats;
import chat.sentinel.presence.status.Status;
import chat.sentinel.presence.status.Statuses;
import chat.sentinel.presence.watch.Notices;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What changes of chats and blocks change for watchers. One instance does it for each record; the
/// others only remember the fact, as does this one before it tells anybody.
@Component
class FactRecords {
    /// Who watched before that has renewed it since.
    private static final long TOLD_BY_NOW = Duration.ofMinutes(15).toMillis();

    private final Activity activity;
    private final Statuses statuses;
    private final Notices notices;
    private final SharedChats chats;
    private final Blocks blocks;
    private final Clock clock;

    FactRecords(
            Activity activity,
            Statuses statuses,
            Notices notices,
            SharedChats chats,
            Blocks blocks,
            Clock clock) {
        this.activity = activity;
        this.statuses = statuses;
        this.notices = notices;
        this.chats = chats;
        this.blocks = blocks;
        this.clock = clock;
    }

    void member(byte[] value, long timestamp) throws InvalidProtocolBufferException {
        ChatMember member = ChatMember.parseFrom(value);
        if (isOld(timestamp)) {
            return;
        }
        chats.learn(member);
        notices.lookAround(UserId.of(member.getUserId()));
    }

    void block(byte[] value, long timestamp) throws InvalidProtocolBufferException {
        UserBlock block = UserBlock.parseFrom(value);
        UserId blocker = UserId.of(block.getUserId());
        UserId blocked = UserId.of(block.getBlockedId());
        if (block.getBlocked()) {
            activity.freeze(blocker, blocked, Math.min(timestamp, clock.millis()));
        }
        blocks.learn(block);
        if (!blocks.between(blocker, blocked)) {
            activity.thaw(blocker, blocked);
        }
        // Who is blocked is told by the sweep, as if the other had left.
        if (!block.getBlocked() && !isOld(timestamp)) {
            notices.look(blocker, blocked);
            notices.look(blocked, blocker);
        }
    }

    void user(byte[] value) throws InvalidProtocolBufferException {
        UserEvent event = UserEvent.parseFrom(value);
        if (event.getFactCase() == UserEvent.FactCase.ERASED) {
            UserId user = UserId.of(event.getUserId());
            statuses.forget(user);
            notices.gone(user, clock.millis());
            activity.erase(user);
            notices.erase(user);
        }
    }

    /// Mostly Redis has it already: who said it writes it, where he does not die before.
    ///
    /// @param value null: the user is erased
    /// @return what has to be told
    List<Change> status(String key, byte @Nullable [] value, long timestamp)
            throws InvalidProtocolBufferException {
        UserId user = UserId.parse(key);
        if (value == null) {
            activity.erase(user);
            return List.of();
        }
        return activity.setStatus(
                user,
                Status.of(PresenceStatus.parseFrom(value)),
                Math.min(timestamp, clock.millis()));
    }

    private boolean isOld(long timestamp) {
        return timestamp < clock.millis() - TOLD_BY_NOW;
    }
}
