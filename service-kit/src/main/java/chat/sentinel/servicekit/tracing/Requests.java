package chat.sentinel.servicekit.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/// Traces begin with what somebody asks for: not with a timer, nor with what a service does for
/// itself.
///
/// @param some which of them
record Requests(Sampler some) implements Sampler {
    @Override
    public SamplingResult shouldSample(
            Context parent,
            String traceId,
            String name,
            SpanKind kind,
            Attributes attributes,
            List<LinkData> links) {
        return kind == SpanKind.SERVER || kind == SpanKind.PRODUCER
                ? some.shouldSample(parent, traceId, name, kind, attributes, links)
                : SamplingResult.create(SamplingDecision.DROP);
    }

    @Override
    public String getDescription() {
        return "Requests{" + some.getDescription() + "}";
    }
}
