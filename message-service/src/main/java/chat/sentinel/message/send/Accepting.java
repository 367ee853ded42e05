package chat.sentinel.message.send;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.servicekit.tracing.Hop;
import chat.sentinel.servicekit.tracing.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Scope;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What is seen of the way into the log: the first hop of a trace, and how long it takes from the
/// client's frame or request until the log has it.
@Component
class Accepting {
    private final Traces traces;
    private final Timer accepted;
    private final Timer notAccepted;

    Accepting(Traces traces, MeterRegistry meters) {
        this.traces = traces;
        this.accepted = timer(meters, "accepted");
        this.notAccepted = timer(meters, "not_accepted");
    }

    private static Timer timer(MeterRegistry meters, String outcome) {
        return Timer.builder("sentinel.message.accept")
                .description("From a command's arrival until the log has it, or it is turned away")
                .tag("outcome", outcome)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(meters);
    }

    Sending sending(CommandId id, ChatId chat, Function<Hop, Sending> way) {
        long begun = System.nanoTime();
        Hop hop = hop(id, chat);
        try (Scope _ = hop.open()) {
            Sending sending = way.apply(hop);
            var _ = sending.durable().whenComplete((_, failure) -> ended(hop, begun, failure));
            return sending;
        } catch (RuntimeException e) {
            ended(hop, begun, e);
            throw e;
        }
    }

    Hop hop(CommandId id, ChatId chat) {
        return traces.begin("accept", SpanKind.PRODUCER).tag("message_id", id).tag("chat_id", chat);
    }

    private void ended(Hop hop, long begun, @Nullable Throwable failure) {
        Duration time = Duration.ofNanos(System.nanoTime() - begun);
        if (failure == null) {
            accepted.record(time);
            hop.end();
        } else {
            notAccepted.record(time);
            failed(hop, failure);
        }
    }

    static void failed(Hop hop, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (cause instanceof SentinelException known) {
            hop.failed(known.code().code());
        } else {
            hop.failed(cause);
        }
    }
}
