package chat.sentinel.user.events;

import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.Username;
import chat.sentinel.contracts.user.SessionsRevoked;
import chat.sentinel.contracts.user.UserErased;
import chat.sentinel.contracts.user.UserEvent;
import chat.sentinel.contracts.user.UserRegistered;
import chat.sentinel.contracts.user.UserUpdated;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
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

    @Transactional(propagation = Propagation.MANDATORY)
    public void erased(UserId user, Username username) {
        append(
                user,
                UserEvent.newBuilder()
                        .setErased(UserErased.newBuilder().setUsername(username.value())));
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public void sessionsRevoked(UserId user, Collection<SessionId> sessions) {
        SessionsRevoked.Builder revoked = SessionsRevoked.newBuilder();
        sessions.forEach(session -> revoked.addSessionIds(session.byteString()));
        append(user, UserEvent.newBuilder().setSessionsRevoked(revoked));
    }

    private void append(UserId user, UserEvent.Builder event) {
        Instant now = clock.instant();
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
                        .setTimestamp(now.toEpochMilli())
                        .build()
                        .toByteArray();
        jdbc.sql("insert into outbox (user_id, version, payload, created_at) values (?, ?, ?, ?)")
                .param(user.value())
                .param(version)
                .param(payload)
                .param(now.atOffset(ZoneOffset.UTC))
                .update();
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        relay.wake();
                    }
                });
    }
}
