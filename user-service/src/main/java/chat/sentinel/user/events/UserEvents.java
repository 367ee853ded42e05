package chat.sentinel.user.events;

import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.Username;
import chat.sentinel.contracts.user.SessionsRevoked;
import chat.sentinel.contracts.user.UserBlock;
import chat.sentinel.contracts.user.UserBlocked;
import chat.sentinel.contracts.user.UserErased;
import chat.sentinel.contracts.user.UserEvent;
import chat.sentinel.contracts.user.UserRegistered;
import chat.sentinel.contracts.user.UserUnblocked;
import chat.sentinel.contracts.user.UserUpdated;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Writes events into the outbox, always inside the transaction of what they tell. Taking the
/// next version locks the account's row until that transaction ends, so a user's versions,
/// positions in the outbox and commits all have one order.
@Component
public class UserEvents {
    private final JdbcClient jdbc;
    private final Clock clock;
    private final EventRelay relay;

    UserEvents(JdbcClient jdbc, Clock clock, EventRelay relay) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.relay = relay;
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public void registered(UserId user, Username username) {
        append(
                user,
                UserEvent.newBuilder()
                        .setRegistered(UserRegistered.newBuilder().setUsername(username.value())));
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public void updated(UserId user, Username username) {
        append(
                user,
                UserEvent.newBuilder()
                        .setUpdated(UserUpdated.newBuilder().setUsername(username.value())));
    }

    /// @param blocked whom the user had blocked until now
    @Transactional(propagation = Propagation.MANDATORY)
    public void erased(UserId user, Username username, Collection<UserId> blocked) {
        long version =
                append(
                        user,
                        UserEvent.newBuilder()
                                .setErased(UserErased.newBuilder().setUsername(username.value())));
        blocked.forEach(other -> appendState(user, other, version, false));
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public void blocked(UserId user, UserId blocked) {
        long version =
                append(
                        user,
                        UserEvent.newBuilder()
                                .setBlocked(
                                        UserBlocked.newBuilder()
                                                .setBlockedId(blocked.byteString())));
        appendState(user, blocked, version, true);
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public void unblocked(UserId user, UserId blocked) {
        long version =
                append(
                        user,
                        UserEvent.newBuilder()
                                .setUnblocked(
                                        UserUnblocked.newBuilder()
                                                .setBlockedId(blocked.byteString())));
        appendState(user, blocked, version, false);
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public void sessionsRevoked(UserId user, Collection<SessionId> sessions) {
        SessionsRevoked.Builder revoked = SessionsRevoked.newBuilder();
        sessions.forEach(session -> revoked.addSessionIds(session.byteString()));
        append(user, UserEvent.newBuilder().setSessionsRevoked(revoked));
    }

    /// @return the version of the event
    private long append(UserId user, UserEvent.Builder event) {
        long version =
                jdbc.sql(
                                """
                                update accounts set event_version = event_version + 1
                                where user_id = ? returning event_version
                                """)
                        .param(user.value())
                        .query(Long.class)
                        .single();
        byte[] payload =
                event.setEventId(CommandId.next().byteString())
                        .setUserId(user.byteString())
                        .setVersion(version)
                        .setTimestamp(clock.millis())
                        .build()
                        .toByteArray();
        insert(user, null, version, payload);
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        relay.wake();
                    }
                });
        return version;
    }

    /// What is so since that version, beside the event of it.
    private void appendState(UserId user, UserId other, long version, boolean blocked) {
        byte[] payload =
                UserBlock.newBuilder()
                        .setUserId(user.byteString())
                        .setBlockedId(other.byteString())
                        .setVersion(version)
                        .setBlocked(blocked)
                        .build()
                        .toByteArray();
        insert(user, other.value(), version, payload);
    }

    private void insert(UserId user, @Nullable UUID blocked, long version, byte[] payload) {
        jdbc.sql(
                        """
                        insert into outbox (user_id, blocked_id, version, payload, created_at)
                        values (?, ?, ?, ?, ?)
                        """)
                .param(user.value())
                .param(blocked)
                .param(version)
                .param(payload)
                .param(clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }
}
