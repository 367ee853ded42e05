package chat.sentinel.endtoend;

import chat.sentinel.localstack.Ports;
import chat.sentinel.localstack.Stack;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/// Where the running system sends its traces: OTLP over HTTP, kept in memory. The services sample
/// nothing by themselves, so only what a test asks to be traced costs anything.
final class TraceCollector {
    /// Whose traces are looked at.
    static final List<String> SERVICES =
            List.of(
                    Stack.USER_SERVICE,
                    Stack.MESSAGE_SERVICE,
                    Stack.PRESENCE_SERVICE,
                    Stack.NOTIFICATION_SERVICE,
                    Stack.SEARCH_SERVICE,
                    Stack.MEDIA_SERVICE);

    /// @param parent empty: it has none
    record Hop(
            String service,
            String name,
            String traceId,
            String id,
            String parent,
            Map<String, String> attributes,
            boolean failed,
            long startNanos,
            long endNanos) {}

    private static final List<Hop> HOPS = new CopyOnWriteArrayList<>();

    private TraceCollector() {}

    static void start() {
        try {
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port()), 0);
            server.setExecutor(
                    Executors.newFixedThreadPool(
                            2, Thread.ofPlatform().daemon().name("collector-", 0).factory()));
            server.createContext("/v1/traces", TraceCollector::take);
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int port() {
        return Ports.testBase() + 2_090;
    }

    /// What a service is told.
    static Map<String, String> settings() {
        return Map.of(
                "MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_OTLP_ENDPOINT",
                "http://127.0.0.1:" + port() + "/v1/traces",
                "MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_SCHEDULEDELAY",
                "500ms",
                "SENTINEL_TRACING_TRUSTCLIENTS",
                "true",
                "MANAGEMENT_TRACING_SAMPLING_PROBABILITY",
                "0");
    }

    static List<Hop> of(String traceId) {
        return HOPS.stream().filter(hop -> hop.traceId().equals(traceId)).toList();
    }

    private static void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            ExportTraceServiceRequest request =
                    ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
            request.getResourceSpansList().forEach(TraceCollector::take);
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static void take(ResourceSpans spans) {
        String service =
                attributes(spans.getResource().getAttributesList())
                        .getOrDefault("service.name", "unknown");
        spans.getScopeSpansList().stream()
                .flatMap(scope -> scope.getSpansList().stream())
                .map(
                        span ->
                                new Hop(
                                        service,
                                        span.getName(),
                                        HexFormat.of().formatHex(span.getTraceId().toByteArray()),
                                        HexFormat.of().formatHex(span.getSpanId().toByteArray()),
                                        HexFormat.of()
                                                .formatHex(span.getParentSpanId().toByteArray()),
                                        attributes(span.getAttributesList()),
                                        span.getStatus().getCode()
                                                == Status.StatusCode.STATUS_CODE_ERROR,
                                        span.getStartTimeUnixNano(),
                                        span.getEndTimeUnixNano()))
                .forEach(HOPS::add);
    }

    private static Map<String, String> attributes(List<KeyValue> attributes) {
        return attributes.stream()
                .collect(
                        Collectors.toMap(
                                KeyValue::getKey,
                                each ->
                                        each.getValue().hasStringValue()
                                                ? each.getValue().getStringValue()
                                                : String.valueOf(each.getValue().getIntValue()),
                                (first, _) -> first));
    }
}
