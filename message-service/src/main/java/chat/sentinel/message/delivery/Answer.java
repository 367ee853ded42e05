package chat.sentinel.message.delivery;

import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.ErrorCode;
import org.jspecify.annotations.Nullable;

/// What the owner of a chat decided about a command.
///
/// @param seq of the entry that it became; 0: refused
/// @param refused why; null: not refused
public record Answer(CommandId command, long seq, @Nullable ErrorCode refused) {}
