package chat.sentinel.message.delivery;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.TestCluster;
import chat.sentinel.message.recent.RecentEntries;
import chat.sentinel.message.recent.RedisConnections;
import chat.sentinel.servicekit.tracing.Hop;
import chat.sentinel.servicekit.tracing.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/// A socket that meets a defect when it is handed an event takes nothing else along.
class BrokenDeliveryTest {
    private static final TestCluster cluster = TestCluster.shared();
    private static final byte[] EVENT = "{}".getBytes(StandardCharsets.UTF_8);

    private final List<ReadableSpan> ended = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LocalSessions local = new LocalSessions();
    private final Socket broken = new Socket(true);
    private final Socket good = new Socket(false);

    private record Socket(UserId userId, boolean broken, List<EventFrame> got) implements Receiver {
        Socket(boolean broken) {
            this(new UserId(UUID.randomUUID()), broken, new CopyOnWriteArrayList<>());
        }

        @Override
        public void deliver(EventFrame event) {
            if (broken) {
                throw new IllegalStateException("a defect");
            }
            got.add(event);
        }

        @Override
        public void syncRequired() {}
    }

    @Test
    void itsHopsEndItsTimeIsTakenAndTheNextArrives() throws Exception {
        local.add(broken, _ -> {});
        local.add(good, _ -> {});
        traced(
                traces -> {
                    Deliveries deliveries = deliveries(traces);
                    for (Socket to : List.of(broken, good)) {
                        Hop hop = traces.begin("deliver", SpanKind.PRODUCER);
                        assertThat(hop.isNone()).isFalse();
                        deliveries.deliver(List.of(message(to).seenIn(hop)));
                    }
                    await().until(() -> ended.size() == 2);
                });
        assertThat(good.got).hasSize(1);
        assertThat(ended)
                .extracting(span -> span.toSpanData().getStatus().getStatusCode())
                .containsExactly(StatusCode.ERROR, StatusCode.UNSET);
        assertThat(meters.get("sentinel.message.deliver").timer().count()).isEqualTo(2);
    }

    private static Outgoing message(Socket to) {
        return new Outgoing(
                List.of(to.userId),
                EVENT,
                new Outgoing.Numbered(new ChatId(UUID.randomUUID()), 1, null));
    }

    private Deliveries deliveries(Traces traces) {
        return new Deliveries(
                local,
                cluster.bean(0, RecentEntries.class),
                cluster.bean(0, Answers.class),
                cluster.bean(0, RedisConnections.class),
                cluster.bean(0, NodeId.class),
                cluster.bean(0, DeliveryProperties.class),
                Clock.systemUTC(),
                new Delivering(traces, meters));
    }

    private interface Work {
        void with(Traces traces) throws Exception;
    }

    /// All of it, as service-kit has it where traces are on.
    private void traced(Work work) throws Exception {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(
                                Class.forName(
                                        Traces.class.getPackageName()
                                                + ".TracingAutoConfiguration")))
                .withBean(OpenTelemetry.class, this::collected)
                .withPropertyValues("management.tracing.export.zipkin.endpoint=http://x:9")
                .run(context -> work.with(requireNonNull(context.getBean(Traces.class))));
    }

    private OpenTelemetry collected() {
        return OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder().addSpanProcessor(all()).build())
                .build();
    }

    private SpanProcessor all() {
        return new SpanProcessor() {
            @Override
            public void onStart(Context parent, ReadWriteSpan span) {}

            @Override
            public boolean isStartRequired() {
                return false;
            }

            @Override
            public void onEnd(ReadableSpan span) {
                ended.add(span);
            }

            @Override
            public boolean isEndRequired() {
                return true;
            }
        };
    }
}
