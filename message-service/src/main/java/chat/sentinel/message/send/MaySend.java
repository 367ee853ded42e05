package chat.sentinel.message.send;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.chat.ChatAccess;
import chat.sentinel.message.chat.Membership;
import chat.sentinel.message.people.Blocks;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.springframework.stereotype.Component;

/// Whether what somebody says in a chat may reach the others at all.
@Component
public class MaySend {
    private final ChatAccess access;
    private final Blocks blocks;

    MaySend(ChatAccess access, Blocks blocks) {
        this.access = access;
        this.blocks = blocks;
    }

    /// @return mostly there at once; fails with CHAT_NOT_FOUND for who is not in the chat, and with
    ///     FORBIDDEN, in a private one, for whom the other has blocked
    public CompletionStage<Membership> in(ChatId chatId, UserId sender) {
        Membership cached = access.cached(chatId, sender);
        return cached != null && cached.isPresent()
                ? unlessBlocked(cached)
                : access.member(chatId, sender).thenCompose(this::unlessBlocked);
    }

    private CompletionStage<Membership> unlessBlocked(Membership sender) {
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
}
