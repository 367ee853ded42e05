package chat.sentinel.search.box;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What somebody looks for: all of it has to be so.
///
/// @param texts words and phrases
/// @param senders names, ids or `me`; a message is of one of them
/// @param before the first moment that is too late; null: none is
/// @param after the first moment that counts; null: all do
/// @param types of messages; empty: all
public record Box(
        List<Text> texts,
        List<String> senders,
        @Nullable Instant before,
        @Nullable Instant after,
        Set<String> types) {
    public Box {
        texts = List.copyOf(texts);
        senders = List.copyOf(senders);
        types = Set.copyOf(types);
    }

    /// Whether it says anything at all.
    public boolean isEmpty() {
        return texts.isEmpty()
                && senders.isEmpty()
                && before == null
                && after == null
                && types.isEmpty();
    }

    /// As many words as an analyzer makes of all texts, or more.
    public int words() {
        return texts.stream().mapToInt(text -> Words.in(text.value())).sum();
    }

    /// A piece of what a message says.
    public sealed interface Text {
        String value();
    }

    /// @param open it may go on: the last word, as one types it
    public record Word(String value, boolean open) implements Text {}

    /// These words one after the other.
    public record Phrase(String value) implements Text {}
}
