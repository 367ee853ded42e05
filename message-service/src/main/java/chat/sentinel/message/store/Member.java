package chat.sentinel.message.store;

import chat.sentinel.contracts.UserId;

/// One stay of a person in a chat.
///
/// @param joinedSeq the entry that began the stay
/// @param leftSeq the entry that ended it; 0: still in
/// @param seesFrom the first entry that the person may read
public record Member(UserId userId, long joinedSeq, long leftSeq, long seesFrom, Role role) {
    public boolean isPresent() {
        return leftSeq <= joinedSeq;
    }

    /// Whether the person was in when the entry came: from the one that began the stay to the one
    /// before its end.
    public boolean isPresentAt(long seq) {
        return joinedSeq <= seq && (isPresent() || seq < leftSeq);
    }

    /// The last entry that the person may read: the one that ended the stay.
    public long seesTo() {
        return isPresent() ? Long.MAX_VALUE : leftSeq;
    }

    public Member left(long seq) {
        return new Member(userId, joinedSeq, seq, seesFrom, role);
    }

    public Member in(Role now) {
        return new Member(userId, joinedSeq, leftSeq, seesFrom, now);
    }
}
