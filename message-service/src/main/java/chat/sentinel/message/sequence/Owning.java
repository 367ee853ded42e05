package chat.sentinel.message.sequence;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.servicekit.tracing.Hop;
import chat.sentinel.servicekit.tracing.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// What is seen of the owner's work: its hop of each trace, how long records take from the log to
/// their decision, and what is refused. No decision knows of it.
final class Owning {
    private final Traces traces;
    private final MeterRegistry meters;
    private final Clock clock;
    private final Timer sequence;

    Owning(Traces traces, MeterRegistry meters, Clock clock) {
        this.traces = traces;
        this.meters = meters;
        this.clock = clock;
        this.sequence =
                Timer.builder("sentinel.message.sequence")
                        .description("From when the log took a command until it was numbered")
                        .publishPercentileHistogram()
                        .minimumExpectedValue(Duration.ofMillis(1))
                        .maximumExpectedValue(Duration.ofSeconds(30))
                        .register(meters);
    }

    Hop taken(ConsumerRecord<String, byte[]> record) {
        return traces.follow(record.headers(), "own");
    }

    /// What Kafka's client tells of itself, how far it is behind above all; until it is closed.
    KafkaClientMetrics measured(Consumer<?, ?> consumer) {
        // With the same tags as those that Spring makes: Prometheus takes no others of one name.
        KafkaClientMetrics measures =
                new KafkaClientMetrics(consumer, Tags.of("spring.id", "owners"));
        measures.bindTo(meters);
        return measures;
    }

    void numbered(Command command, long seq) {
        sequence.record(Duration.ofMillis(Math.max(0, clock.millis() - command.timestamp())));
        command.inFlight().hop.tag("seq", seq).event("numbered");
    }

    void refused(Command command, ErrorCode code) {
        meters.counter("sentinel.message.rejected", "by", "owner", "code", code.code()).increment();
        command.inFlight().hop.tag("refused", code.code());
    }
}
