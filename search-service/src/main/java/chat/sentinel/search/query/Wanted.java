package chat.sentinel.search.query;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.search.box.Box;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is looked for, by whom.
///
/// @param chatId null: in all chats
/// @param senders of the box, as far as there are such people
record Wanted(UserId userId, Box box, @Nullable ChatId chatId, List<UserId> senders, Sort sort) {
    Wanted {
        senders = List.copyOf(senders);
    }

    /// Nobody is called as was asked for.
    boolean isOfNobody() {
        return !box.senders().isEmpty() && senders.isEmpty();
    }
}
