package chat.sentinel.message.wire;

import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatKind;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.wire.ClientEvent.MessageChanged;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The event that tells clients of an entry: the same when it comes live and when it was missed.
@Component
public class EntryEvents {
    private final MessageViews views;

    EntryEvents(MessageViews views) {
        this.views = views;
    }

    /// @param requestId of who asked for a chat; null: for everybody else
    public ClientEvent of(Entry entry, @Nullable String requestId) {
        return switch (entry.body()) {
            case Entry.Message _ -> new ClientEvent.ReceiveMessage(views.of(entry));
            case Entry.Created created -> {
                ChatView chat = chat(entry, created);
                MessageView message = views.of(entry);
                yield created.kind() == ChatKind.GROUP
                        ? new ClientEvent.ChatCreated(requestId, chat, message)
                        : new ClientEvent.PrivateChatStarted(requestId, chat, message);
            }
            case Entry.Updated _, Entry.Membership _ ->
                    new ClientEvent.ChatChanged(views.of(entry));
            case Entry.Edited edited ->
                    changed(
                            "message_edited",
                            entry,
                            edited,
                            views.text(entry.chatId(), edited.target().id(), edited.content()),
                            null,
                            null);
            case Entry.Deleted deleted ->
                    changed("message_deleted", entry, deleted, null, null, null);
            case Entry.Reacted reacted ->
                    changed(
                            "message_reacted",
                            entry,
                            reacted,
                            null,
                            reacted.emoji(),
                            reacted.removed());
        };
    }

    private static MessageChanged changed(
            String event,
            Entry entry,
            Entry.Change change,
            @Nullable String content,
            @Nullable String emoji,
            @Nullable Boolean removed) {
        return new MessageChanged(
                event,
                entry.id().toString(),
                entry.chatId().toString(),
                entry.seq(),
                entry.senderId().toString(),
                Instant.ofEpochMilli(entry.timestamp()),
                change.target().id().toString(),
                change.target().seq(),
                content,
                emoji,
                removed);
    }

    /// As it was when it began.
    private static ChatView chat(Entry entry, Entry.Created created) {
        boolean group = created.kind() == ChatKind.GROUP;
        return new ChatView(
                entry.chatId().toString(),
                group ? "group" : "private",
                group ? created.title() : null,
                created.memberIds().size(),
                group ? List.of() : created.memberIds().stream().map(UserId::toString).toList(),
                null,
                entry.seq(),
                entry.seq(),
                0);
    }
}
