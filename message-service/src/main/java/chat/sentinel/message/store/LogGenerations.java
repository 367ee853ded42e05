package chat.sentinel.message.store;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.Objects;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// Which life of a topic positions belong to. A topic that was made anew, or whose log was cut,
/// starts a new generation, in which offsets mean nothing of what they meant before.
@Component
public class LogGenerations {
    private final CqlSession session;
    private final PreparedStatement read;
    private final PreparedStatement begin;
    private final PreparedStatement raise;

    LogGenerations(CqlSession session) {
        this.session = session;
        this.read =
                session.prepare("SELECT topic_id, generation FROM log_generations WHERE topic = ?");
        this.begin =
                session.prepare(
                        "INSERT INTO log_generations (topic, topic_id, generation) VALUES (?, ?, 1) IF NOT EXISTS");
        this.raise =
                session.prepare(
                        "UPDATE log_generations SET topic_id = ?, generation = ?"
                                + " WHERE topic = ? IF generation = ?");
    }

    /// The generation of the topic with this id; a new one where the id is new. Waits for the
    /// store.
    public int of(String topic, UUID topicId) {
        while (true) {
            Row row = session.execute(read.bind(topic)).one();
            if (row == null) {
                session.execute(begin.bind(topic, topicId));
            } else if (topicId.equals(row.getUuid("topic_id"))) {
                return row.getInt("generation");
            } else {
                raise(topic, topicId, row.getInt("generation"));
            }
        }
    }

    /// Begins the generation after `current`, unless somebody has begun it already. Waits for
    /// the store.
    ///
    /// @return the generation in force now
    public int raise(String topic, UUID topicId, int current) {
        session.execute(raise.bind(topicId, current + 1, topic, current));
        return Objects.requireNonNull(session.execute(read.bind(topic)).one()).getInt("generation");
    }
}
