package chat.sentinel.search.membership;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/// One person in one chat, now or formerly.
///
/// @param changedAt in milliseconds since 1970
record MemberDocument(
        @JsonProperty("chat_id") String chatId,
        @JsonProperty("user_id") String userId,
        @JsonProperty("present") boolean present,
        @JsonProperty("changed_at") long changedAt,
        @JsonProperty("spans") List<Span> spans) {
    MemberDocument {
        spans = List.copyOf(spans);
    }

    /// @param from the first entry that he may read
    /// @param to the last one; [Long#MAX_VALUE]: he is in the chat
    record Span(@JsonProperty("from") long from, @JsonProperty("to") long to) {}
}
