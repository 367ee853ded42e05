package chat.sentinel.message.typing;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.chat.ChatAccess;
import chat.sentinel.message.delivery.Deliveries;
import chat.sentinel.message.delivery.Outgoing;
import chat.sentinel.message.send.Fields;
import chat.sentinel.message.send.MaySend;
import chat.sentinel.message.wire.ClientEvent;
import chat.sentinel.message.wire.ClientJson;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Tells the others in a small chat that somebody is typing: past the log, kept nowhere, and lost
/// without a trace. In a large group nobody is told.
@Component
public class Typing {
    private final MaySend maySend;
    private final ChatAccess access;
    private final Deliveries deliveries;
    private final ClientJson json;
    private final Clock clock;
    private final Counter dropped;

    Typing(
            MaySend maySend,
            ChatAccess access,
            Deliveries deliveries,
            ClientJson json,
            Clock clock,
            MeterRegistry metrics) {
        this.maySend = maySend;
        this.access = access;
        this.deliveries = deliveries;
        this.json = json;
        this.clock = clock;
        this.dropped = metrics.counter("sentinel.message.typing_dropped");
    }

    /// The body of `/app/typing`, as it came.
    public record Request(@Nullable String chatId) {}

    /// @param rate of the session: what is too much of it is dropped
    /// @return fails as [MaySend#in] does
    /// @throws SentinelException when the request itself is bad
    public CompletionStage<?> typing(UserId user, TypingRate rate, Request request) {
        Fields fields = new Fields();
        ChatId chatId = fields.required("chat_id", request.chatId(), ChatId::parse);
        fields.check();
        if (!rate.take(clock.millis())) {
            dropped.increment();
            return CompletableFuture.completedFuture(null);
        }
        return maySend.in(Objects.requireNonNull(chatId), user)
                .thenCompose(access::told)
                .thenAccept(told -> tell(told, chatId, user));
    }

    private void tell(List<UserId> told, ChatId chatId, UserId user) {
        byte[] event = json.encode(new ClientEvent.Typing(chatId.toString(), user.toString()));
        List<UserId> others = told.stream().filter(other -> !other.equals(user)).toList();
        deliveries.deliver(List.of(Outgoing.ephemeral(others, event)));
    }
}
