package chat.sentinel.message.stomp;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.message.wire.ClientEvent;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// The `error` event: a request that could not be done.
@Component
class Failures {
    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    private final Clock clock;
    private final MeterRegistry meters;

    Failures(Clock clock, MeterRegistry meters) {
        this.clock = clock;
        this.meters = meters;
    }

    /// @param requestId or `messageId`, by which the client knows what it had asked for; null: the
    ///     request had none
    void tell(
            StompSession session,
            @Nullable String requestId,
            @Nullable String messageId,
            RuntimeException failure) {
        SentinelException known =
                failure instanceof SentinelException sentinel ? sentinel : unexpected(failure);
        meters.counter("sentinel.message.rejected", "by", "edge", "code", known.code().code())
                .increment();
        Duration retryAfter = known.retryAfter();
        session.event(
                new ClientEvent.Failed(
                        "error",
                        requestId,
                        messageId,
                        known.code().code(),
                        known.detail(),
                        known.code().retryable(),
                        retryAfter == null ? null : retryAfter.toMillis(),
                        List.copyOf(known.errors()),
                        clock.instant()));
    }

    private static SentinelException unexpected(RuntimeException failure) {
        log.error("A request failed", failure);
        return new SentinelException(ErrorCode.INTERNAL_ERROR, ErrorCode.INTERNAL_ERROR.title());
    }
}
