package chat.sentinel.notification.item;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.Ids;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What clients name an alert by.
sealed interface ItemId {
    Pattern MESSAGES = Pattern.compile("([0-9a-fA-F-]{36})\\.([0-9]{1,18})");

    /// The messages of a chat up to the one that is its so-manieth.
    record Messages(ChatId chat, long ordinal) implements ItemId {
        @Override
        public String toString() {
            return chat + "." + ordinal;
        }
    }

    /// One that is stored.
    record Stored(UUID id) implements ItemId {
        @Override
        public String toString() {
            return id.toString();
        }
    }

    /// Empty for what is the name of none.
    static Optional<ItemId> parse(String text) {
        try {
            Matcher messages = MESSAGES.matcher(text);
            return Optional.of(
                    messages.matches()
                            ? new Messages(
                                    ChatId.parse(messages.group(1)),
                                    Long.parseLong(messages.group(2)))
                            : new Stored(Ids.parse(text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
