package chat.sentinel.message.send;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatCommand;
import chat.sentinel.message.chat.ChatAccess;
import chat.sentinel.message.chat.Membership;
import chat.sentinel.message.people.Blocks;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The accept path of what members say in a chat, in the order of their sessions: clock,
/// membership, blocks, append.
@Component
class MemberCommands {
    /// The rules of the owner that this edge was built with.
    static final int RULES_VERSION = 1;

    private final ChatAccess access;
    private final Blocks blocks;
    private final SendLimits limits;
    private final CommandLog log;
    private final IdClock clock;

    MemberCommands(
            ChatAccess access, Blocks blocks, SendLimits limits, CommandLog log, IdClock clock) {
        this.access = access;
        this.blocks = blocks;
        this.limits = limits;
        this.log = log;
        this.clock = clock;
    }

    /// @param command what is said, without who says it and where; asked for once he may
    /// @return fails with CHAT_NOT_FOUND for who is not in the chat; with FORBIDDEN, in a private
    ///     chat, for whom the other has blocked
    /// @throws SentinelException CLOCK_SKEW, SEND_PENDING or TOO_MANY_REQUESTS; nothing has
    // happened
    ///     then
    Sending accept(
            UserId sender,
            PendingSends pending,
            CommandId id,
            ChatId chatId,
            Supplier<ChatCommand.Builder> command) {
        clock.check(id);
        pending.check(chatId, id);
        limits.takeCommand(sender, chatId);
        Membership cached = access.cached(chatId, sender);
        CompletableFuture<?> allowed =
                (cached != null && cached.isPresent()
                                ? mayBeHeard(cached)
                                : access.member(chatId, sender).thenCompose(this::mayBeHeard))
                        .toCompletableFuture();
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

    private CompletionStage<?> mayBeHeard(Membership sender) {
        UserId peer = sender.peer();
        return peer == null
                ? CompletableFuture.completedFuture(sender)
                : blocks.isBlocked(peer, sender.userId())
                        .thenApply(
                                blocked -> {
                                    if (blocked) {
                                        throw new SentinelException(
                                                ErrorCode.FORBIDDEN, ErrorCode.FORBIDDEN.title());
                                    }
                                    return sender;
                                });
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
