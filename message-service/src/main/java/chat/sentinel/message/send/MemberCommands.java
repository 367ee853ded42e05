package chat.sentinel.message.send;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatCommand;
import chat.sentinel.servicekit.tracing.Hop;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The accept path of what members say in a chat, in the order of their sessions: clock,
/// membership, blocks, append.
@Component
class MemberCommands {
    /// The rules of the owner that this edge was built with.
    static final int RULES_VERSION = 2;

    private final MaySend maySend;
    private final SendLimits limits;
    private final CommandLog log;
    private final IdClock clock;
    private final Accepting accepting;

    MemberCommands(
            MaySend maySend,
            SendLimits limits,
            CommandLog log,
            IdClock clock,
            Accepting accepting) {
        this.maySend = maySend;
        this.limits = limits;
        this.log = log;
        this.clock = clock;
        this.accepting = accepting;
    }

    /// @param command what is said, without who says it and where; asked for once he may
    /// @return fails as [MaySend#in] and [SendLimits#takeIn] do, and with OUTCOME_UNKNOWN as
    ///     [CommandLog#append] does
    /// @throws SentinelException CLOCK_SKEW, SEND_PENDING or TOO_MANY_REQUESTS; nothing has
    ///     happened then
    Sending accept(
            UserId sender,
            PendingSends pending,
            CommandId id,
            ChatId chatId,
            Supplier<ChatCommand.Builder> command) {
        return accepting.sending(
                id, chatId, hop -> accept(sender, pending, id, chatId, command, hop));
    }

    private Sending accept(
            UserId sender,
            PendingSends pending,
            CommandId id,
            ChatId chatId,
            Supplier<ChatCommand.Builder> command,
            Hop hop) {
        clock.check(id);
        pending.check(chatId, id);
        limits.takeFrom(sender);
        CompletableFuture<?> allowed = maySend.in(chatId, sender).toCompletableFuture();
        CompletableFuture<CompletableFuture<@Nullable Void>> appending =
                allowed.thenApply(
                        _ -> {
                            limits.takeIn(chatId);
                            return append(
                                    pending,
                                    id,
                                    chatId,
                                    command.get()
                                            .setCommandId(id.byteString())
                                            .setChatId(chatId.byteString())
                                            .setSenderId(sender.byteString())
                                            .setRulesVersion(RULES_VERSION)
                                            .build(),
                                    hop);
                        });
        return new Sending(
                id,
                chatId,
                appending.handle((_, _) -> null),
                appending.thenCompose(durable -> durable));
    }

    private CompletableFuture<@Nullable Void> append(
            PendingSends pending, CommandId id, ChatId chatId, ChatCommand command, Hop hop) {
        pending.sent(chatId, id);
        return log.append(chatId, command, hop)
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
