package chat.sentinel.message.sequence;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.Ids;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatKind;
import chat.sentinel.contracts.chat.CreateGroup;
import chat.sentinel.contracts.chat.SendMessage;
import chat.sentinel.message.delivery.Outgoing;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.store.WriteEntries;
import com.google.protobuf.ByteString;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Judges a command that was not decided before, by what its chat is at that place of the log:
/// it repeats an earlier one, is refused, or becomes the next entry. Reads no clock and no
/// setting that could judge differently at another time.
final class Judge {
    private final Outcomes outcomes;
    private final Consumer<List<Outgoing>> deliver;
    private final int idsInMemory;

    /// @param deliver takes what is delivered without waiting for the store
    /// @param idsInMemory of each chat
    Judge(Outcomes outcomes, Consumer<List<Outgoing>> deliver, int idsInMemory) {
        this.outcomes = outcomes;
        this.deliver = deliver;
        this.idsInMemory = idsInMemory;
    }

    /// The id is known: its sender is told again what became of it.
    void repeat(ChatState chat, Command command, long seq, UserId sender) {
        if (!sender.equals(command.sender())) {
            refuse(chat, command, outcomes.refused(command, ErrorCode.DUPLICATE_ID));
            return;
        }
        tellAgain(chat, command, seq);
    }

    private void tellAgain(ChatState chat, Command command, long seq) {
        boolean asksForChat = !command.proto().hasSendMessage();
        chat.effects.add(
                new Decision.Repeated(
                        command.inFlight(),
                        command.proto().getCommandCase(),
                        seq,
                        command.sender(),
                        asksForChat ? command.id().toString() : null));
    }

    /// The id is new.
    void refuseOrNumber(ChatState chat, Command command) {
        switch (command.proto().getCommandCase()) {
            case START_PRIVATE_CHAT -> startPrivateChat(chat, command);
            case CREATE_GROUP -> createGroup(chat, command);
            case SEND_MESSAGE -> {
                if (chat.members().contains(command.sender())) {
                    number(chat, command, message(command.proto().getSendMessage()));
                } else {
                    refuse(chat, command, outcomes.refused(command, ErrorCode.CHAT_NOT_FOUND));
                }
            }
            case COMMAND_NOT_SET ->
                    throw new IllegalStateException("read() lets no such record pass");
        }
    }

    private void startPrivateChat(ChatState chat, Command command) {
        UserId peer = UserId.of(command.proto().getStartPrivateChat().getPeerId());
        if (chat.exists() && chat.members().contains(command.sender())) {
            // Another request made it: this one finds it.
            tellAgain(chat, command, 1);
        } else if (!chat.exists() && chat.chatId.equals(ChatId.ofPair(command.sender(), peer))) {
            number(
                    chat,
                    command,
                    new Entry.Created(ChatKind.PRIVATE, List.of(command.sender(), peer), ""));
        } else {
            refuse(chat, command, outcomes.refused(command, ErrorCode.CHAT_NOT_FOUND));
        }
    }

    private void createGroup(ChatState chat, Command command) {
        CreateGroup request = command.proto().getCreateGroup();
        if (!chat.exists()
                && chat.chatId.equals(ChatId.ofGroup(command.sender(), command.id().value()))) {
            Set<UserId> members = new LinkedHashSet<>(List.of(command.sender()));
            request.getMemberIdsList().forEach(member -> members.add(UserId.of(member)));
            number(
                    chat,
                    command,
                    new Entry.Created(ChatKind.GROUP, List.copyOf(members), request.getTitle()));
        } else {
            refuse(chat, command, outcomes.refused(command, ErrorCode.CHAT_NOT_FOUND));
        }
    }

    private void refuse(ChatState chat, Command command, Outgoing outcome) {
        chat.decided(command);
        deliver.accept(List.of(outcome));
        chat.effects.add(
                new Decision.Refused(
                        command.inFlight(),
                        command.proto().getCommandCase(),
                        command.position(),
                        chat.lastSeq()));
    }

    private void number(ChatState chat, Command command, Entry.Body body) {
        Entry entry = chat.number(command, body);
        List<Outgoing> events = outcomes.of(entry, chat.members());
        boolean afterRows = !(body instanceof Entry.Message) || chat.effects.deliversBehindRows();
        if (!afterRows) {
            deliver.accept(events);
        }
        chat.effects.add(
                new Decision.Numbered(
                        command.inFlight(),
                        command.proto().getCommandCase(),
                        new WriteEntries.Numbered(entry, command.position(), chat.maxIdTime()),
                        afterRows ? events : List.of()));
        chat.trimIds(idsInMemory);
    }

    private static Entry.Message message(SendMessage send) {
        return new Entry.Message(
                send.getType(),
                send.getContent(),
                optional(send.getMediaId()),
                optional(send.getReplyTo()));
    }

    private static @Nullable UUID optional(ByteString id) {
        return id.isEmpty() ? null : Ids.uuid(id);
    }
}
