package chat.sentinel.message.store;

import chat.sentinel.contracts.UserId;

/// One stay of a person in a chat.
///
/// @param joinedSeq the first entry of the stay
/// @param leftSeq the entry that ended it; 0: still in
public record Member(UserId userId, long joinedSeq, long leftSeq, String role) {
    public boolean isPresent() {
        return leftSeq <= joinedSeq;
    }
}
