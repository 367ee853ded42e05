package chat.sentinel.user.throttle;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/// Slows down guessing at one account's password or one application's secret, whatever
/// addresses the guesses come from and whichever instances they reach. A guess is counted as
/// wrong before it is checked and forgotten when it was right, so guesses sent at once do not
/// slip through together. Names without an account are treated alike.
@Component
public class GuessThrottle {
    private final ThrottleProperties properties;
    private final JdbcClient jdbc;
    private final Clock clock;

    GuessThrottle(ThrottleProperties properties, JdbcClient jdbc, Clock clock) {
        this.properties = properties;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Call before the password is looked at.
    ///
    /// @param key of a username, or something that none can be
    /// @param told to who has to wait
    /// @throws SentinelException TOO_MANY_REQUESTS until the delay is over
    public void guess(String key, String told) {
        Instant now = clock.instant();
        // The n-th failure in a row costs first_delay * 2^(n - free - 1), at most longest_delay.
        int counted =
                jdbc.sql(
                                """
                                insert into password_guesses as g
                                    (username_key, failures, last_at, blocked_until)
                                values (:key, 1, :now, :now + :delay_of_first * interval '1 ms')
                                on conflict (username_key) do update set
                                    failures = case when g.last_at < :forgotten then 1
                                                    else g.failures + 1 end,
                                    last_at = :now,
                                    blocked_until = :now + case
                                        when g.last_at < :forgotten then :delay_of_first
                                        when g.failures < :free then 0
                                        else least(:longest,
                                            :first * power(2, least(g.failures - :free, 30)))
                                        end * interval '1 ms'
                                where g.blocked_until <= :now
                                """)
                        .param("key", key)
                        .param("now", at(now))
                        .param("forgotten", at(now.minus(properties.forgetAfter())))
                        .param("free", properties.freeGuesses())
                        .param("first", properties.firstDelay().toMillis())
                        .param("longest", properties.longestDelay().toMillis())
                        .param(
                                "delay_of_first",
                                properties.freeGuesses() > 0
                                        ? 0L
                                        : properties.firstDelay().toMillis())
                        .update();
        if (counted == 0) {
            throw SentinelException.retryAfter(ErrorCode.TOO_MANY_REQUESTS, told, left(key, now));
        }
    }

    /// The password was right.
    public void forget(String key) {
        jdbc.sql("delete from password_guesses where username_key = ?").param(key).update();
    }

    private Duration left(String key, Instant now) {
        return jdbc.sql("select blocked_until from password_guesses where username_key = ?")
                .param(key)
                .query(Timestamp.class)
                .optional()
                .map(until -> Duration.between(now, until.toInstant()))
                .filter(Duration::isPositive)
                .orElse(Duration.ofSeconds(1));
    }

    @Scheduled(fixedDelayString = "${sentinel.throttle.clean-every:10m}")
    @SchedulerLock(name = "password-guesses")
    void dropForgotten() {
        jdbc.sql("delete from password_guesses where last_at < ?")
                .param(at(clock.instant().minus(properties.forgetAfter())))
                .update();
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
