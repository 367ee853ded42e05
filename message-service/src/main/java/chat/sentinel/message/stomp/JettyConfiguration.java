package chat.sentinel.message.stomp;

import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Jetty for many sockets that mostly say nothing.
@Configuration(proxyBeanMethods = false)
class JettyConfiguration {
    /// After a restart everybody comes back at once.
    private static final int ACCEPT_QUEUE = 1024;

    @Bean
    WebServerFactoryCustomizer<ConfigurableJettyWebServerFactory> manySockets(
            StompProperties properties) {
        return factory -> factory.addServerCustomizers(server -> manySockets(server, properties));
    }

    private static void manySockets(Server server, StompProperties properties) {
        for (ServerConnector connector : server.getBeans(ServerConnector.class)) {
            connector.setAcceptQueueSize(ACCEPT_QUEUE);
            // Until it is a socket, which has an idle timeout of its own. The gateway gives idle
            // connections up sooner.
            connector.setIdleTimeout(properties.connectTimeout().toMillis());
            connector
                    .getConnectionFactories()
                    .forEach(
                            factory -> {
                                if (factory instanceof HttpConfiguration.ConnectionFactory http) {
                                    // Up to 100 KB that a connection keeps for ever.
                                    http.getHttpConfiguration().setHeaderCacheSize(0);
                                }
                            });
        }
    }
}
