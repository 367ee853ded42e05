package chat.sentinel.user.operations;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.stereotype.Component;

/// Asks Kafka what operators want to know. A client for each question: they are rare.
@Component
class KafkaOperators {
    private static final int TIMEOUT_MS = 5_000;

    private final Map<String, Object> settings;

    KafkaOperators(KafkaAdmin admin) {
        this.settings = new HashMap<>(admin.getConfigurationProperties());
        this.settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        this.settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
    }

    @FunctionalInterface
    interface Question<T> {
        T ask(Admin admin) throws ExecutionException, InterruptedException;
    }

    /// @throws SentinelException STORE_UNAVAILABLE while Kafka does not answer
    <T> T ask(Question<T> question) {
        try (Admin admin = Admin.create(settings)) {
            return question.ask(admin);
        } catch (ExecutionException | KafkaException e) {
            throw away(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away(e);
        }
    }

    static SentinelException away(Exception why) {
        return new SentinelException(
                ErrorCode.STORE_UNAVAILABLE, "Kafka does not answer; ask again", why);
    }
}
