package chat.sentinel.servicekit.promises;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.jspecify.annotations.Nullable;

/// Whether Kafka answers for a topic.
public final class KafkaTopics implements AutoCloseable {
    private static final int PATIENCE = 2_000;

    private final Map<String, Object> settings;
    private @Nullable Admin admin;

    KafkaTopics(Map<String, Object> adminSettings) {
        this.settings = adminSettings;
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE);
        settings.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
    }

    /// Throws unless every partition of it has a leader.
    public void lead(String topic)
            throws ExecutionException, InterruptedException, TimeoutException {
        TopicDescription description =
                admin().describeTopics(List.of(topic))
                        .allTopicNames()
                        .get(PATIENCE, TimeUnit.MILLISECONDS)
                        .get(topic);
        if (description == null
                || description.partitions().stream()
                        .anyMatch(partition -> partition.leader() == null)) {
            throw new IllegalStateException("a partition of " + topic + " has no leader");
        }
    }

    private synchronized Admin admin() {
        Admin open = admin;
        if (open == null) {
            open = Admin.create(settings);
            admin = open;
        }
        return open;
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close();
        }
    }
}
