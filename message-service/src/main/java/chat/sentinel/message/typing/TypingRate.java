package chat.sentinel.message.typing;

/// When one session last said that its user is typing: five times in any second at most.
public final class TypingRate {
    private static final int MOST = 5;
    private static final long WITHIN_MILLIS = 1_000;

    /// Those that were passed on, the oldest at `next`; 0: none yet.
    private final long[] passedAt = new long[MOST];

    private int next;

    /// @return whether one more may be passed on now
    synchronized boolean take(long nowMillis) {
        if (nowMillis - passedAt[next] < WITHIN_MILLIS) {
            return false;
        }
        passedAt[next] = nowMillis;
        next = (next + 1) % MOST;
        return true;
    }
}
