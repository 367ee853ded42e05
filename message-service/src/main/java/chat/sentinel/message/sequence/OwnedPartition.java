package chat.sentinel.message.sequence;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.Topics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One partition of the command log while this instance owns it: the state of its chats, and
/// how far its records are done.
final class OwnedPartition {
    private final int number;
    private final AtomicLong heldBytes;
    private final ArrayDeque<InFlight> inFlight = new ArrayDeque<>();
    private final Map<ChatId, ChatState> chats = new LinkedHashMap<>(16, 0.75f, true);
    private long nextOffset = -1;
    private long committedOffset = -1;
    private volatile boolean discarded;
    private volatile boolean stopped;
    private volatile long stoppedAt;
    private volatile @Nullable Opened opened;

    /// @param heldBytes the instance's held work, which this partition adds to
    OwnedPartition(int number, AtomicLong heldBytes) {
        this.number = number;
        this.heldBytes = heldBytes;
    }

    /// What has to be known before the first record can be judged.
    record Opened(UUID topicId, int generation, EventPublisher events) {}

    synchronized void open(Opened now) {
        opened = now;
        if (discarded) {
            now.events().close();
        }
    }

    boolean isOpen() {
        return opened != null;
    }

    Opened opened() {
        Opened now = opened;
        if (now == null) {
            throw new IllegalStateException("partition " + number + " is not open");
        }
        return now;
    }

    int number() {
        return number;
    }

    /// By which its generations are kept: a cut of one partition says nothing of the others.
    String logName() {
        return Topics.CHAT_COMMANDS + "-" + number;
    }

    /// Of the sequencer's thread only, like the states in it.
    Map<ChatId, ChatState> chats() {
        return chats;
    }

    /// Forgets chats that were not needed for longest and have nothing under way.
    void evictBeyond(int limit) {
        Iterator<ChatState> oldestFirst = chats.values().iterator();
        while (chats.size() > limit && oldestFirst.hasNext()) {
            if (oldestFirst.next().isIdle()) {
                oldestFirst.remove();
            }
        }
    }

    synchronized InFlight begin(long offset, int bytes) {
        InFlight record = new InFlight(this, offset, bytes);
        inFlight.add(record);
        heldBytes.addAndGet(bytes);
        return record;
    }

    synchronized void completed(InFlight record) {
        if (record.done || discarded) {
            return;
        }
        record.done = true;
        heldBytes.addAndGet(-record.bytes);
        while (!inFlight.isEmpty() && inFlight.getFirst().done) {
            nextOffset = inFlight.removeFirst().offset + 1;
        }
    }

    /// The offset up to which everything is done, where that has moved since it was last committed.
    synchronized OptionalLong uncommitted() {
        return nextOffset > committedOffset ? OptionalLong.of(nextOffset) : OptionalLong.empty();
    }

    synchronized void committed(long offset) {
        committedOffset = Math.max(committedOffset, offset);
    }

    synchronized boolean isDone() {
        return inFlight.isEmpty();
    }

    /// From now on no record of it is judged; what is decided may finish.
    synchronized void stop() {
        if (!stopped) {
            stoppedAt = System.nanoTime();
            stopped = true;
        }
    }

    boolean isStopped() {
        return stopped;
    }

    boolean isStoppedFor(Duration time) {
        return stopped && System.nanoTime() - stoppedAt > time.toNanos();
    }

    /// The first record that was taken and is not done.
    synchronized OptionalLong firstInFlight() {
        return inFlight.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(inFlight.getFirst().offset);
    }

    /// Lost or handed over: nothing that is still under way matters any more.
    synchronized void discard() {
        stop();
        if (!discarded) {
            discarded = true;
            inFlight.forEach(
                    record -> {
                        if (!record.done) {
                            heldBytes.addAndGet(-record.bytes);
                        }
                    });
            inFlight.clear();
            if (opened != null) {
                opened.events().close();
            }
        }
    }

    boolean isDiscarded() {
        return discarded;
    }
}
