package chat.sentinel.message.sequence;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.delivery.Answer;
import chat.sentinel.message.delivery.Outgoing;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.wire.ClientEvent;
import chat.sentinel.message.wire.ClientJson;
import chat.sentinel.message.wire.EntryEvents;
import chat.sentinel.servicekit.tracing.Hop;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What clients are told of decisions.
@Component
class Outcomes {
    private final ClientJson json;
    private final EntryEvents events;

    Outcomes(ClientJson json, EntryEvents events) {
        this.json = json;
        this.events = events;
    }

    /// A numbered entry, to everyone whom it concerns.
    ///
    /// @param members who is in the chat with this entry
    List<Outgoing> of(Entry entry, List<UserId> members, Command command) {
        boolean changesEarlier = entry.body() instanceof Entry.Change;
        Outgoing.Numbered numbered =
                new Outgoing.Numbered(
                        entry.chatId(),
                        entry.seq(),
                        changesEarlier ? null : entry.toEvent().toByteArray());
        Outgoing.Reply reply = reply(command, new Answer(entry.id(), entry.seq(), null));
        if (entry.body() instanceof Entry.Created) {
            UserId caller = entry.senderId();
            List<UserId> others =
                    members.stream().filter(member -> !member.equals(caller)).toList();
            return List.of(
                    new Outgoing(
                                    List.of(caller),
                                    event(entry, entry.id().toString()),
                                    numbered,
                                    reply)
                            .seenIn(deliver(command)),
                    new Outgoing(others, event(entry, null), null).seenIn(deliver(command)));
        }
        return List.of(
                new Outgoing(concerned(entry, members), event(entry, null), numbered, reply)
                        .seenIn(deliver(command)));
    }

    /// Who was removed is told, too.
    private static List<UserId> concerned(Entry entry, List<UserId> members) {
        if (!(entry.body() instanceof Entry.Removed removed)) {
            return members;
        }
        List<UserId> all = new ArrayList<>(members);
        all.add(removed.userId());
        return all;
    }

    /// The entry that a repeated command became, to the one who repeated it.
    Outgoing repeated(Entry entry, Command command) {
        boolean asksForChat = entry.body() instanceof Entry.Created;
        return new Outgoing(
                        List.of(command.sender()),
                        event(entry, asksForChat ? command.id().toString() : null),
                        null,
                        reply(command, new Answer(command.id(), entry.seq(), null)))
                .seenIn(deliver(command));
    }

    /// To the sender: under the id of what was asked for.
    Outgoing refused(Command command, ErrorCode code) {
        ClientEvent event =
                switch (command.proto().getCommandCase()) {
                    case SEND_MESSAGE, EDIT_MESSAGE, DELETE_MESSAGE, REACT ->
                            new ClientEvent.MessageRejected(
                                    command.id().toString(),
                                    command.chatId().toString(),
                                    code.code(),
                                    code.retryable());
                    default ->
                            new ClientEvent.Failed(
                                    "error",
                                    command.id().toString(),
                                    null,
                                    code.code(),
                                    code.title(),
                                    code.retryable(),
                                    null,
                                    List.of(),
                                    Instant.ofEpochMilli(command.timestamp()));
                };
        return new Outgoing(
                        List.of(command.sender()),
                        json.encode(event),
                        null,
                        reply(command, new Answer(command.id(), 0, code)))
                .seenIn(deliver(command));
    }

    private static Hop deliver(Command command) {
        return command.inFlight().hop.child("deliver", SpanKind.PRODUCER);
    }

    private static Outgoing.@Nullable Reply reply(Command command, Answer answer) {
        String node = command.proto().getSenderNode();
        return node.isEmpty() ? null : new Outgoing.Reply(node, answer);
    }

    private byte[] event(Entry entry, @Nullable String requestId) {
        return json.encode(events.of(entry, requestId));
    }
}
