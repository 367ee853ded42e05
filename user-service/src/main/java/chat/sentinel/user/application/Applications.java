package chat.sentinel.user.application;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.Username;
import chat.sentinel.user.account.Accounts;
import chat.sentinel.user.session.AccessTokens;
import chat.sentinel.user.session.EndedSessions;
import chat.sentinel.user.session.Secret;
import chat.sentinel.user.throttle.GuessThrottle;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// An application is a user like any other, except that a secret gets it tokens instead of a
/// password, and that it acts under its own name only. Its tokens are short-lived and end with it.
@Component
class Applications {
    private final ApplicationsProperties properties;
    private final JdbcClient jdbc;
    private final Accounts accounts;
    private final AccessTokens accessTokens;
    private final EndedSessions endedSessions;
    private final GuessThrottle guesses;
    private final Clock clock;

    Applications(
            ApplicationsProperties properties,
            JdbcClient jdbc,
            Accounts accounts,
            AccessTokens accessTokens,
            EndedSessions endedSessions,
            GuessThrottle guesses,
            Clock clock) {
        this.properties = properties;
        this.jdbc = jdbc;
        this.accounts = accounts;
        this.accessTokens = accessTokens;
        this.endedSessions = endedSessions;
        this.guesses = guesses;
        this.clock = clock;
    }

    /// As `GET /applications` shows it.
    record Application(UUID applicationId, UserId userId, String name, Instant createdAt) {}

    /// The only time that the secret is shown.
    record Created(UUID applicationId, UserId userId, String secret) {
        @Override
        public String toString() {
            return "Created[" + applicationId + "]";
        }
    }

    record Granted(String accessToken, String tokenType, long expiresIn, UserId userId) {
        @Override
        public String toString() {
            return "Granted[" + userId + "]";
        }
    }

    private record Row(UserId userId, byte[] secretHash) {
        boolean isOpenedBy(Secret shown) {
            return MessageDigest.isEqual(secretHash, shown.hash());
        }
    }

    /// Some more than `at-most` may come to be when several are made at once.
    ///
    /// @param name its username
    /// @throws SentinelException USERNAME_TAKEN, TOO_MANY_APPLICATIONS
    @Transactional
    public Created create(Username name) {
        if (number() >= properties.atMost()) {
            throw new SentinelException(
                    ErrorCode.TOO_MANY_APPLICATIONS,
                    "There may be " + properties.atMost() + " applications; end one first");
        }
        UserId user = accounts.addApplication(name);
        ApplicationId application = ApplicationId.draw();
        Secret secret = Secret.draw();
        jdbc.sql(
                        """
                        insert into applications (application_id, user_id, secret_hash, created_at)
                        values (?, ?, ?, ?)
                        """)
                .param(application.value())
                .param(user.value())
                .param(secret.hash())
                .param(clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        return new Created(application.value(), user, secret.value());
    }

    /// By name.
    List<Application> list() {
        return jdbc.sql(
                        """
                        select application_id, user_id, username, p.created_at
                        from applications p join accounts a using (user_id) order by username_key
                        """)
                .query(
                        (row, n) ->
                                new Application(
                                        row.getObject(1, UUID.class),
                                        new UserId(row.getObject(2, UUID.class)),
                                        row.getString(3),
                                        row.getObject(4, OffsetDateTime.class).toInstant()))
                .list();
    }

    /// Its tokens end, and its user is erased like somebody who leaves.
    ///
    /// @throws SentinelException NOT_FOUND
    @Transactional
    public void end(ApplicationId application) {
        UserId user =
                jdbc.sql("delete from applications where application_id = ? returning user_id")
                        .param(application.value())
                        .query(UUID.class)
                        .optional()
                        .map(UserId::new)
                        .orElseThrow(Applications::unknown);
        endedSessions.tell(user, List.of(application.session()));
        accounts.erase(user);
    }

    /// @throws SentinelException BAD_CREDENTIALS for an unknown application and for a wrong secret
    ///     alike, TOO_MANY_REQUESTS
    Granted token(ApplicationId application, String guess) {
        String key = "application:" + application;
        guesses.guess(key, "Too many wrong secrets for this application");
        UserId user =
                find(application)
                        .filter(row -> row.isOpenedBy(new Secret(guess)))
                        .map(Row::userId)
                        .orElseThrow(Applications::wrong);
        guesses.forget(key);
        return new Granted(
                accessTokens.ofApplication(user, application.session()),
                "Bearer",
                accessTokens.lifeSeconds(),
                user);
    }

    private Optional<Row> find(ApplicationId application) {
        return jdbc.sql("select user_id, secret_hash from applications where application_id = ?")
                .param(application.value())
                .query(
                        (row, n) ->
                                new Row(new UserId(row.getObject(1, UUID.class)), row.getBytes(2)))
                .optional();
    }

    private int number() {
        return jdbc.sql("select count(*) from applications").query(Integer.class).single();
    }

    private static SentinelException unknown() {
        return new SentinelException(ErrorCode.NOT_FOUND, "There is no such application");
    }

    private static SentinelException wrong() {
        return new SentinelException(ErrorCode.BAD_CREDENTIALS, "Application or secret is wrong");
    }
}
