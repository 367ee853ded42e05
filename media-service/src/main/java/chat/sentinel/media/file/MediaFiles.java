package chat.sentinel.media.file;

import chat.sentinel.contracts.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The table `media`, but for the changes of state that others are told of.
@Component
public class MediaFiles {
    private final JdbcClient jdbc;
    private final Clock clock;

    MediaFiles(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// What somebody has here now.
    ///
    /// @param waiting files that are not ready yet
    public record Usage(long bytes, int waiting) {}

    /// Until the transaction ends, nobody else takes room for this user.
    public Usage lockUsage(UserId owner) {
        jdbc.sql("select pg_advisory_xact_lock(?)")
                .param(
                        owner.value().getMostSignificantBits()
                                ^ owner.value().getLeastSignificantBits())
                .query()
                .singleColumn();
        return jdbc.sql(
                        """
                        select coalesce(sum(size), 0), count(*) filter (where state <> 'ready')
                        from media where owner_id = ?
                            and state in ('uploading', 'inspecting', 'ready')
                        """)
                .param(owner.value())
                .query((row, _) -> new Usage(row.getLong(1), row.getInt(2)))
                .single();
    }

    public void insert(Media media, @Nullable UUID requestId) {
        jdbc.sql(
                        """
                        insert into media (media_id, owner_id, request_id, file_name, claimed_type,
                            size, sha256, state, created_at, changed_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """)
                .param(media.id().value())
                .param(media.owner().value())
                .param(requestId)
                .param(media.fileName())
                .param(media.claimedType())
                .param(media.size())
                .param(media.sha256())
                .param(media.state().wire())
                .param(Timestamp.from(media.createdAt()))
                .param(Timestamp.from(media.createdAt()))
                .update();
    }

    public @Nullable Media find(MediaId id) {
        return jdbc.sql("select * from media where media_id = ?")
                .param(id.value())
                .query(MediaFiles::media)
                .optional()
                .orElse(null);
    }

    public @Nullable Media findByRequest(UserId owner, UUID requestId) {
        return jdbc.sql("select * from media where owner_id = ? and request_id = ?")
                .param(owner.value())
                .param(requestId)
                .query(MediaFiles::media)
                .optional()
                .orElse(null);
    }

    public List<Media> of(UserId owner, MediaState... states) {
        return jdbc.sql("select * from media where owner_id = ? and state = any(?)")
                .param(owner.value())
                .param(wire(states))
                .query(MediaFiles::media)
                .list();
    }

    private static String[] wire(MediaState... states) {
        String[] wire = new String[states.length];
        for (int i = 0; i < states.length; i++) {
            wire[i] = states[i].wire();
        }
        return wire;
    }

    /// @return the upload in parts that counts: this one, or one that was begun meanwhile
    public String uploadId(MediaId id, String uploadId) {
        return jdbc.sql(
                        """
                        update media set upload_id = coalesce(upload_id, ?)
                        where media_id = ? returning upload_id
                        """)
                .param(uploadId)
                .param(id.value())
                .query(String.class)
                .single();
    }

    /// Takes the right to inspect it, which lapses, so that the death of whoever has it holds
    /// nobody up for longer than that.
    ///
    /// @return the lease; null when somebody else has one, or there is nothing to inspect
    public @Nullable UUID lease(MediaId id, Duration time) {
        UUID lease = UUID.randomUUID();
        Instant now = clock.instant();
        int rows =
                jdbc.sql(
                                """
                                update media set state = 'inspecting', lease = ?, lease_until = ?,
                                    changed_at = ?
                                where media_id = ? and (state = 'uploading'
                                    or (state = 'inspecting' and lease_until < ?))
                                """)
                        .param(lease)
                        .param(Timestamp.from(now.plus(time)))
                        .param(Timestamp.from(now))
                        .param(id.value())
                        .param(Timestamp.from(now))
                        .update();
        return rows == 0 ? null : lease;
    }

    /// There was nothing to inspect yet, or no way to do it.
    public void giveBack(MediaId id, UUID lease) {
        jdbc.sql(
                        """
                        update media set state = 'uploading', lease = null, lease_until = null
                        where media_id = ? and state = 'inspecting' and lease = ?
                        """)
                .param(id.value())
                .param(lease)
                .update();
    }

    /// Nothing of it is in S3 any more, as far as is known.
    public void purged(MediaId id) {
        jdbc.sql("update media set purged_at = ? where media_id = ?")
                .param(Timestamp.from(clock.instant()))
                .param(id.value())
                .update();
    }

    /// @param condition of the project's own, with `:now` less this
    public List<Media> oldest(String condition, Duration age, int most) {
        return jdbc.sql(
                        "select * from media where "
                                + condition
                                + " order by created_at limit "
                                + most)
                .param("before", Timestamp.from(clock.instant().minus(age)))
                .query(MediaFiles::media)
                .list();
    }

    private static Media media(ResultSet row, int number) throws SQLException {
        String type = row.getString("content_type");
        return new Media(
                new MediaId(row.getObject("media_id", UUID.class)),
                new UserId(row.getObject("owner_id", UUID.class)),
                row.getString("file_name"),
                row.getString("claimed_type"),
                row.getLong("size"),
                row.getBytes("sha256"),
                row.getString("upload_id"),
                MediaState.of(row.getString("state")),
                row.getString("reason"),
                type == null
                        ? null
                        : new Media.Shown(
                                type,
                                row.getLong("stored_size"),
                                row.getInt("width"),
                                row.getInt("height"),
                                row.getString("thumbnail_type"),
                                row.getBoolean("scanned")),
                row.getTimestamp("created_at").toInstant());
    }
}
