package chat.sentinel.user;

import chat.sentinel.contracts.Topics;
import chat.sentinel.servicekit.promises.KafkaTopics;
import chat.sentinel.servicekit.promises.Promise;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What this service promises.
@Configuration(proxyBeanMethods = false)
class UserPromises {
    @Bean
    Promise signsIn(DataSource database) {
        return new Promise(
                "signs_in",
                "People can register, sign in and stay signed in.",
                "Nobody can register or sign in; who is signed in stays so for up to 15 minutes.",
                () -> answers(database));
    }

    @Bean
    Promise endsSessions(DataSource database, KafkaTopics kafka) {
        return new Promise(
                "ends_sessions",
                "A session that is ended, a block, a new name count everywhere within seconds.",
                "They are kept and count later.",
                () -> {
                    answers(database);
                    kafka.lead(Topics.USER_EVENTS);
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
