package chat.sentinel.message.send;

import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.chat.ChatAccess;
import chat.sentinel.message.delivery.Deliveries;
import chat.sentinel.message.delivery.Outgoing;
import chat.sentinel.message.wire.ClientEvent;
import chat.sentinel.message.wire.ClientJson;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;

/// Messages with `feature: FAST`: from the edge to the sockets of everyone in the chat, past the
/// log. They have no number, are stored nowhere, and may be lost; accepted means that this one is
/// on its way.
@Component
class FastMessages {
    private final MaySend maySend;
    private final ChatAccess access;
    private final SendLimits limits;
    private final IdClock idClock;
    private final Deliveries deliveries;
    private final ClientJson json;
    private final Clock clock;

    FastMessages(
            MaySend maySend,
            ChatAccess access,
            SendLimits limits,
            IdClock idClock,
            Deliveries deliveries,
            ClientJson json,
            Clock clock) {
        this.maySend = maySend;
        this.access = access;
        this.limits = limits;
        this.idClock = idClock;
        this.deliveries = deliveries;
        this.json = json;
        this.clock = clock;
    }

    /// @throws SentinelException CLOCK_SKEW or TOO_MANY_REQUESTS
    Sending send(UserId sender, SendMessageRequest.Valid message) {
        idClock.check(message.id());
        limits.takeFrom(sender);
        CompletableFuture<?> delivered =
                maySend.in(message.chatId(), sender)
                        .thenCompose(
                                member -> {
                                    limits.takeIn(message.chatId());
                                    return access.everyone(member);
                                })
                        .thenAccept(everyone -> deliver(everyone, sender, message))
                        .toCompletableFuture();
        return new Sending(
                message.id(), message.chatId(), delivered.handle((_, _) -> null), delivered);
    }

    private void deliver(List<UserId> everyone, UserId sender, SendMessageRequest.Valid message) {
        byte[] event =
                json.encode(
                        new ClientEvent.ReceiveFastMessage(
                                message.id().toString(),
                                message.chatId().toString(),
                                sender.toString(),
                                message.type().name().toLowerCase(Locale.ROOT),
                                message.content(),
                                clock.instant()));
        deliveries.deliver(List.of(Outgoing.ephemeral(everyone, event)));
    }
}
