package chat.sentinel.message.send;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.store.StoreCalls;
import chat.sentinel.message.wire.ClientEvent.SentToUser;
import chat.sentinel.message.wire.ClientEvent.SentToUsers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// One message to several people, to each in the private chat with him, as [SendMessage] sends it.
/// No chat is started for it: who has none with the sender, or has blocked him, is named in the
/// answer.
@Component
public class SendToUsers {
    private static final int MOST_USERS = 100;

    private final SendMessage sendMessage;

    SendToUsers(SendMessage sendMessage) {
        this.sendMessage = sendMessage;
    }

    /// The body of `/app/send_to_users`, as it came. The message has the same id in every chat.
    public record Request(
            @Nullable String messageId,
            @Nullable List<String> userIds,
            @Nullable String type,
            @Nullable String content,
            @Nullable String feature) {
        SendMessageRequest to(ChatId chat) {
            return new SendMessageRequest(
                    messageId, chat.toString(), type, content, null, null, null, feature);
        }
    }

    /// @param taken completes when the next frame of the same session may be handled
    /// @param answer who got it; fails with the first [SentinelException] of a chat that is there:
    ///     what was sent before stays sent, and the same id may be sent again
    public record Sendings(CompletableFuture<?> taken, CompletableFuture<SentToUsers> answer) {}

    /// @throws SentinelException when the request itself is bad, nothing has happened then; or
    ///     SEND_PENDING or TOO_MANY_REQUESTS, and what was sent before stays sent
    public Sendings accept(UserId sender, PendingSends pending, Request request) {
        Set<UserId> users = users(sender, request.userIds());
        Map<UserId, Sending> sendings = new LinkedHashMap<>();
        for (UserId user : users) {
            SendMessageRequest message = request.to(ChatId.ofPair(sender, user));
            sendings.put(user, sendMessage.accept(sender, pending, message));
        }
        CompletableFuture<?> taken = all(sendings.values().stream().map(Sending::taken).toList());
        CompletableFuture<?> settled =
                all(
                        sendings.values().stream()
                                .map(sending -> sending.durable().handle((_, _) -> null))
                                .toList());
        return new Sendings(taken, settled.thenApply(_ -> answer(sendings)));
    }

    private static Set<UserId> users(UserId sender, @Nullable List<String> ids) {
        Fields fields = new Fields();
        Set<UserId> users = new LinkedHashSet<>();
        if (ids == null || ids.isEmpty() || ids.size() > MOST_USERS) {
            fields.wrong("user_ids", "names 1 to " + MOST_USERS + " users");
            fields.check();
            return users;
        }
        for (int i = 0; i < ids.size(); i++) {
            String name = "user_ids[" + i + "]";
            UserId user = fields.required(name, ids.get(i), UserId::parse);
            if (sender.equals(user)) {
                fields.wrong(name, "is oneself");
            } else if (user != null) {
                users.add(user);
            }
        }
        fields.check();
        return users;
    }

    private static SentToUsers answer(Map<UserId, Sending> sendings) {
        List<SentToUser> sent = new ArrayList<>();
        List<String> notSent = new ArrayList<>();
        sendings.forEach(
                (user, sending) -> {
                    if (sending.durable().isCompletedExceptionally()) {
                        notSent.add(notReached(user, sending));
                    } else {
                        sent.add(new SentToUser(user.toString(), sending.chatId().toString()));
                    }
                });
        return new SentToUsers(sendings.values().iterator().next().id().toString(), sent, notSent);
    }

    private static String notReached(UserId user, Sending failed) {
        RuntimeException cause = StoreCalls.translate(failed.durable().exceptionNow());
        if (cause instanceof SentinelException known
                && (known.code() == ErrorCode.CHAT_NOT_FOUND
                        || known.code() == ErrorCode.FORBIDDEN)) {
            return user.toString();
        }
        throw cause;
    }

    private static CompletableFuture<?> all(List<? extends CompletableFuture<?>> stages) {
        return CompletableFuture.allOf(stages.toArray(CompletableFuture<?>[]::new));
    }
}
