package chat.sentinel.media;

import chat.sentinel.media.storage.ObjectStore;
import chat.sentinel.media.topics.TopicsProperties;
import chat.sentinel.servicekit.promises.KafkaTopics;
import chat.sentinel.servicekit.promises.Promise;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What this service promises.
@Configuration(proxyBeanMethods = false)
class MediaPromises {
    @Bean
    Promise showsFiles(ObjectStore objects) {
        return new Promise(
                "shows_files",
                "Files of a chat can be seen by who is in it.",
                "Files and pictures do not load.",
                () -> stored(objects));
    }

    @Bean
    Promise takesFiles(
            ObjectStore objects, DataSource database, KafkaTopics kafka, TopicsProperties topics) {
        return new Promise(
                "takes_files",
                "Files can be uploaded, and are looked at before anybody sees them.",
                "Uploads fail, or stay unchecked and unseen for a while.",
                () -> {
                    stored(objects);
                    answers(database);
                    kafka.lead(topics.media());
                });
    }

    private static void stored(ObjectStore objects) {
        if (!objects.answers()) {
            throw new IllegalStateException("S3 does not answer");
        }
    }

    private static void answers(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            if (!connection.isValid(2)) {
                throw new SQLException("Postgres does not answer");
            }
        }
    }
}
