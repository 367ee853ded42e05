package chat.sentinel.notification.socket;

import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketTransportRegistration;
import org.springframework.web.socket.server.jetty.JettyRequestUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

/// The socket server at `/notifications`: Spring's own STOMP broker on Jetty. An alert that gets
/// lost is in the list, so no log has to be kept in order here.
@Configuration(proxyBeanMethods = false)
@EnableWebSocketMessageBroker
@EnableScheduling
@EnableConfigurationProperties(SocketProperties.class)
class SocketConfiguration implements WebSocketMessageBrokerConfigurer {
    private static final int WRITERS = 8;

    private final SocketProperties properties;
    private final Sockets sockets;
    private final FrameGate gate;
    private final LastWords lastWords;
    private final TaskScheduler heartBeats;

    SocketConfiguration(
            SocketProperties properties,
            Sockets sockets,
            FrameGate gate,
            LastWords lastWords,
            @Qualifier("heartBeats") TaskScheduler heartBeats) {
        this.properties = properties;
        this.sockets = sockets;
        this.gate = gate;
        this.lastWords = lastWords;
        this.heartBeats = heartBeats;
    }

    /// For what is done from time to time; heart-beats have a scheduler of their own.
    @Bean
    static TaskScheduler taskScheduler() {
        ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
        scheduler.setPoolSize(2);
        scheduler.setThreadNamePrefix("scheduled-");
        return scheduler;
    }

    @Bean
    static TaskScheduler heartBeats() {
        ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
        scheduler.setThreadNamePrefix("heart-beats-");
        return scheduler;
    }

    @Override
    public void registerStompEndpoints(StompEndpointRegistry registry) {
        registry.addEndpoint("/notifications")
                .setHandshakeHandler(new DefaultHandshakeHandler(upgrade()))
                .setAllowedOriginPatterns(properties.allowedOrigins().toArray(String[]::new));
        registry.setErrorHandler(new MalformedFrames());
    }

    private JettyRequestUpgradeStrategy upgrade() {
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

    @Override
    public void configureWebSocketTransport(WebSocketTransportRegistration transport) {
        transport
                .setMessageSizeLimit((int) properties.frameSize().toBytes())
                .setSendTimeLimit((int) properties.sendTime().toMillis())
                .setSendBufferSizeLimit((int) properties.sendBuffer().toBytes())
                .addDecoratorFactory(sockets);
    }

    /// A frame is little work, and done on its socket's thread: so frames are handled in their
    /// order.
    @Override
    public void configureClientInboundChannel(ChannelRegistration inbound) {
        inbound.executor(new SyncTaskExecutor()).interceptors(gate);
    }

    @Override
    public void configureClientOutboundChannel(ChannelRegistration outbound) {
        outbound.interceptors(lastWords).taskExecutor().corePoolSize(WRITERS);
    }

    @Override
    public void configureMessageBroker(MessageBrokerRegistry broker) {
        long beat = properties.heartBeat().toMillis();
        broker.enableSimpleBroker("/queue")
                .setTaskScheduler(heartBeats)
                .setHeartbeatValue(new long[] {beat, beat});
    }
}
