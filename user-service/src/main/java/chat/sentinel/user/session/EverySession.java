package chat.sentinel.user.session;

import chat.sentinel.contracts.UserId;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The sessions of all people, ended together: after a restore clients may hold what came after
/// the backup, under numbers that are given anew. With the session goes what a client keeps of it.
@Component
public class EverySession {
    private final JdbcClient jdbc;
    private final Sessions sessions;

    EverySession(JdbcClient jdbc, Sessions sessions) {
        this.jdbc = jdbc;
        this.sessions = sessions;
    }

    /// One transaction for each, so that nobody waits for all; where it stops it may be asked
    /// again.
    ///
    /// @return how many people had one
    public int end() {
        List<UUID> people =
                jdbc.sql("select distinct user_id from sessions").query(UUID.class).list();
        people.forEach(person -> sessions.endAll(new UserId(person), null));
        return people.size();
    }
}
