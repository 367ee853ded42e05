package chat.sentinel.message.delivery;

import chat.sentinel.contracts.node.Delivery;
import chat.sentinel.servicekit.tracing.Hop;
import chat.sentinel.servicekit.tracing.Traces;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Duration;
import org.springframework.stereotype.Component;

/// What is seen of deliveries: their hops of each trace, how long they take on this node, and to
/// how many sockets they go.
@Component
class Delivering {
    private final Traces traces;
    private final Timer deliver;
    private final Counter delivered;
    private final Counter withoutRoutes;

    Delivering(Traces traces, MeterRegistry meters) {
        this.traces = traces;
        this.deliver =
                Timer.builder("sentinel.message.deliver")
                        .description("From an entry's decision until it is with all nodes' sockets")
                        .publishPercentileHistogram()
                        .minimumExpectedValue(Duration.ofMillis(1))
                        .maximumExpectedValue(Duration.ofSeconds(10))
                        .register(meters);
        this.delivered = meters.counter("sentinel.message.delivered");
        this.withoutRoutes = meters.counter("sentinel.message.deliveries_without_routes");
    }

    /// A batch of the owner's is on its way to everybody.
    void done(PendingDelivery batch, boolean failed) {
        Duration time = Duration.ofNanos(System.nanoTime() - batch.begun());
        for (Outgoing outgoing : batch.batch()) {
            if (outgoing.numbered() != null) {
                deliver.record(time);
            }
            if (failed) {
                withoutRoutes.increment();
                outgoing.hop().failed("redis");
            } else {
                outgoing.hop().end();
            }
        }
    }

    /// A batch met a defect on its way: some have it, others find what they miss by its number.
    void broke(PendingDelivery batch, RuntimeException defect) {
        Duration time = Duration.ofNanos(System.nanoTime() - batch.begun());
        for (Outgoing outgoing : batch.batch()) {
            if (outgoing.numbered() != null) {
                deliver.record(time);
            }
            outgoing.hop().failed(defect);
        }
    }

    void toSockets(int number) {
        delivered.increment(number);
    }

    /// What another node sent.
    Hop came(Delivery delivery) {
        return traces.follow(delivery.getTraceparent(), "deliver", SpanKind.CONSUMER);
    }
}
