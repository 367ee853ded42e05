package chat.sentinel.message.stomp;

import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.support.ExecutorSubscribableChannel;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.messaging.SubProtocolHandler;
import org.springframework.web.socket.messaging.SubProtocolWebSocketHandler;
import org.springframework.web.socket.server.jetty.JettyRequestUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

/// The socket server at `/chat`: Jetty under Spring WebSocket.
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
@EnableConfigurationProperties(StompProperties.class)
class StompConfiguration {
    @Bean
    SubProtocolWebSocketHandler stompHandler(SubProtocolHandler protocol) {
        ExecutorSubscribableChannel unused = new ExecutorSubscribableChannel();
        SubProtocolWebSocketHandler handler = new SubProtocolWebSocketHandler(unused, unused);
        handler.addProtocolHandler(protocol);
        handler.setDefaultProtocolHandler(protocol);
        handler.setPhase(GoingAway.PHASE - 1);
        return handler;
    }

    @Bean
    WebSocketConfigurer stompEndpoint(
            SubProtocolWebSocketHandler stompHandler, StompProperties properties) {
        return registry ->
                registry.addHandler(stompHandler, "/chat")
                        .setHandshakeHandler(new DefaultHandshakeHandler(upgrade(properties)))
                        .setAllowedOriginPatterns(
                                properties.allowedOrigins().toArray(String[]::new));
    }

    private static JettyRequestUpgradeStrategy upgrade(StompProperties properties) {
        JettyRequestUpgradeStrategy strategy = new JettyRequestUpgradeStrategy();
        strategy.addWebSocketConfigurer(
                socket -> {
                    socket.setMaxTextMessageSize(properties.frameSize().toBytes());
                    socket.setMaxBinaryMessageSize(properties.frameSize().toBytes());
                    socket.setMaxFrameSize(properties.frameSize().toBytes());
                    socket.setIdleTimeout(Duration.ofMinutes(5));
                    socket.setInputBufferSize(4 * 1024);
                    socket.setOutputBufferSize(4 * 1024);
                });
        return strategy;
    }
}
