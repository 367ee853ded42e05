package chat.sentinel.message.people;

import chat.sentinel.contracts.Topics;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.user.UserEvent;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.listener.ConsumerSeekAware;
import org.springframework.stereotype.Component;

/// Keeps what this instance remembers of [Blocks] right. Every instance reads user.events in a
/// group of its own and commits nothing: it begins, and begins anew, with nothing remembered,
/// where the projection has come to; what lies before is in the store.
@Component
class BlockListener implements ConsumerSeekAware {
    private final Blocks blocks;
    private final KafkaAdmin kafka;

    BlockListener(Blocks blocks, KafkaAdmin kafka) {
        this.blocks = blocks;
        this.kafka = kafka;
    }

    @KafkaListener(
            id = "blocks",
            groupId = "message-service-blocks-#{T(java.util.UUID).randomUUID()}",
            topics = Topics.USER_EVENTS,
            containerFactory = "instanceListenerContainerFactory")
    void on(byte[] value) throws InvalidProtocolBufferException {
        UserEvent event = UserEvent.parseFrom(value);
        switch (event.getFactCase()) {
            case BLOCKED -> learn(event, event.getBlocked().getBlockedId(), true);
            case UNBLOCKED -> learn(event, event.getUnblocked().getBlockedId(), false);
            case REGISTERED, UPDATED, ERASED, SESSIONS_REVOKED, FACT_NOT_SET -> {
                // Not about blocks.
            }
        }
    }

    private void learn(UserEvent event, ByteString blocked, boolean isBlocked) {
        blocks.learn(
                UserId.of(event.getUserId()), UserId.of(blocked), isBlocked, event.getVersion());
    }

    /// Where the projection has committed nothing, and when Kafka does not tell, it begins at the
    /// beginning.
    @Override
    public void onPartitionsAssigned(
            Map<TopicPartition, Long> assigned, ConsumerSeekCallback callback) {
        Map<TopicPartition, OffsetAndMetadata> projected = projected();
        assigned.keySet()
                .forEach(
                        partition -> {
                            OffsetAndMetadata position = projected.get(partition);
                            if (position != null) {
                                callback.seek(
                                        partition.topic(),
                                        partition.partition(),
                                        position.offset());
                            }
                        });
        blocks.forgetAll();
    }

    private Map<TopicPartition, OffsetAndMetadata> projected() {
        try (Admin admin = Admin.create(kafka.getConfigurationProperties())) {
            return admin.listConsumerGroupOffsets(UserEventListener.GROUP)
                    .partitionsToOffsetAndMetadata()
                    .get(5, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return Map.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Map.of();
        }
    }
}
