package chat.sentinel.presence.topics;

import java.time.Duration;
import org.apache.kafka.common.config.TopicConfig;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.KafkaAdmin;

/// The topics that presence-service makes where they do not exist. An old heartbeat is worth
/// nothing; its time is the broker's, so that the clocks of nodes do not matter.
@Configuration(proxyBeanMethods = false)
class PresenceTopics {
    @Bean
    KafkaAdmin.NewTopics ownTopics(TopicsProperties topics) {
        return new KafkaAdmin.NewTopics(
                topic(topics.heartbeats(), topics)
                        .config(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime")
                        .config(TopicConfig.RETENTION_MS_CONFIG, millis(Duration.ofHours(1)))
                        .build(),
                topic(topics.events(), topics)
                        .config(TopicConfig.RETENTION_MS_CONFIG, millis(Duration.ofDays(7)))
                        .build(),
                topic(topics.statuses(), topics)
                        .config(
                                TopicConfig.CLEANUP_POLICY_CONFIG,
                                TopicConfig.CLEANUP_POLICY_COMPACT)
                        .build());
    }

    private static TopicBuilder topic(String name, TopicsProperties topics) {
        return TopicBuilder.name(name).partitions(topics.partitions()).replicas(topics.replicas());
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
