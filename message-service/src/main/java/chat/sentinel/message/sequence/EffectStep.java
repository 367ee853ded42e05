package chat.sentinel.message.sequence;

/// What the owner does for a decided record, in this order.
public enum EffectStep {
    /// `message_ids`: which command became which entry.
    IDS,
    /// What an entry changes in a row of an earlier bucket.
    EARLIER_TARGETS,
    /// The chat's newest bucket, before the first entry in it.
    HEAD_BUCKET,
    /// The entries and the head of the chat, in one batch.
    ENTRIES,
    /// A refusal: nothing but the position.
    APPLIED,
    /// Chat, members and marks.
    ROWS,
    /// To the sockets, where that waits for the rows.
    DELIVERY,
    /// chat.events and chat.members.
    EVENTS,
    /// The record is done; its offset may be committed.
    DONE
}
