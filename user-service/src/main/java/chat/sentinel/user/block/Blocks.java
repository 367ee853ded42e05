package chat.sentinel.user.block;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.user.directory.Person;
import chat.sentinel.user.events.UserEvents;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Each user's block list. What changes it is told in the same transaction, what changes nothing is
/// not told.
///
/// Locks: one's own account `for no key update` (one list is changed by one at a time, and events
/// keep their order), the other's `for key share` (nobody is erased while he is being blocked).
/// These two do not exclude each other, so people may block each other at once.
@Component
public class Blocks {
    private final BlocksProperties properties;
    private final JdbcClient jdbc;
    private final UserEvents events;

    Blocks(BlocksProperties properties, JdbcClient jdbc, UserEvents events) {
        this.properties = properties;
        this.jdbc = jdbc;
        this.events = events;
    }

    private record Pair(UserId user, UserId blocked) {}

    /// By name.
    List<Person> list(UserId user) {
        return jdbc.sql(
                        """
                        select a.username, a.user_id
                        from blocks b join accounts a on a.user_id = b.blocked_id
                        where b.user_id = ? order by a.username_key
                        """)
                .param(user.value())
                .query(Person.ROW)
                .list();
    }

    /// Does nothing when it is so already.
    ///
    /// @throws SentinelException VALIDATION_FAILED for oneself, USER_NOT_FOUND, TOO_MANY_BLOCKS
    @Transactional
    public void block(UserId user, UserId blocked) {
        if (user.equals(blocked)) {
            throw SentinelException.invalid("user_id", "must be somebody else's");
        }
        lock("select 1 from accounts where user_id = ? for no key update", user);
        lock("select 1 from accounts where user_id = ? for key share", blocked);
        int added =
                jdbc.sql(
                                """
                                insert into blocks (user_id, blocked_id) values (?, ?)
                                on conflict do nothing
                                """)
                        .param(user.value())
                        .param(blocked.value())
                        .update();
        if (added == 0) {
            return;
        }
        if (number(user) > properties.perUser()) {
            throw new SentinelException(
                    ErrorCode.TOO_MANY_BLOCKS,
                    "A user may block " + properties.perUser() + " others");
        }
        events.blocked(user, blocked);
    }

    /// Does nothing when it is so already, and when there is no such user.
    @Transactional
    public void unblock(UserId user, UserId blocked) {
        lock("select 1 from accounts where user_id = ? for no key update", user);
        int removed =
                jdbc.sql("delete from blocks where user_id = ? and blocked_id = ?")
                        .param(user.value())
                        .param(blocked.value())
                        .update();
        if (removed == 1) {
            events.unblocked(user, blocked);
        }
    }

    /// For the erasure of an account that this transaction has locked: the blocks of that user and
    /// those against him are gone.
    ///
    /// @return whom he had blocked
    @Transactional(propagation = Propagation.MANDATORY)
    public List<UserId> removeAll(UserId user) {
        return jdbc
                .sql(
                        """
                        delete from blocks where user_id = :user or blocked_id = :user
                        returning user_id, blocked_id
                        """)
                .param("user", user.value())
                .query(
                        (row, n) ->
                                new Pair(
                                        new UserId(row.getObject(1, UUID.class)),
                                        new UserId(row.getObject(2, UUID.class))))
                .list()
                .stream()
                .filter(pair -> pair.user().equals(user))
                .map(Pair::blocked)
                .toList();
    }

    private int number(UserId user) {
        return jdbc.sql("select count(*) from blocks where user_id = ?")
                .param(user.value())
                .query(Integer.class)
                .single();
    }

    private void lock(String sql, UserId user) {
        if (jdbc.sql(sql).param(user.value()).query().listOfRows().isEmpty()) {
            throw new SentinelException(ErrorCode.USER_NOT_FOUND, ErrorCode.USER_NOT_FOUND.title());
        }
    }
}
