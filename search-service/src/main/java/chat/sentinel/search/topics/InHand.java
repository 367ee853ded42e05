package chat.sentinel.search.topics;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.springframework.stereotype.Component;

/// Records that Kafka has handed out and that are not taken yet: the consumer counts them as read,
/// however long the store is waited for.
@Component
public class InHand {
    private final Map<TopicPartition, Integer> records = new ConcurrentHashMap<>();

    InHand() {}

    /// @param from the first of a poll that is left to be taken
    void left(List<ConsumerRecord<String, byte[]>> poll, int from) {
        Map<TopicPartition, Integer> left = new HashMap<>();
        for (int i = 0; i < poll.size(); i++) {
            TopicPartition partition =
                    new TopicPartition(poll.get(i).topic(), poll.get(i).partition());
            left.merge(partition, i < from ? 0 : 1, Integer::sum);
        }
        records.putAll(left);
    }

    /// @param partitions that this instance has now; what it had before is another's
    public long of(Collection<TopicPartition> partitions) {
        return partitions.stream().mapToLong(partition -> records.getOrDefault(partition, 0)).sum();
    }
}
