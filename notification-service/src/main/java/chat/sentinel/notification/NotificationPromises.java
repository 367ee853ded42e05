package chat.sentinel.notification;

import chat.sentinel.notification.topics.TopicsProperties;
import chat.sentinel.servicekit.promises.KafkaTopics;
import chat.sentinel.servicekit.promises.Promise;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What this service promises.
@Configuration(proxyBeanMethods = false)
class NotificationPromises {
    @Bean
    Promise pushes(DataSource database, KafkaTopics kafka, TopicsProperties topics) {
        return new Promise(
                "pushes",
                "Who is away is told of messages on his devices.",
                "Devices stay silent; what is not too old by then is pushed later.",
                () -> {
                    answers(database);
                    kafka.lead(topics.chats());
                });
    }

    private static void answers(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            if (!connection.isValid(2)) {
                throw new SQLException("Postgres does not answer");
            }
        }
    }
}
