package chat.sentinel.message.send;

import chat.sentinel.contracts.Topics;
import java.time.Duration;
import org.apache.kafka.common.config.TopicConfig;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.KafkaAdmin;

/// The topics that message-service makes where they do not exist.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SendProperties.class)
class LogTopics {
    @Bean
    KafkaAdmin.NewTopics messageTopics(SendProperties properties) {
        return new KafkaAdmin.NewTopics(
                topic(Topics.CHAT_COMMANDS, properties)
                        .config(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime")
                        .config(TopicConfig.RETENTION_MS_CONFIG, millis(Duration.ofDays(7)))
                        .build(),
                topic(Topics.CHAT_COMMANDS_DLT, properties)
                        .config(TopicConfig.RETENTION_MS_CONFIG, millis(Duration.ofDays(30)))
                        .build(),
                topic(Topics.CHAT_EVENTS, properties)
                        .config(TopicConfig.RETENTION_MS_CONFIG, millis(Duration.ofDays(7)))
                        .build(),
                topic(Topics.CHAT_MEMBERS, properties)
                        .config(
                                TopicConfig.CLEANUP_POLICY_CONFIG,
                                TopicConfig.CLEANUP_POLICY_COMPACT)
                        .build());
    }

    private static TopicBuilder topic(String name, SendProperties properties) {
        return TopicBuilder.name(name)
                .partitions(properties.partitions())
                .replicas(properties.replicas());
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
