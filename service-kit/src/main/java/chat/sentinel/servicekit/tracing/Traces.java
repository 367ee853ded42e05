package chat.sentinel.servicekit.tracing;

import com.google.errorprone.annotations.MustBeClosed;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// Where the hops of a trace begin. The trace itself goes from one process to the next as W3C
/// `traceparent`: a header of HTTP, of STOMP's SEND and of Kafka's records, a field of what nodes
/// tell each other. [#OFF] unless there is somewhere to send traces.
public final class Traces {
    public static final String TRACEPARENT = "traceparent";
    public static final Traces OFF = new Traces(null, false);

    private static final TextMapGetter<String> ONE_VALUE =
            new TextMapGetter<>() {
                @Override
                public Iterable<String> keys(String traceparent) {
                    return List.of(TRACEPARENT);
                }

                @Override
                public @Nullable String get(@Nullable String traceparent, String key) {
                    return key.equals(TRACEPARENT) ? traceparent : null;
                }
            };

    private final @Nullable Tracer tracer;
    private final boolean trustsClients;

    Traces(@Nullable Tracer tracer, boolean trustsClients) {
        this.tracer = tracer;
        this.trustsClients = trustsClients;
    }

    public boolean isOn() {
        return tracer != null;
    }

    /// What somebody asks for: in the trace of this thread, else perhaps the first of a new one.
    public Hop begin(String name, SpanKind kind) {
        return tracer == null
                ? Hop.NONE
                : Hop.of(tracer, tracer.spanBuilder(name).setSpanKind(kind).startSpan());
    }

    /// What follows from elsewhere.
    ///
    /// @param traceparent of what it follows from; null or not to be read: nothing is traced
    public Hop follow(@Nullable String traceparent, String name, SpanKind kind) {
        if (tracer == null || traceparent == null) {
            return Hop.NONE;
        }
        Context parent = context(traceparent);
        return Span.fromContext(parent).getSpanContext().isSampled()
                ? Hop.of(
                        tracer,
                        tracer.spanBuilder(name).setParent(parent).setSpanKind(kind).startSpan())
                : Hop.NONE;
    }

    /// What follows from a Kafka record.
    public Hop follow(Headers headers, String name) {
        Header header = tracer == null ? null : headers.lastHeader(TRACEPARENT);
        return header == null
                ? Hop.NONE
                : follow(
                        new String(header.value(), StandardCharsets.US_ASCII),
                        name,
                        SpanKind.CONSUMER);
    }

    /// Until it is closed, what this thread begins belongs to the trace of the client who asked,
    /// where clients are trusted.
    ///
    /// @param traceparent as it was sent; null or not to be read: to none
    @MustBeClosed
    public Scope withinClients(@Nullable String traceparent) {
        return tracer == null || traceparent == null || !trustsClients
                ? Scope.noop()
                : context(traceparent).makeCurrent();
    }

    /// Has other threads go on in the trace of who calls.
    public Executor carriedBy(Executor executor) {
        return tracer == null ? executor : Context.taskWrapping(executor);
    }

    /// The hops of records that are taken together: each belongs to its own trace, and all end
    /// with what is done here.
    public void each(Consumer<Together> work) {
        Together together = new Together();
        try {
            work.accept(together);
        } catch (RuntimeException e) {
            together.hops.forEach(hop -> hop.failed(e));
            throw e;
        }
        together.hops.forEach(Hop::end);
    }

    /// Hops that end together.
    public final class Together {
        private final List<Hop> hops = new ArrayList<>();

        private Together() {}

        public Hop follow(Headers headers, String name) {
            Hop hop = Traces.this.follow(headers, name);
            if (!hop.isNone()) {
                hops.add(hop);
            }
            return hop;
        }
    }

    private static Context context(String traceparent) {
        return W3CTraceContextPropagator.getInstance()
                .extract(Context.root(), traceparent, ONE_VALUE);
    }

    static String traceparent(Span span) {
        StringBuilder written = new StringBuilder();
        W3CTraceContextPropagator.getInstance()
                .inject(
                        Context.root().with(span),
                        written,
                        (carrier, key, value) -> {
                            if (carrier != null && key.equals(TRACEPARENT)) {
                                carrier.append(value);
                            }
                        });
        return written.toString();
    }

    static void inject(Span span, Headers headers) {
        headers.remove(TRACEPARENT);
        headers.add(TRACEPARENT, traceparent(span).getBytes(StandardCharsets.US_ASCII));
    }
}
