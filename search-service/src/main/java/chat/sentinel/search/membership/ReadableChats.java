package chat.sentinel.search.membership;

import chat.sentinel.contracts.ChatId;
import java.util.ArrayList;
import java.util.List;

/// What somebody may read.
///
/// @param whole chats of which he reads everything
/// @param parts of other chats; one may have several
public record ReadableChats(List<String> whole, List<Part> parts) {
    public ReadableChats {
        whole = List.copyOf(whole);
        parts = List.copyOf(parts);
    }

    /// Entries of one chat.
    ///
    /// @param from the first
    /// @param to the last; [Long#MAX_VALUE]: there is no end
    public record Part(String chatId, long from, long to) {}

    public boolean isNothing() {
        return whole.isEmpty() && parts.isEmpty();
    }

    /// The last entry of the chat that may be read; 0: none.
    public long lastOf(ChatId chat) {
        String id = chat.toString();
        if (whole.contains(id)) {
            return Long.MAX_VALUE;
        }
        return parts.stream()
                .filter(part -> part.chatId().equals(id))
                .mapToLong(Part::to)
                .max()
                .orElse(0);
    }

    static ReadableChats of(List<MemberDocument> members, int mostParts) {
        List<String> whole = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        for (MemberDocument member : members) {
            if (member.spans().stream().anyMatch(s -> s.from() <= 1 && s.to() == Long.MAX_VALUE)) {
                whole.add(member.chatId());
                continue;
            }
            // The newest first: of too many, the oldest are left out.
            for (MemberDocument.Span span : member.spans().reversed()) {
                if (parts.size() < mostParts) {
                    parts.add(new Part(member.chatId(), span.from(), span.to()));
                }
            }
        }
        return new ReadableChats(whole, parts);
    }
}
