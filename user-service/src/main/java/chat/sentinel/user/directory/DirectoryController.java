package chat.sentinel.user.directory;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.Username;
import chat.sentinel.servicekit.rest.PageSize;
import chat.sentinel.servicekit.tokens.AccessToken;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `GET /users/show` in its forms: one by name, many by id, pages of all or of a prefix, in the
/// order of the names' keys.
@RestController
class DirectoryController {
    private static final int MOST_IDS = 100;
    private static final int LONGEST_PREFIX = 64;
    private static final RowMapper<Row> ROW =
            (row, n) ->
                    new Row(
                            Objects.requireNonNull(Person.ROW.mapRow(row, n)),
                            row.getString("username_key"));

    private final JdbcClient jdbc;
    private final Cursors cursors;

    DirectoryController(JdbcClient jdbc, Cursors cursors) {
        this.jdbc = jdbc;
        this.cursors = cursors;
    }

    private record Row(Person person, String key) {}

    @Operation(summary = "Find people: by name, by ids, or by the beginning of a name")
    @GetMapping(path = "/users/show", params = "username")
    Person one(@RequestParam("username") String name) {
        try {
            return jdbc.sql(
                            """
                            select username, user_id, username_key from accounts
                            where username_key = ?
                            """)
                    .param(new Username(name).key())
                    .query(ROW)
                    .optional()
                    .orElseThrow(DirectoryController::nobody)
                    .person();
        } catch (IllegalArgumentException e) {
            throw nobody();
        }
    }

    @Operation(summary = "Find people: by name, by ids, or by the beginning of a name")
    @GetMapping(
            path = "/users/show",
            params = {"!username", "user_id"})
    People many(@RequestParam("user_id") List<UserId> ids) {
        if (ids.size() > MOST_IDS) {
            throw SentinelException.invalid("user_id", "may be given " + MOST_IDS + " times");
        }
        List<Row> rows =
                jdbc.sql(
                                """
                                select username, user_id, username_key from accounts
                                where user_id = any(?) order by username_key
                                """)
                        .param(ids.stream().map(UserId::value).toArray(UUID[]::new))
                        .query(ROW)
                        .list();
        return new People(rows.stream().map(Row::person).toList(), null);
    }

    @Operation(summary = "Find people: by name, by ids, or by the beginning of a name")
    @GetMapping(
            path = "/users/show",
            params = {"!username", "!user_id"})
    People page(
            @AuthenticationPrincipal AccessToken token,
            @RequestParam(name = "prefix", defaultValue = "") String prefix,
            @RequestParam(name = "page_size", required = false) @Nullable Integer pageSize,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor) {
        if (prefix.length() > LONGEST_PREFIX || prefix.indexOf('\0') >= 0) {
            throw SentinelException.invalid("prefix", "must be the beginning of a username");
        }
        int size = PageSize.of(pageSize);
        String key = Username.keyPrefix(prefix);
        String after = cursor == null ? "" : cursors.open(cursor, token.userId(), key);
        List<Row> rows =
                jdbc.sql(
                                """
                                select username, user_id, username_key from accounts
                                where username_key > ? and username_key ^@ ?
                                order by username_key limit ?
                                """)
                        .param(after)
                        .param(key)
                        .param(size + 1)
                        .query(ROW)
                        .list();
        boolean more = rows.size() > size;
        List<Row> page = more ? rows.subList(0, size) : rows;
        return new People(
                page.stream().map(Row::person).toList(),
                more ? cursors.seal(page.getLast().key(), token.userId(), key) : null);
    }

    private static SentinelException nobody() {
        return new SentinelException(ErrorCode.USER_NOT_FOUND, ErrorCode.USER_NOT_FOUND.title());
    }
}
