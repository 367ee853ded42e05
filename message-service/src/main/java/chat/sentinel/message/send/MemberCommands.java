package chat.sentinel.message.send;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatCommand;
import chat.sentinel.message.chat.ChatAccess;
import chat.sentinel.message.chat.Membership;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The accept path of what members say in a chat, in the order of their sessions: clock,
/// membership, append.
@Component
class MemberCommands {
    /// The rules of the owner that this edge was built with.
    static final int RULES_VERSION = 1;

    private final ChatAccess access;
    private final CommandLog log;
    private final IdClock clock;

    MemberCommands(ChatAccess access, CommandLog log, IdClock clock) {
        this.access = access;
        this.log = log;
        this.clock = clock;
    }

    /// @param command what is said, without who says it and where; asked for once he may
    /// @throws SentinelException CLOCK_SKEW or SEND_PENDING; nothing has happened then
    Sending accept(
            UserId sender,
            PendingSends pending,
            CommandId id,
            ChatId chatId,
            Supplier<ChatCommand.Builder> command) {
        clock.check(id);
        pending.check(chatId, id);
        Membership cached = access.cached(chatId, sender);
        CompletableFuture<?> allowed =
                cached != null && cached.isPresent()
                        ? CompletableFuture.completedFuture(cached)
                        : access.member(chatId, sender).toCompletableFuture();
        CompletableFuture<CompletableFuture<@Nullable Void>> appending =
                allowed.thenApply(
                        _ ->
                                append(
                                        pending,
                                        id,
                                        chatId,
                                        command.get()
                                                .setCommandId(id.byteString())
                                                .setChatId(chatId.byteString())
                                                .setSenderId(sender.byteString())
                                                .setRulesVersion(RULES_VERSION)
                                                .build()));
        return new Sending(
                id,
                chatId,
                appending.handle((_, _) -> null),
                appending.thenCompose(durable -> durable));
    }

    private CompletableFuture<@Nullable Void> append(
            PendingSends pending, CommandId id, ChatId chatId, ChatCommand command) {
        pending.sent(chatId, id);
        return log.append(chatId, command)
                .whenComplete(
                        (_, failure) -> {
                            if (failure == null) {
                                pending.confirmed(chatId, id);
                            } else {
                                pending.unknown(chatId, id);
                            }
                        });
    }
}
