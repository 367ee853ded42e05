package chat.sentinel.message.store;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatCreated;
import chat.sentinel.contracts.chat.EncryptedContent;
import chat.sentinel.contracts.chat.MessageType;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.Row;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;

/// A row of `messages` and the [Entry] in it.
final class EntryRow {
    static final String COLUMNS =
            "seq, message_id, kind, sender_id, type, timestamp, ordinal, content,"
                    + " content_key_id, detail, media_id, reply_to";

    private static final String CREATED = "chat_created";
    private static final String MESSAGE = "message";

    private EntryRow() {}

    static BoundStatementBuilder bind(BoundStatementBuilder empty, Entry entry) {
        BoundStatementBuilder row =
                empty.setUuid("chat_id", entry.chatId().value())
                        .setInt("bucket", entry.bucket())
                        .setLong("seq", entry.seq())
                        .setUuid("message_id", entry.id().value())
                        .setUuid("sender_id", entry.senderId().value())
                        .setInstant("timestamp", Instant.ofEpochMilli(entry.timestamp()))
                        .setLong("ordinal", entry.ordinal());
        return switch (entry.body()) {
            case Entry.Created created ->
                    row.setString("kind", CREATED)
                            .setByteBuffer(
                                    "detail",
                                    created.toProto().toByteString().asReadOnlyByteBuffer());
            case Entry.Message message -> bind(row, message);
        };
    }

    private static BoundStatementBuilder bind(BoundStatementBuilder empty, Entry.Message message) {
        BoundStatementBuilder row =
                empty.setString("kind", MESSAGE)
                        .setString("type", message.type().name().toLowerCase(Locale.ROOT))
                        .setByteBuffer(
                                "content", message.content().getCiphertext().asReadOnlyByteBuffer())
                        .setString("content_key_id", message.content().getContentKeyId());
        if (message.mediaId() != null) {
            row = row.setUuid("media_id", message.mediaId());
        }
        return message.replyTo() == null ? row : row.setUuid("reply_to", message.replyTo());
    }

    static Entry read(ChatId chatId, Row row) {
        return new Entry(
                chatId,
                row.getLong("seq"),
                new CommandId(uuid(row, "message_id")),
                new UserId(uuid(row, "sender_id")),
                Objects.requireNonNull(row.getInstant("timestamp")).toEpochMilli(),
                row.getLong("ordinal"),
                body(row));
    }

    private static Entry.Body body(Row row) {
        String kind = Objects.requireNonNull(row.getString("kind"));
        return switch (kind) {
            case CREATED -> created(row);
            case MESSAGE ->
                    new Entry.Message(
                            MessageType.valueOf(
                                    Objects.requireNonNull(row.getString("type"))
                                            .toUpperCase(Locale.ROOT)),
                            EncryptedContent.newBuilder()
                                    .setContentKeyId(
                                            Objects.requireNonNull(row.getString("content_key_id")))
                                    .setCiphertext(
                                            ByteString.copyFrom(
                                                    Objects.requireNonNull(
                                                            row.getByteBuffer("content"))))
                                    .build(),
                            row.getUuid("media_id"),
                            row.getUuid("reply_to"));
            default -> throw new IllegalStateException("an entry of a newer version: " + kind);
        };
    }

    private static Entry.Created created(Row row) {
        try {
            return Entry.Created.of(
                    ChatCreated.parseFrom(Objects.requireNonNull(row.getByteBuffer("detail"))));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a stored chat entry cannot be read", e);
        }
    }

    private static UUID uuid(Row row, String column) {
        return Objects.requireNonNull(row.getUuid(column));
    }
}
