package chat.sentinel.search.query;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.search.index.IndexedThrough;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.springframework.stereotype.Component;

/// Waits until a chat is found up to an entry.
@Component
class Freshness {
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final Duration STEP = Duration.ofMillis(100);

    /// Each holds a thread.
    private static final int MOST_WAITING = 20;

    private final IndexedThrough marks;
    private final Semaphore places = new Semaphore(MOST_WAITING);

    Freshness(IndexedThrough marks) {
        this.marks = marks;
    }

    /// @param wanted the entry, asked for by whoever has a place here
    /// @throws SentinelException NOT_YET when it takes too long, or too many wait already
    void await(ChatId chat, LongSupplier wanted) {
        if (!places.tryAcquire()) {
            throw notYet();
        }
        try {
            long seq = wanted.getAsLong();
            if (isThere(chat, seq)) {
                return;
            }
            long deadline = System.nanoTime() + LONGEST.toNanos();
            while (System.nanoTime() < deadline) {
                Thread.sleep(STEP);
                if (isThere(chat, seq)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            places.release();
        }
        throw notYet();
    }

    private boolean isThere(ChatId chat, long seq) {
        return marks.of(List.of(chat)).getOrDefault(chat, 0L) >= seq;
    }

    private static SentinelException notYet() {
        return SentinelException.retryAfter(
                ErrorCode.NOT_YET, ErrorCode.NOT_YET.title(), Duration.ofSeconds(1));
    }
}
