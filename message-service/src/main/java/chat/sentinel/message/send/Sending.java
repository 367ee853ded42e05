package chat.sentinel.message.send;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A send under way.
///
/// @param taken completes when the next frame of the same session may be handled: its order in
///     the log is settled, or it failed
/// @param durable completes when the log has it; fails with a
///     [chat.sentinel.contracts.SentinelException]
public record Sending(
        CommandId id,
        ChatId chatId,
        CompletableFuture<@Nullable Void> taken,
        CompletableFuture<@Nullable Void> durable) {}
