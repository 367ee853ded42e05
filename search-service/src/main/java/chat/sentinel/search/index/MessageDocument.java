package chat.sentinel.search.index;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// What is kept of a message: all of it; of a deleted one nothing but that it is gone; of one that
/// is not known yet, the last of its changes.
///
/// @param type `text`, `image` or `file`
/// @param timestamp when the log took it, in milliseconds since 1970
/// @param content null: none, or it does not open
/// @param changedSeq the entry that made it what it is
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MessageDocument(
        @JsonProperty("chat_id") String chatId,
        @JsonProperty("message_id") String messageId,
        @JsonProperty("seq") long seq,
        @JsonProperty("sender_id") @Nullable String senderId,
        @JsonProperty("type") @Nullable String type,
        @JsonProperty("timestamp") @Nullable Long timestamp,
        @JsonProperty("content") @Nullable String content,
        @JsonProperty("state") String state,
        @JsonProperty("changed_seq") long changedSeq) {
    /// Searches ask for this one only.
    public static final String SHOWN = "shown";

    static final String GONE = "gone";
    static final String PART = "part";

    boolean is(String wanted) {
        return state.equals(wanted);
    }
}
