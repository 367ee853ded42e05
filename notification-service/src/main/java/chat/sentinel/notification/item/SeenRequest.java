package chat.sentinel.notification.item;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.SentinelException.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The body of POST /notifications/items/seen, as it came: one of the three.
record SeenRequest(
        @Nullable List<@Nullable String> ids,
        @Nullable ChatId chatId,
        @Nullable Long seq,
        @Nullable Boolean all) {
    static final int MOST_IDS = 100;

    /// What a request asks for, checked.
    sealed interface Seen {
        record These(List<ItemId> ids) implements Seen {}

        /// @param seq of the last entry that was seen; null: all there is
        record Chat(ChatId chat, @Nullable Long seq) implements Seen {}

        record All() implements Seen {}
    }

    /// @throws SentinelException VALIDATION_FAILED
    Seen toSeen() {
        List<FieldError> errors = new ArrayList<>();
        int said = (ids == null ? 0 : 1) + (chatId == null ? 0 : 1) + (all == null ? 0 : 1);
        if (said != 1) {
            errors.add(new FieldError("ids", "is said, or chat_id, or all"));
        }
        if (ids != null && (ids.size() > MOST_IDS || ids.stream().anyMatch(Objects::isNull))) {
            errors.add(new FieldError("ids", "is a list of at most " + MOST_IDS));
        }
        if (seq != null && (seq < 0 || chatId == null)) {
            errors.add(new FieldError("seq", "is that of an entry of chat_id"));
        }
        if (Boolean.FALSE.equals(all)) {
            errors.add(new FieldError("all", "is true where it is said"));
        }
        if (!errors.isEmpty()) {
            throw SentinelException.invalid(errors);
        }
        if (ids != null) {
            List<ItemId> known = new ArrayList<>();
            for (String id : ids) {
                if (id != null) {
                    ItemId.parse(id).ifPresent(known::add);
                }
            }
            return new Seen.These(known);
        }
        return chatId == null ? new Seen.All() : new Seen.Chat(chatId, seq);
    }
}
