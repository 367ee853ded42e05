package chat.sentinel.presence;

import chat.sentinel.presence.topics.TopicsProperties;
import chat.sentinel.servicekit.promises.KafkaTopics;
import chat.sentinel.servicekit.promises.Promise;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/// What this service promises.
@Configuration(proxyBeanMethods = false)
class PresencePromises {
    @Bean
    Promise showsWhoIsHere(StringRedisTemplate redis) {
        return new Promise(
                "shows_who_is_here",
                "Who is active is shown to those who may see it.",
                "Nobody is shown as active; all devices are told by push.",
                () -> redis.execute((RedisCallback<?>) connection -> connection.ping()));
    }

    @Bean
    Promise hearsWhoIsHere(KafkaTopics kafka, TopicsProperties topics) {
        return new Promise(
                "hears_who_is_here",
                "Who comes or goes is seen within seconds.",
                "Everybody stays as he was last seen.",
                () -> kafka.lead(topics.heartbeats()));
    }
}
