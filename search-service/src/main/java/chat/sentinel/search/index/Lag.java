package chat.sentinel.search.index;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.stereotype.Component;

/// How far this instance is behind `chat.events`: a gauge, and a part of the health, which is no
/// part of the readiness: who is behind answers what he knows.
@Component("indexLagHealthIndicator")
class Lag implements HealthIndicator {
    private final KafkaListenerEndpointRegistry listeners;
    private final AtomicLong newest = new AtomicLong();

    Lag(KafkaListenerEndpointRegistry listeners, MeterRegistry meters) {
        this.listeners = listeners;
        Gauge.builder("sentinel.search.lag_records", this, Lag::records).register(meters);
    }

    /// @param timestamp of the newest entry of a bulk
    void indexed(long timestamp) {
        newest.accumulateAndGet(timestamp, Math::max);
    }

    private double records() {
        MessageListenerContainer container = listeners.getListenerContainer(IndexChats.ID);
        if (container == null) {
            return 0;
        }
        double lag = 0;
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

    @Override
    public Health health() {
        MessageListenerContainer container = listeners.getListenerContainer(IndexChats.ID);
        boolean reads = container != null && container.isRunning();
        return (reads ? Health.up() : Health.outOfService())
                .withDetail("records_behind", (long) records())
                .withDetail(
                        "newest_entry",
                        Objects.toString(
                                newest.get() == 0
                                        ? "none yet"
                                        : Instant.ofEpochMilli(newest.get())))
                .build();
    }
}
