package chat.sentinel.message.send;

import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import java.time.Clock;
import org.springframework.stereotype.Component;

/// Compares the time in an id, which its client has set, with ours.
@Component
class IdClock {
    private final Clock clock;
    private final SendProperties limits;

    IdClock(Clock clock, SendProperties limits) {
        this.clock = clock;
        this.limits = limits;
    }

    /// @throws SentinelException CLOCK_SKEW for an id from too far ahead
    void check(CommandId id) {
        if (id.millis() > clock.millis() + limits.clockSkew().toMillis()) {
            throw new SentinelException(
                    ErrorCode.CLOCK_SKEW,
                    "the id's time is " + id.time() + ", it is " + clock.instant() + " here");
        }
    }
}
