package chat.sentinel.message.send;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.Ids;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatCommand;
import chat.sentinel.message.chat.ChatAccess;
import chat.sentinel.message.content.ContentCipher;
import com.google.protobuf.ByteString;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The accept path: limits, membership, encryption, append. `message_accepted` means that the
/// log has the message (`acks=all`); nothing else has happened to it yet, and nothing can take
/// it back.
@Component
public class SendMessage {
    /// The rules of the owner that this edge was built with.
    static final int RULES_VERSION = 1;

    private final SendProperties limits;
    private final ChatAccess access;
    private final ContentCipher cipher;
    private final CommandLog log;
    private final IdClock clock;

    SendMessage(
            SendProperties limits,
            ChatAccess access,
            ContentCipher cipher,
            CommandLog log,
            IdClock clock) {
        this.limits = limits;
        this.access = access;
        this.cipher = cipher;
        this.log = log;
        this.clock = clock;
    }

    /// @throws SentinelException when the request itself is bad; nothing has happened then
    public Sending accept(UserId sender, PendingSends pending, SendMessageRequest request) {
        SendMessageRequest.Valid message = request.validate(limits.contentSize().toBytes());
        clock.check(message.id());
        pending.check(message.chatId(), message.id());

        ChatAccess.Membership cached = access.cached(message.chatId());
        CompletableFuture<?> allowed =
                cached != null && cached.isMember(sender)
                        ? CompletableFuture.completedFuture(cached)
                        : access.membership(message.chatId(), sender).toCompletableFuture();
        CompletableFuture<CompletableFuture<@Nullable Void>> appending =
                allowed.thenApply(_ -> append(sender, pending, message));
        return new Sending(
                message.id(),
                message.chatId(),
                appending.handle((_, _) -> null),
                appending.thenCompose(durable -> durable));
    }

    private CompletableFuture<@Nullable Void> append(
            UserId sender, PendingSends pending, SendMessageRequest.Valid message) {
        ChatId chatId = message.chatId();
        CommandId id = message.id();
        ChatCommand command =
                ChatCommand.newBuilder()
                        .setCommandId(id.byteString())
                        .setChatId(chatId.byteString())
                        .setSenderId(sender.byteString())
                        .setRulesVersion(RULES_VERSION)
                        .setSendMessage(
                                chat.sentinel.contracts.chat.SendMessage.newBuilder()
                                        .setType(message.type())
                                        .setContent(cipher.encrypt(chatId, id, message.content()))
                                        .setMediaId(optional(message.mediaId()))
                                        .setReplyTo(optional(message.replyTo())))
                        .build();
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

    private static ByteString optional(@Nullable UUID id) {
        return id == null ? ByteString.EMPTY : Ids.byteString(id);
    }
}
