package chat.sentinel.message.send;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import java.util.concurrent.CompletableFuture;

/// A send under way.
///
/// @param taken completes when the next frame of the same session may be handled: its order in
///     the log is settled, or it failed
/// @param durable completes when the log has it, or, past the log, when it is on its way; fails
///     with a [chat.sentinel.contracts.SentinelException]
public record Sending(
        CommandId id, ChatId chatId, CompletableFuture<?> taken, CompletableFuture<?> durable) {}
