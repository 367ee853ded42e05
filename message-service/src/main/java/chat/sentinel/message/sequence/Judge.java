package chat.sentinel.message.sequence;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.delivery.Outgoing;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.store.WriteEntries;
import java.util.List;
import java.util.function.Consumer;

/// Decides a command that was not decided before: it repeats an earlier one, is refused, or becomes
/// the next entry. What it means for its chat, [Rules] say.
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
        if (sender.equals(command.sender())) {
            tellAgain(chat, command, seq);
        } else {
            refuse(chat, command, ErrorCode.DUPLICATE_ID);
        }
    }

    private void tellAgain(ChatState chat, Command command, long seq) {
        chat.effects.add(new Decision.Repeated(command, seq));
    }

    /// The id is new, and the message that it may change is in memory, where there is one.
    void refuseOrNumber(ChatState chat, Command command) {
        switch (Rules.judge(chat, command)) {
            case Rules.Accept(Entry.Body body) -> number(chat, command, body);
            case Rules.Refuse(ErrorCode code) -> refuse(chat, command, code);
            case Rules.Found(long seq) -> tellAgain(chat, command, seq);
        }
    }

    private void refuse(ChatState chat, Command command, ErrorCode code) {
        chat.decided(command);
        deliver.accept(List.of(outcomes.refused(command, code)));
        chat.effects.add(new Decision.Refused(command, chat.lastSeq()));
        // The message that it was about may have come into memory for it.
        chat.trimIds(idsInMemory);
    }

    private void number(ChatState chat, Command command, Entry.Body body) {
        Entry entry = chat.number(command, body);
        List<Outgoing> events = outcomes.of(entry, chat.members().present(), command);
        boolean changesChat = !(body instanceof Entry.Message || body instanceof Entry.Change);
        boolean afterRows = changesChat || chat.effects.deliversBehindRows();
        if (!afterRows) {
            deliver.accept(events);
        }
        chat.effects.add(
                new Decision.Numbered(
                        command,
                        new WriteEntries.Numbered(entry, command.position(), chat.maxIdTime()),
                        MemberFacts.of(entry, chat.members()),
                        afterRows ? events : List.of()));
        chat.trimIds(idsInMemory);
    }
}
