package chat.sentinel.benchmarks;

import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/// What became of every message of a run. A message's number stands in its id, so the ledger
/// needs no map; times count from when the message was due.
final class Ledger {
    static final long HIGHEST_MICROS = 120_000_000;

    /// Which event, and which error it tells of.
    private static final Pattern KIND = Pattern.compile("\"(?:event|code)\":\"(\\w+)\"");

    private final long run = ThreadLocalRandom.current().nextLong(1 << 22);
    private volatile int firstCounted;
    private volatile int sent;
    private final AtomicLongArray dueNanos;
    private final AtomicLongArray acceptedNanos;
    private final AtomicLongArray deliveredNanos;
    private final AtomicIntegerArray readBack;
    private final AtomicInteger repeated = new AtomicInteger();
    private final AtomicInteger gaps = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final ConcurrentHashMap<String, LongAdder> others = new ConcurrentHashMap<>();

    /// @param messages the most that can be sent
    /// @param firstCounted messages before it warm the system up
    Ledger(int messages, int firstCounted) {
        this.firstCounted = firstCounted;
        this.sent = messages;
        this.dueNanos = new AtomicLongArray(messages);
        this.acceptedNanos = new AtomicLongArray(messages);
        this.deliveredNanos = new AtomicLongArray(messages);
        this.readBack = new AtomicIntegerArray(messages);
    }

    /// Messages from `first` on count, and none from `end` on is sent.
    void count(int first, int end) {
        firstCounted = first;
        sent = end;
    }

    /// The id of message `number`, which is due now or was earlier.
    String due(int number, long nanos) {
        dueNanos.set(number, nanos);
        long high = (System.currentTimeMillis() << 16) | 0x7000L | (number & 0xfff);
        long low = 0x8000000000000000L | (run << 32) | number;
        return new UUID(high, low).toString();
    }

    void accepted(String messageId) {
        note(acceptedNanos, messageId, accepted);
    }

    void delivered(String messageId) {
        note(deliveredNanos, messageId, delivered);
    }

    void repeated() {
        repeated.incrementAndGet();
    }

    void gap() {
        gaps.incrementAndGet();
    }

    void closed(int talker) {
        closed.incrementAndGet();
    }

    void other(String event) {
        String kind =
                KIND.matcher(event)
                        .results()
                        .map(field -> field.group(1))
                        .collect(Collectors.joining(" "));
        String shown = kind.isEmpty() ? event.substring(0, Math.min(event.length(), 60)) : kind;
        others.computeIfAbsent(shown, _ -> new LongAdder()).increment();
    }

    long acceptedCount() {
        return accepted.sum();
    }

    boolean isComplete() {
        return accepted.sum() == sent && delivered.sum() == sent;
    }

    /// Was in a page of history.
    void readBack(String messageId) {
        int number = number(messageId);
        if (number >= 0) {
            readBack.set(number, 1);
        }
    }

    private void note(AtomicLongArray times, String messageId, LongAdder count) {
        int number = number(messageId);
        if (number >= 0 && times.compareAndSet(number, 0, System.nanoTime())) {
            count.increment();
        }
    }

    /// When the message of this id was due, if it is one of those that count; 0: it is not.
    long countedDue(String messageId) {
        int number = number(messageId);
        return number < firstCounted ? 0 : dueNanos.get(number);
    }

    /// -1: of another run.
    private int number(String messageId) {
        long low = UUID.fromString(messageId).getLeastSignificantBits();
        int number = (int) low;
        return ((low >>> 32) & ((1 << 22) - 1)) == run && number < dueNanos.length() ? number : -1;
    }

    /// Times of the messages `from` to `to`, without the last.
    Histogram deliveries(int from, int to) {
        Histogram delivery = new Histogram(HIGHEST_MICROS, 3);
        for (int i = from; i < to; i++) {
            if (deliveredNanos.get(i) != 0) {
                record(delivery, deliveredNanos.get(i) - dueNanos.get(i));
            }
        }
        return delivery;
    }

    Result result() {
        Histogram acknowledgement = new Histogram(HIGHEST_MICROS, 3);
        Histogram delivery = new Histogram(HIGHEST_MICROS, 3);
        int notAccepted = 0;
        int notLive = 0;
        int lost = 0;
        for (int i = 0; i < sent; i++) {
            long due = dueNanos.get(i);
            boolean counted = i >= firstCounted;
            if (acceptedNanos.get(i) == 0) {
                notAccepted++;
            } else if (counted) {
                record(acknowledgement, acceptedNanos.get(i) - due);
            }
            if (deliveredNanos.get(i) != 0) {
                if (counted) {
                    record(delivery, deliveredNanos.get(i) - due);
                }
            } else if (readBack.get(i) == 1) {
                notLive++;
            } else if (acceptedNanos.get(i) != 0) {
                lost++;
            }
        }
        return new Result(
                acknowledgement,
                delivery,
                notAccepted,
                notLive,
                lost,
                repeated.get(),
                gaps.get(),
                closed.get(),
                others.toString());
    }

    private static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.clamp(nanos / 1_000, 0, HIGHEST_MICROS));
    }

    /// @param notLive read from the history, but not delivered to the other side's socket
    /// @param lost accepted, but neither delivered nor in the history
    /// @param repeated heard with a number that is not higher than the last one
    /// @param gaps heard with a number that does not follow the last one: who was told to catch up
    ///     by reading has them
    /// @param others events that a quiet run does not have
    record Result(
            Histogram acknowledgement,
            Histogram delivery,
            int notAccepted,
            int notLive,
            int lost,
            int repeated,
            int gaps,
            int closed,
            String others) {
        boolean isClean() {
            return notAccepted == 0 && notLive == 0 && lost == 0 && repeated == 0 && gaps == 0;
        }
    }
}
