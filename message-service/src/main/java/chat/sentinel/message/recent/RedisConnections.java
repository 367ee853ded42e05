package chat.sentinel.message.recent;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.Objects;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.stereotype.Component;

/// Connections of the client that Spring Data Redis made, with text keys and binary values.
@Component
public class RedisConnections {
    static final RedisCodec<String, byte[]> CODEC =
            RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private final RedisClient client;

    RedisConnections(LettuceConnectionFactory factory) {
        this.client = (RedisClient) Objects.requireNonNull(factory.getNativeClient());
    }

    public StatefulRedisConnection<String, byte[]> open() {
        return client.connect(CODEC);
    }

    public StatefulRedisPubSubConnection<String, byte[]> openPubSub() {
        return client.connectPubSub(CODEC);
    }

    /// A command for a Redis that is away fails at once: nothing here is worth a queue.
    @Configuration(proxyBeanMethods = false)
    static class Options {
        @Bean
        LettuceClientOptionsBuilderCustomizer failFast() {
            return options ->
                    options.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                            .requestQueueSize(100_000);
        }
    }
}
