package chat.sentinel.servicekit.tracing;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.MustBeClosed;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// What is done to one message in one place: a span. [#NONE] where nobody traces, which costs
/// nothing and has only such children.
///
/// Of a message its ids and its number may be said, never what is in it, nor a name or a token.
public final class Hop {
    public static final Hop NONE = new Hop(null, null);

    private final @Nullable Tracer tracer;
    private final @Nullable Span span;

    private Hop(@Nullable Tracer tracer, @Nullable Span span) {
        this.tracer = tracer;
        this.span = span;
    }

    /// A trace that is not sampled is none, here and in all that follows.
    static Hop of(Tracer tracer, Span span) {
        return span.getSpanContext().isSampled() ? new Hop(tracer, span) : NONE;
    }

    public boolean isNone() {
        return span == null;
    }

    /// Begins what follows from this one.
    public Hop child(String name, SpanKind kind) {
        if (span == null) {
            return NONE;
        }
        Tracer tracing = requireNonNull(tracer);
        return of(
                tracing,
                tracing.spanBuilder(name)
                        .setParent(Context.root().with(span))
                        .setSpanKind(kind)
                        .startSpan());
    }

    /// @param id printed only where it is traced
    public Hop tag(String name, Object id) {
        if (span != null) {
            span.setAttribute(name, id.toString());
        }
        return this;
    }

    public Hop tag(String name, long number) {
        if (span != null) {
            span.setAttribute(name, number);
        }
        return this;
    }

    /// Something that happened on the way.
    public void event(String name) {
        if (span != null) {
            span.addEvent(name);
        }
    }

    /// While it is open, what is logged by this thread carries the ids of the trace.
    @MustBeClosed
    public Scope open() {
        return span == null ? Scope.noop() : span.makeCurrent();
    }

    /// The `traceparent` of whatever follows elsewhere; null: nothing is traced.
    public @Nullable String traceparent() {
        return span == null ? null : Traces.traceparent(span);
    }

    /// Tells the reader of a Kafka record.
    public void addTo(Headers headers) {
        if (span != null) {
            Traces.inject(span, headers);
        }
    }

    public void end() {
        if (span != null) {
            span.end();
        }
    }

    /// Ends it, with what went wrong; by its kind only, for a message may quote what was sent.
    public void failed(Throwable failure) {
        failed(failure.getClass().getSimpleName());
    }

    /// @param why a code or a kind
    public void failed(String why) {
        if (span != null) {
            span.addEvent(
                    "exception", Attributes.of(AttributeKey.stringKey("exception.type"), why));
            span.setStatus(StatusCode.ERROR, why);
            span.end();
        }
    }
}
