package chat.sentinel.search.index;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.chat.ChatEvent;
import chat.sentinel.search.topics.Bulks;
import chat.sentinel.servicekit.tracing.Traces;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/// Open this first: reads `chat.events`, a bulk at a time. The messages are written and found, then
/// the marks of their chats move, and only then is the place in Kafka kept: what dies between any
/// two of these has it all done again.
@Component
class IndexChats {
    static final String ID = "chats";

    private final Bulks bulks;
    private final ChangesOf changes;
    private final MessageIndex messages;
    private final IndexedThrough marks;
    private final Lag lag;
    private final Clock clock;
    private final Traces traces;
    private final Counter indexed;
    private final Timer delay;

    IndexChats(
            Bulks bulks,
            ChangesOf changes,
            MessageIndex messages,
            IndexedThrough marks,
            Lag lag,
            Clock clock,
            Traces traces,
            MeterRegistry meters) {
        this.bulks = bulks;
        this.changes = changes;
        this.messages = messages;
        this.marks = marks;
        this.lag = lag;
        this.clock = clock;
        this.traces = traces;
        this.indexed = meters.counter("sentinel.search.changes_indexed");
        this.delay =
                Timer.builder("sentinel.search.log_to_found")
                        .publishPercentileHistogram()
                        .minimumExpectedValue(Duration.ofMillis(10))
                        .maximumExpectedValue(Duration.ofMinutes(1))
                        .register(meters);
    }

    @KafkaListener(
            id = ID,
            groupId = "${sentinel.topics.group:search-service}",
            topics = "${sentinel.topics.chats:chat.events}",
            concurrency = "${sentinel.topics.chats-threads:2}",
            containerFactory = "bulkListeners",
            // A bulk makes what it wrote be found at once, which costs: few large ones are better.
            properties = {
                "fetch.min.bytes=262144",
                "fetch.max.wait.ms=500",
                "fetch.max.bytes=4194304"
            },
            autoStartup = "false")
    void on(List<ConsumerRecord<String, byte[]>> records) {
        traces.each(
                together -> {
                    records.forEach(record -> together.follow(record.headers(), "index"));
                    bulks.take(
                            records, (value, _) -> entry(ChatEvent.parseFrom(value)), this::take);
                });
    }

    /// @param change null: it means nothing for what is found
    private record Entry(ChatId chatId, long seq, long timestamp, @Nullable MessageChange change) {}

    /// All of the reading, so that what is bad in its bytes is told from what cannot be written.
    private Entry entry(ChatEvent event) {
        if (event.getSeq() < 0) {
            throw new IllegalArgumentException("an entry " + event.getSeq());
        }
        return new Entry(
                ChatId.of(event.getChatId()),
                event.getSeq(),
                event.getTimestamp(),
                changes.of(event));
    }

    private void take(List<Entry> entries) {
        List<MessageChange> changed = new ArrayList<>();
        Map<ChatId, Long> through = new LinkedHashMap<>();
        for (Entry entry : entries) {
            if (entry.change() != null) {
                changed.add(entry.change());
            }
            through.merge(entry.chatId(), entry.seq(), Math::max);
        }
        messages.apply(changed);
        marks.move(through);
        indexed.increment(changed.size());
        long now = clock.millis();
        entries.forEach(
                entry -> delay.record(Duration.ofMillis(Math.max(0, now - entry.timestamp()))));
        lag.indexed(entries.getLast().timestamp());
    }
}
