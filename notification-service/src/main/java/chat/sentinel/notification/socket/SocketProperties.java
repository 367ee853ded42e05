package chat.sentinel.notification.socket;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// @param frameSize the largest STOMP frame, and WebSocket message, that is taken
/// @param sendTime how long one write may take before the socket is cut
/// @param sendBuffer what may wait for one slow socket before it is cut
/// @param socketsOfUser that one user may have at each instance
/// @param heartBeat that the server offers, each way
/// @param connectTimeout after which a socket that has not sent CONNECT is closed
/// @param expiryGrace how long a socket outlives its access token
/// @param gather how long changes of a chat are gathered before its members are told
/// @param allowedOrigins of pages that may open a socket; a socket is nobody's until CONNECT
///     shows a token
@Validated
@ConfigurationProperties("sentinel.socket")
record SocketProperties(
        @NotNull @DefaultValue("16KB") DataSize frameSize,
        @NotNull @DefaultValue("10s") Duration sendTime,
        @NotNull @DefaultValue("128KB") DataSize sendBuffer,
        @Positive @DefaultValue("10") int socketsOfUser,
        @NotNull @DefaultValue("10s") Duration heartBeat,
        @NotNull @DefaultValue("10s") Duration connectTimeout,
        @NotNull @DefaultValue("30s") Duration expiryGrace,
        @NotNull @DefaultValue("200ms") Duration gather,
        @NotNull @DefaultValue("*") List<String> allowedOrigins) {}
