package chat.sentinel.search.index;

import chat.sentinel.search.topics.InHand;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.stereotype.Component;

/// How far this instance is behind `chat.events` and `chat.members`: gauges, and a part of the
/// health, which is no part of the readiness: who is behind answers what he knows.
@Component("indexLagHealthIndicator")
class Lag implements HealthIndicator {
    /// The listener of `chat.members`.
    private static final String MEMBERS = "members";

    private final KafkaListenerEndpointRegistry listeners;
    private final InHand inHand;
    private final AtomicLong newest = new AtomicLong();

    Lag(KafkaListenerEndpointRegistry listeners, InHand inHand, MeterRegistry meters) {
        this.listeners = listeners;
        this.inHand = inHand;
        Gauge.builder("sentinel.search.lag_records", this, lag -> lag.records(IndexChats.ID))
                .tag("of", IndexChats.ID)
                .register(meters);
        Gauge.builder("sentinel.search.lag_records", this, lag -> lag.records(MEMBERS))
                .tag("of", MEMBERS)
                .register(meters);
    }

    /// @param timestamp of the newest entry of a bulk
    void indexed(long timestamp) {
        newest.accumulateAndGet(timestamp, Math::max);
    }

    /// Those that Kafka has not handed out, and those that it has and that are not taken yet.
    private double records(String listener) {
        MessageListenerContainer container = listeners.getListenerContainer(listener);
        if (container == null) {
            return 0;
        }
        Collection<TopicPartition> partitions = container.getAssignedPartitions();
        double lag = partitions == null ? 0 : inHand.of(partitions);
        for (Map<MetricName, ? extends Metric> metrics : container.metrics().values()) {
            for (Metric metric : metrics.values()) {
                if (metric.metricName().name().equals("records-lag")
                        && metric.metricValue() instanceof Double records
                        && !records.isNaN()) {
                    lag += records;
                }
            }
        }
        return lag;
    }

    boolean reads() {
        MessageListenerContainer container = listeners.getListenerContainer(IndexChats.ID);
        return container != null && container.isRunning();
    }

    long behind() {
        return (long) records(IndexChats.ID);
    }

    @Override
    public Health health() {
        return (reads() ? Health.up() : Health.outOfService())
                .withDetail("records_behind", behind())
                .withDetail("members_behind", (long) records(MEMBERS))
                .withDetail(
                        "newest_entry",
                        Objects.toString(
                                newest.get() == 0
                                        ? "none yet"
                                        : Instant.ofEpochMilli(newest.get())))
                .build();
    }
}
