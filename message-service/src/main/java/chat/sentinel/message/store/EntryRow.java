package chat.sentinel.message.store;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatEvent;
import chat.sentinel.contracts.chat.EncryptedContent;
import chat.sentinel.contracts.chat.MessageType;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.Row;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of `messages` and the [Entry] in it. A message has its fields in columns; of any other
/// entry `kind` is the name of its fact in [ChatEvent], and `detail` that fact.
final class EntryRow {
    static final String COLUMNS =
            "seq, message_id, kind, sender_id, type, timestamp, ordinal, content,"
                    + " content_key_id, detail, media_id, reply_to, to_id";

    /// What later entries write into the row of a message.
    static final String CHANGES = "edited_at, deleted_at, reacted";

    static final String MESSAGE = "message";

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
        return entry.body() instanceof Entry.Message message
                ? bind(row, message)
                : bind(row, entry.body());
    }

    private static BoundStatementBuilder bind(BoundStatementBuilder empty, Entry.Message message) {
        EncryptedContent content = Objects.requireNonNull(message.content());
        BoundStatementBuilder row =
                empty.setString("kind", MESSAGE)
                        .setString("type", message.type().name().toLowerCase(Locale.ROOT))
                        .setByteBuffer("content", content.getCiphertext().asReadOnlyByteBuffer())
                        .setString("content_key_id", content.getContentKeyId());
        if (message.mediaId() != null) {
            row = row.setUuid("media_id", message.mediaId());
        }
        if (message.to() != null) {
            row = row.setUuid("to_id", message.to().value());
        }
        return message.replyTo() == null ? row : row.setUuid("reply_to", message.replyTo());
    }

    private static BoundStatementBuilder bind(BoundStatementBuilder row, Entry.Body body) {
        Entry.Body kept =
                body instanceof Entry.Edited edited
                        ? new Entry.Edited(edited.target(), null)
                        : body;
        ChatEvent event = Facts.put(ChatEvent.newBuilder(), kept).build();
        FieldDescriptor fact = event.getAllFields().keySet().iterator().next();
        return row.setString("kind", fact.getName())
                .setByteBuffer(
                        "detail",
                        ((Message) event.getField(fact)).toByteString().asReadOnlyByteBuffer());
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
        if (kind.equals(MESSAGE)) {
            return new Entry.Message(
                    MessageType.valueOf(
                            Objects.requireNonNull(row.getString("type")).toUpperCase(Locale.ROOT)),
                    content(row),
                    row.getUuid("media_id"),
                    row.getUuid("reply_to"),
                    to(row),
                    new Entry.Changes(
                            millis(row, "edited_at"),
                            millis(row, "deleted_at"),
                            row.getBoolean("reacted")));
        }
        FieldDescriptor fact = ChatEvent.getDescriptor().findFieldByName(kind);
        if (fact == null) {
            throw new IllegalStateException("an entry of a newer version: " + kind);
        }
        try {
            ChatEvent.Builder event = ChatEvent.newBuilder();
            event.setField(
                    fact,
                    event.newBuilderForField(fact)
                            .mergeFrom(
                                    ByteString.copyFrom(
                                            Objects.requireNonNull(row.getByteBuffer("detail"))))
                            .build());
            return Facts.body(event.build());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a stored entry cannot be read", e);
        }
    }

    private static @Nullable EncryptedContent content(Row row) {
        ByteBuffer ciphertext = row.getByteBuffer("content");
        return ciphertext == null
                ? null
                : EncryptedContent.newBuilder()
                        .setContentKeyId(
                                Objects.requireNonNullElse(row.getString("content_key_id"), ""))
                        .setCiphertext(ByteString.copyFrom(ciphertext))
                        .build();
    }

    private static @Nullable UserId to(Row row) {
        UUID to = row.getUuid("to_id");
        return to == null ? null : new UserId(to);
    }

    private static long millis(Row row, String column) {
        Instant time = row.getInstant(column);
        return time == null ? 0 : time.toEpochMilli();
    }

    private static UUID uuid(Row row, String column) {
        return Objects.requireNonNull(row.getUuid(column));
    }
}
