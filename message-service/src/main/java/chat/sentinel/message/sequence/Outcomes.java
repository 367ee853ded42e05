package chat.sentinel.message.sequence;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatKind;
import chat.sentinel.message.delivery.Outgoing;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.wire.ChatView;
import chat.sentinel.message.wire.ClientEvent;
import chat.sentinel.message.wire.ClientJson;
import chat.sentinel.message.wire.MessageViews;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What clients are told of decisions.
@Component
class Outcomes {
    private final ClientJson json;
    private final MessageViews views;

    Outcomes(ClientJson json, MessageViews views) {
        this.json = json;
        this.views = views;
    }

    /// A numbered entry, to everyone whom it concerns.
    List<Outgoing> of(Entry entry, Collection<UserId> members) {
        Outgoing.Numbered numbered =
                new Outgoing.Numbered(entry.chatId(), entry.seq(), entry.toEvent().toByteArray());
        return switch (entry.body()) {
            case Entry.Message _ ->
                    List.of(new Outgoing(List.copyOf(members), message(entry), numbered));
            case Entry.Created created -> {
                UserId caller = entry.senderId();
                List<UserId> others =
                        created.memberIds().stream()
                                .filter(member -> !member.equals(caller))
                                .toList();
                yield List.of(
                        new Outgoing(
                                List.of(caller),
                                chatStarted(entry, created, entry.id().toString()),
                                numbered),
                        new Outgoing(others, chatStarted(entry, created, null), null));
            }
        };
    }

    /// The entry that a repeated command became, to the one who repeated it.
    Outgoing repeated(Entry entry, UserId sender, @Nullable String requestId) {
        return switch (entry.body()) {
            case Entry.Message _ -> new Outgoing(List.of(sender), message(entry), null);
            case Entry.Created created ->
                    new Outgoing(List.of(sender), chatStarted(entry, created, requestId), null);
        };
    }

    /// To the sender: under the id of what was asked for.
    Outgoing refused(Command command, ErrorCode code) {
        ClientEvent event =
                command.proto().hasSendMessage()
                        ? new ClientEvent.MessageRejected(
                                command.id().toString(),
                                command.chatId().toString(),
                                code.code(),
                                code.retryable())
                        : new ClientEvent.Failed(
                                "error",
                                command.id().toString(),
                                null,
                                code.code(),
                                code.title(),
                                code.retryable(),
                                null,
                                List.of(),
                                Instant.ofEpochMilli(command.timestamp()));
        return new Outgoing(List.of(command.sender()), json.encode(event), null);
    }

    private byte[] message(Entry entry) {
        return json.encode(new ClientEvent.ReceiveMessage(views.of(entry)));
    }

    private byte[] chatStarted(Entry entry, Entry.Created created, @Nullable String requestId) {
        boolean group = created.kind() == ChatKind.GROUP;
        ChatView chat =
                new ChatView(
                        entry.chatId().toString(),
                        group ? "group" : "private",
                        group ? created.title() : null,
                        created.memberIds().size(),
                        group
                                ? List.of()
                                : created.memberIds().stream().map(UserId::toString).toList(),
                        null,
                        entry.seq(),
                        entry.seq(),
                        0);
        return json.encode(
                group
                        ? new ClientEvent.ChatCreated(requestId, chat)
                        : new ClientEvent.PrivateChatStarted(requestId, chat));
    }
}
