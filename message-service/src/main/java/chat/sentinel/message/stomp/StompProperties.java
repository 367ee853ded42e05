package chat.sentinel.message.stomp;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// @param frameSize the largest STOMP frame, and WebSocket message, that is taken
/// @param buffer what may wait for one slow socket before its client is told to sync instead
/// @param socketsOfUser that one user may have at each instance
/// @param waitingFrames how many frames of a session may wait for one that needs a store
/// @param heartBeat that the server offers, each way
/// @param connectTimeout after which a socket that has not sent CONNECT is closed, and a
///     connection on which nobody asks for anything
/// @param expiryGrace how long a socket outlives its access token
/// @param reconnectSpread over which the clients of an instance that stops come back
/// @param allowedOrigins of pages that may open a socket; a socket is nobody's until CONNECT
///     shows a token
@Validated
@ConfigurationProperties("sentinel.stomp")
record StompProperties(
        @NotNull @DefaultValue("64KB") DataSize frameSize,
        @NotNull @DefaultValue("1MB") DataSize buffer,
        @DefaultValue("20") int socketsOfUser,
        @DefaultValue("256") int waitingFrames,
        @NotNull @DefaultValue("10s") Duration heartBeat,
        @NotNull @DefaultValue("10s") Duration connectTimeout,
        @NotNull @DefaultValue("30s") Duration expiryGrace,
        @NotNull @DefaultValue("5s") Duration reconnectSpread,
        @NotNull @DefaultValue("*") List<String> allowedOrigins) {}
