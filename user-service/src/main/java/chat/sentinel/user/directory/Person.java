package chat.sentinel.user.directory;

import chat.sentinel.contracts.UserId;
import java.util.UUID;
import org.springframework.jdbc.core.RowMapper;

/// What everybody may know of anybody.
public record Person(String username, UserId userId) {
    /// Of a row with the columns username and user_id.
    public static final RowMapper<Person> ROW =
            (row, n) ->
                    new Person(
                            row.getString("username"),
                            new UserId(row.getObject("user_id", UUID.class)));
}
