package chat.sentinel.notification.device;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.notification.device.DeviceRequest.Registration;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/// Where people's notifications go. A token is one device's at a time: of whoever registered it
/// last. What waits for a device goes with it.
@Component
public class Devices {
    private static final Logger log = LoggerFactory.getLogger(Devices.class);
    private static final int ATTEMPTS = 5;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final ApplicationEventPublisher events;
    private final DevicesProperties properties;
    private final Clock clock;

    Devices(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            ApplicationEventPublisher events,
            DevicesProperties properties,
            Clock clock) {
        this.jdbc = jdbc;
        this.events = events;
        this.transaction = new TransactionTemplate(transactions);
        this.properties = properties;
        this.clock = clock;
    }

    /// Two who register one token at once: one of them has it afterwards.
    ///
    /// @throws SentinelException TOO_MANY_DEVICES
    Device put(UserId user, SessionId session, Registration device) {
        for (int attempt = 1; ; attempt++) {
            try {
                Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
                transaction.executeWithoutResult(_ -> store(user, session, device, now));
                return new Device(device.deviceId(), device.platform().wireName(), now);
            } catch (ConcurrencyFailureException e) {
                if (attempt == ATTEMPTS) {
                    throw new SentinelException(
                            ErrorCode.STORE_UNAVAILABLE, ErrorCode.STORE_UNAVAILABLE.title(), e);
                }
                log.debug("Two swap their tokens; once more", e);
            }
        }
    }

    /// Until the transaction ends nobody else changes what devices this user has.
    public void lock(UserId user) {
        lock("devices:" + user);
    }

    private void store(UserId user, SessionId session, Registration device, Instant now) {
        lock(user);
        lock("device-token:" + device.token());
        BrowserKeys keys = device.keys();
        jdbc.sql(
                        """
                        with gone as (
                            delete from devices where token = ? and (user_id, device_id) <> (?, ?)
                            returning user_id, device_id)
                        delete from pushes using gone
                        where pushes.user_id = gone.user_id and pushes.device_id = gone.device_id
                        """)
                .param(device.token())
                .param(user.value())
                .param(device.deviceId())
                .update();
        jdbc.sql(
                        """
                        insert into devices
                            (user_id, device_id, platform, token, p256dh, auth, session_id,
                                registered_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?)
                        on conflict (user_id, device_id) do update set
                            platform = excluded.platform, token = excluded.token,
                            p256dh = excluded.p256dh, auth = excluded.auth,
                            session_id = excluded.session_id, registered_at = excluded.registered_at
                        """)
                .param(user.value())
                .param(device.deviceId())
                .param(device.platform().wireName())
                .param(device.token())
                .param(keys == null ? null : keys.p256dh())
                .param(keys == null ? null : keys.auth())
                .param(session.value())
                .param(now.atOffset(ZoneOffset.UTC))
                .update();
        int count =
                jdbc.sql("select count(*) from devices where user_id = ?")
                        .param(user.value())
                        .query(Integer.class)
                        .single();
        if (count > properties.perUser()) {
            throw new SentinelException(
                    ErrorCode.TOO_MANY_DEVICES, ErrorCode.TOO_MANY_DEVICES.title());
        }
        events.publishEvent(new DeviceRegistered(user));
    }

    /// Until the transaction ends: those of one user are counted one after the other, and those who
    /// register one token find each other's row.
    private void lock(String what) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(?, 0))")
                .param(what)
                .query((_, _) -> true)
                .list();
    }

    List<Device> of(UserId user) {
        return jdbc.sql(
                        """
                        select device_id, platform, registered_at from devices
                        where user_id = ? order by registered_at desc, device_id
                        """)
                .param(user.value())
                .query(
                        (row, _) ->
                                new Device(
                                        row.getString(1),
                                        row.getString(2),
                                        row.getObject(3, OffsetDateTime.class).toInstant()))
                .list();
    }

    void delete(UserId user, String deviceId) {
        jdbc.sql(
                        """
                        with gone as (
                            delete from devices where user_id = ? and device_id = ?
                            returning user_id, device_id)
                        delete from pushes using gone
                        where pushes.user_id = gone.user_id and pushes.device_id = gone.device_id
                        """)
                .param(user.value())
                .param(deviceId)
                .update();
    }

    /// The device is no more, if it still has this token: it may have got another since somebody
    /// sent to this one.
    ///
    /// @return whether it is
    @Transactional
    public boolean gone(UserId user, String deviceId, String token) {
        int gone =
                jdbc.sql("delete from devices where user_id = ? and device_id = ? and token = ?")
                        .param(user.value())
                        .param(deviceId)
                        .param(token)
                        .update();
        if (gone > 0) {
            jdbc.sql("delete from pushes where user_id = ? and device_id = ?")
                    .param(user.value())
                    .param(deviceId)
                    .update();
        }
        return gone > 0;
    }

    /// Who signs out hears no more of his account on that device. Takes part in the transaction
    /// of the caller, if there is one.
    public void endOfSessions(Collection<SessionId> sessions) {
        jdbc.sql(
                        """
                        with gone as (
                            delete from devices where session_id = any(?)
                            returning user_id, device_id)
                        delete from pushes using gone
                        where pushes.user_id = gone.user_id and pushes.device_id = gone.device_id
                        """)
                .param(sessions.stream().map(SessionId::value).toArray(UUID[]::new))
                .update();
    }

    /// All devices of the user and all that waits for them. Takes part in the transaction of the
    /// caller, if there is one.
    @Transactional
    public void erase(UserId user) {
        jdbc.sql("delete from devices where user_id = ?").param(user.value()).update();
        jdbc.sql("delete from pushes where user_id = ?").param(user.value()).update();
    }
}
