package chat.sentinel.message.sequence;

import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.delivery.Outgoing;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.store.FindCommand;
import chat.sentinel.message.store.WriteEntries;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Decides a command once: what was decided before is done again, what was not repeats an earlier
/// one, is refused, or becomes the next entry. What it means for its chat, [Rules] say.
final class Judge {
    private final FindCommand commands;
    private final Reads reads;
    private final Outcomes outcomes;
    private final Consumer<List<Outgoing>> deliver;
    private final int idsInMemory;
    private final Owning owning;

    /// Reads that the next record of a chat needs: only this chat waits for them.
    interface Reads {
        <T> void read(
                ChatState chat, String what, Supplier<CompletionStage<T>> call, Consumer<T> then);
    }

    /// @param deliver takes what is delivered without waiting for the store
    /// @param idsInMemory of each chat
    Judge(
            FindCommand commands,
            Reads reads,
            Outcomes outcomes,
            Consumer<List<Outgoing>> deliver,
            int idsInMemory,
            Owning owning) {
        this.commands = commands;
        this.reads = reads;
        this.outcomes = outcomes;
        this.deliver = deliver;
        this.idsInMemory = idsInMemory;
        this.owning = owning;
    }

    /// Decided before. If it became an entry, what follows the entry's row is done again;
    /// nothing is judged.
    void redo(ChatState chat, Command command) {
        reads.read(
                chat,
                "redo of " + command.id(),
                () -> commands.upTo(chat.lastSeq(), chat.chatId, command.id()),
                found -> {
                    if (found.isPresent() && found.get().position().equals(command.position())) {
                        Entry entry = found.get().entry();
                        chat.apply(entry);
                        chat.effects.add(
                                new Decision.Redone(
                                        command,
                                        entry,
                                        MemberFacts.of(entry, chat.members()),
                                        outcomes.of(
                                                entry,
                                                chat.members().presentAt(entry.seq()),
                                                command)));
                    } else {
                        command.inFlight().complete();
                    }
                });
    }

    /// The command was not decided before.
    void judge(ChatState chat, Command command) {
        ChatState.Known known = chat.known(command.id());
        if (known != null) {
            repeat(chat, command, known.seq(), known.sender());
        } else if (chat.mayBeOlder(command.id())) {
            reads.read(
                    chat,
                    "look-up of " + command.id(),
                    () -> commands.upTo(chat.lastSeq(), chat.chatId, command.id()),
                    (Optional<FindCommand.Applied> found) ->
                            found.ifPresentOrElse(
                                    applied ->
                                            repeat(
                                                    chat,
                                                    command,
                                                    applied.entry().seq(),
                                                    applied.entry().senderId()),
                                    () -> judgeNew(chat, command)));
        } else {
            judgeNew(chat, command);
        }
    }

    /// The message that it changes is brought into memory first, and changes there from then on.
    private void judgeNew(ChatState chat, Command command) {
        CommandId target = command.target();
        if (target == null || chat.known(target) != null || !chat.mayBeOlder(target)) {
            refuseOrNumber(chat, command);
            return;
        }
        reads.read(
                chat,
                "look-up of the target " + target,
                () -> commands.message(chat.lastSeq(), chat.chatId, target),
                (Optional<FindCommand.SentMessage> found) -> {
                    found.ifPresent(message -> chat.remember(target, message));
                    refuseOrNumber(chat, command);
                });
    }

    /// The id is known: its sender is told again what became of it.
    private void repeat(ChatState chat, Command command, long seq, UserId sender) {
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
    private void refuseOrNumber(ChatState chat, Command command) {
        switch (Rules.judge(chat, command)) {
            case Rules.Accept(Entry.Body body) -> number(chat, command, body);
            case Rules.Refuse(ErrorCode code) -> refuse(chat, command, code);
            case Rules.Found(long seq) -> tellAgain(chat, command, seq);
        }
    }

    private void refuse(ChatState chat, Command command, ErrorCode code) {
        chat.decided(command);
        owning.refused(command, code);
        deliver.accept(List.of(outcomes.refused(command, code)));
        chat.effects.add(new Decision.Refused(command, chat.lastSeq()));
        // The message that it was about may have come into memory for it.
        chat.trimIds(idsInMemory);
    }

    private void number(ChatState chat, Command command, Entry.Body body) {
        Entry entry = chat.number(command, body);
        owning.numbered(command, entry.seq());
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
