package chat.sentinel.notification.decision;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What was decided for the devices of a person in the last days.
@Component
class DecisionPages {
    private final JdbcClient jdbc;

    DecisionPages(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record Decision(
            ChatId chatId,
            CommandId messageId,
            long seq,
            String deviceId,
            String outcome,
            Instant at) {
        Place place() {
            return new Place(at, chatId.value(), seq, deviceId);
        }
    }

    /// Where a page ends.
    record Place(Instant at, UUID chatId, long seq, String deviceId) {
        byte[] bytes() {
            byte[] device = deviceId.getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.allocate(4 * Long.BYTES + device.length)
                    .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, at))
                    .putLong(chatId.getMostSignificantBits())
                    .putLong(chatId.getLeastSignificantBits())
                    .putLong(seq)
                    .put(device)
                    .array();
        }

        /// @throws java.nio.BufferUnderflowException for what is too short
        static Place of(byte[] bytes) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new Place(
                    Instant.EPOCH.plus(buffer.getLong(), ChronoUnit.MICROS),
                    new UUID(buffer.getLong(), buffer.getLong()),
                    buffer.getLong(),
                    StandardCharsets.UTF_8.decode(buffer).toString());
        }
    }

    /// The newest first.
    ///
    /// @param chat null: of all chats
    /// @param after null: from the newest on
    List<Decision> page(UserId user, @Nullable ChatId chat, int size, @Nullable Place after) {
        JdbcClient.StatementSpec query =
                jdbc.sql(
                                """
                                select chat_id, message_id, seq, device_id, outcome, at
                                from decisions where user_id = :user %s %s
                                order by at desc, chat_id desc, seq desc, device_id desc
                                limit :size
                                """
                                        .formatted(
                                                chat == null ? "" : "and chat_id = :chat",
                                                after == null
                                                        ? ""
                                                        : """
                                                        and (at, chat_id, seq, device_id)
                                                            < (:at, :after, :seq, :device)
                                                        """))
                        .param("user", user.value())
                        .param("size", size);
        if (chat != null) {
            query = query.param("chat", chat.value());
        }
        if (after != null) {
            query =
                    query.param("at", after.at().atOffset(ZoneOffset.UTC))
                            .param("after", after.chatId())
                            .param("seq", after.seq())
                            .param("device", after.deviceId());
        }
        return query.query(
                        (row, _) ->
                                new Decision(
                                        new ChatId(row.getObject(1, UUID.class)),
                                        new CommandId(row.getObject(2, UUID.class)),
                                        row.getLong(3),
                                        row.getString(4),
                                        row.getString(5),
                                        row.getObject(6, OffsetDateTime.class).toInstant()))
                .list();
    }
}
