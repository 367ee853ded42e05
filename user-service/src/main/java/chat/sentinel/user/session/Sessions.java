package chat.sentinel.user.session;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.Username;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/// A session is a family of refresh tokens, counted in generations. A token of the present
/// generation opens the next one. A token of the generation before, shown again within the
/// grace, comes from a client that lost the answer: it gets another token of the present
/// generation. Any other known token was copied, and ends the session.
///
/// The grace hides no theft: when thief and owner both hold a token of one generation, the
/// first to refresh opens the next and the other, coming later, ends the session.
///
/// Whoever changes a user's sessions holds the lock on the account's row.
@Component
public class Sessions {
    private static final Logger log = LoggerFactory.getLogger(Sessions.class);

    private final SessionsProperties properties;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final AccessTokens accessTokens;
    private final EndedSessions endedSessions;
    private final Clock clock;
    private final MeterRegistry meters;

    Sessions(
            SessionsProperties properties,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            AccessTokens accessTokens,
            EndedSessions endedSessions,
            Clock clock,
            MeterRegistry meters) {
        this.properties = properties;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.accessTokens = accessTokens;
        this.endedSessions = endedSessions;
        this.clock = clock;
        this.meters = meters;
    }

    /// As `GET /sessions` shows it.
    record Session(
            SessionId sessionId,
            Instant createdAt,
            Instant lastUsedAt,
            Instant expiresAt,
            @Nullable String device) {}

    private record Shown(UserId userId, SessionId sessionId, long generation) {}

    private record Family(long generation, Instant rotatedAt, Instant expiresAt, String username) {}

    /// What came of a refresh, decided inside the transaction and thrown outside of it, so that
    /// the end of a family is committed.
    private sealed interface Refreshed {
        record Granted(Signed signed) implements Refreshed {}

        record Refused(ErrorCode code) implements Refreshed {}
    }

    /// Opens a session for an account that is signed in or made in this transaction.
    ///
    /// @param device what the client calls itself
    @Transactional(propagation = Propagation.MANDATORY)
    public Signed open(UserId user, Username username, @Nullable String device) {
        lock(user);
        endSurplus(user);
        Instant now = clock.instant();
        SessionId session = new SessionId(UUID.randomUUID());
        jdbc.sql(
                        """
                        insert into sessions
                            (session_id, user_id, generation, rotated_at, created_at, expires_at, device)
                        values (?, ?, 1, ?, ?, ?, ?)
                        """)
                .param(session.value())
                .param(user.value())
                .param(at(now))
                .param(at(now))
                .param(at(now.plus(properties.idleLife())))
                .param(device)
                .update();
        return grant(user, username.value(), session, 1);
    }

    /// @throws SentinelException INVALID_TOKEN for a token that is unknown or of a session that has
    ///     ended, SESSION_REVOKED for one that just ended its session
    Signed refresh(Secret token) {
        Refreshed refreshed = transaction.execute(status -> refreshed(token));
        return switch (refreshed) {
            case Refreshed.Granted(Signed signed) -> {
                meters.counter("sentinel.user.refreshes", "outcome", "granted").increment();
                yield signed;
            }
            case Refreshed.Refused(ErrorCode code) -> {
                meters.counter("sentinel.user.refreshes", "outcome", code.code()).increment();
                throw new SentinelException(code, code.title());
            }
        };
    }

    private Refreshed refreshed(Secret token) {
        Optional<Shown> known = find(token);
        if (known.isEmpty()) {
            return new Refreshed.Refused(ErrorCode.INVALID_TOKEN);
        }
        Shown shown = known.get();
        lock(shown.userId());
        Optional<Family> living = family(shown.sessionId());
        Instant now = clock.instant();
        if (living.isEmpty() || !now.isBefore(living.get().expiresAt())) {
            return new Refreshed.Refused(ErrorCode.INVALID_TOKEN);
        }
        Family family = living.get();
        long generation = family.generation();
        if (shown.generation() == generation) {
            generation++;
            rotate(shown.sessionId(), generation, now);
        } else if (shown.generation() != generation - 1
                || now.isAfter(family.rotatedAt().plus(properties.refreshGrace()))) {
            log.warn("A used refresh token came again: session {} ends", shown.sessionId());
            end(shown.userId(), List.of(shown.sessionId()));
            return new Refreshed.Refused(ErrorCode.SESSION_REVOKED);
        }
        return new Refreshed.Granted(
                grant(shown.userId(), family.username(), shown.sessionId(), generation));
    }

