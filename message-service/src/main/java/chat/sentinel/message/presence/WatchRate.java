package chat.sentinel.message.presence;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import java.time.Duration;

/// When one session last said whom it watches: five times in any 10 s at most.
public final class WatchRate {
    private static final int MOST = 5;
    private static final long WITHIN_MILLIS = 10_000;

    /// Those that were taken, the oldest at `next`; 0: none yet.
    private final long[] takenAt = new long[MOST];

    private int next;

    /// @throws SentinelException TOO_MANY_REQUESTS
    synchronized void take(long nowMillis) {
        long tooEarly = takenAt[next] + WITHIN_MILLIS - nowMillis;
        if (tooEarly > 0) {
            throw SentinelException.retryAfter(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "You change too often whom you watch",
                    Duration.ofMillis(tooEarly));
        }
        takenAt[next] = nowMillis;
        next = (next + 1) % MOST;
    }
}
