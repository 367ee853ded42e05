package chat.sentinel.servicekit.tracing;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param trustClients whether what a client sends inside a socket is followed in the trace that
///     its `traceparent` names, and sampled when that says so; of requests the gateway decides
@ConfigurationProperties("sentinel.tracing")
record TracingProperties(@DefaultValue("false") boolean trustClients) {}