    List<Session> list(UserId user) {
        return jdbc.sql(
                        """
                        select session_id, created_at, rotated_at, expires_at, device from sessions
                        where user_id = ? and expires_at > ? order by rotated_at desc, session_id
                        """)
                .param(user.value())
                .param(at(clock.instant()))
                .query(
                        (row, n) ->
                                new Session(
                                        new SessionId(row.getObject(1, UUID.class)),
                                        instant(row, 2),
                                        instant(row, 3),
                                        instant(row, 4),
                                        row.getString(5)))
                .list();
    }

    /// @return whether the user had that session
    @Transactional
    public boolean end(UserId user, SessionId session) {
        lock(user);
        return !end(user, List.of(session)).isEmpty();
    }

    /// Ends all of a user's sessions but one, if one is named.
    @Transactional
    public void endAll(UserId user, @Nullable SessionId except) {
        lock(user);
        List<SessionId> others =
                ids("select session_id from sessions where user_id = ?", user).stream()
                        .filter(session -> !session.equals(except))
                        .toList();
        end(user, others);
    }

    @Scheduled(fixedDelayString = "${sentinel.sessions.clean-every:10m}")
    @SchedulerLock(name = "expired-sessions")
    void dropExpired() {
        jdbc.sql("delete from sessions where expires_at <= ?").param(at(clock.instant())).update();
    }

    private void endSurplus(UserId user) {
        List<SessionId> idleLongestFirst =
                ids("select session_id from sessions where user_id = ? order by rotated_at", user);
        int surplus = idleLongestFirst.size() - properties.perUser() + 1;
        if (surplus > 0) {
            end(user, idleLongestFirst.subList(0, surplus));
        }
    }

    private List<SessionId> end(UserId user, Collection<SessionId> sessions) {
        List<SessionId> ended =
                sessions.stream()
                        .filter(
                                session ->
                                        jdbc.sql(
                                                                "delete from sessions where session_id ="
                                                                        + " ? and user_id = ?")
                                                        .param(session.value())
                                                        .param(user.value())
                                                        .update()
                                                == 1)
                        .toList();
        if (!ended.isEmpty()) {
            endedSessions.tell(user, ended);
        }
        return ended;
    }

    private Signed grant(UserId user, String username, SessionId session, long generation) {
        Secret token = Secret.draw();
        jdbc.sql("insert into refresh_tokens (token_hash, session_id, generation) values (?, ?, ?)")
                .param(token.hash())
                .param(session.value())
                .param(generation)
                .update();
        return new Signed(
                accessTokens.ofPerson(user, session, isAdministrator(user)),
                username,
                user.toString(),
                "Bearer",
                accessTokens.lifeSeconds(),
                token.value());
    }

    private void rotate(SessionId session, long generation, Instant now) {
        jdbc.sql(
                        """
                        update sessions set generation = ?, rotated_at = ?, expires_at = ?
                        where session_id = ?
                        """)
                .param(generation)
                .param(at(now))
                .param(at(now.plus(properties.idleLife())))
                .param(session.value())
                .update();
    }

    private Optional<Shown> find(Secret token) {
        return jdbc.sql(
                        """
                        select s.user_id, s.session_id, t.generation
                        from refresh_tokens t join sessions s using (session_id) where t.token_hash = ?
                        """)
                .param(token.hash())
                .query(
                        (row, n) ->
                                new Shown(
                                        new UserId(row.getObject(1, UUID.class)),
                                        new SessionId(row.getObject(2, UUID.class)),
                                        row.getLong(3)))
                .optional();
    }

    private Optional<Family> family(SessionId session) {
        return jdbc.sql(
                        """
                        select generation, rotated_at, expires_at, username
                        from sessions join accounts using (user_id) where session_id = ?
                        """)
                .param(session.value())
                .query(
                        (row, n) ->
                                new Family(
                                        row.getLong(1),
                                        instant(row, 2),
                                        instant(row, 3),
                                        row.getString(4)))
                .optional();
    }

    private boolean isAdministrator(UserId user) {
        return jdbc.sql("select administrator from accounts where user_id = ?")
                .param(user.value())
                .query(Boolean.class)
                .single();
    }

    private void lock(UserId user) {
        jdbc.sql("select 1 from accounts where user_id = ? for update")
                .param(user.value())
                .query()
                .listOfRows();
    }

    private List<SessionId> ids(String sql, UserId user) {
        return jdbc.sql(sql)
                .param(user.value())
                .query((row, n) -> new SessionId(row.getObject(1, UUID.class)))
                .list();
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
