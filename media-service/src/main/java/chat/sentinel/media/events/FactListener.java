package chat.sentinel.media.events;

import chat.sentinel.contracts.chat.ChatEvent;
import chat.sentinel.contracts.chat.ChatMember;
import chat.sentinel.contracts.user.UserEvent;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/// Reads `chat.events`, `chat.members` and `user.events`. What they make of it does not depend on
/// which of them is ahead.
@Component
class FactListener {
    private final Batches batches;
    private final TakeChatEvents chats;
    private final TakeUserEvents users;

    FactListener(Batches batches, TakeChatEvents chats, TakeUserEvents users) {
        this.batches = batches;
        this.chats = chats;
        this.users = users;
    }

    @KafkaListener(
            id = "chats",
            groupId = "${sentinel.topics.group:media-service}",
            topics = "${sentinel.topics.chats:chat.events}",
            // Nearly none of it is about files, and each poll costs Kafka and Postgres: few large
            // ones. Whoever is told of a file may see it that much later.
            properties = {"fetch.min.bytes=262144", "fetch.max.wait.ms=50"},
            containerFactory = "batchListeners")
    void chats(List<ConsumerRecord<String, byte[]>> records) {
        batches.take(records, ChatEvent::parseFrom, chats::take);
    }

    @KafkaListener(
            id = "facts-members",
            groupId = "${sentinel.topics.group:media-service}-members",
            topics = "${sentinel.topics.members:chat.members}",
            containerFactory = "batchListeners")
    void members(List<ConsumerRecord<String, byte[]>> records) {
        batches.take(records, ChatMember::parseFrom, chats::takeMembers);
    }

    @KafkaListener(
            id = "facts-users",
            groupId = "${sentinel.topics.group:media-service}-users",
            topics = "${sentinel.topics.users:user.events}",
            containerFactory = "batchListeners")
    void users(List<ConsumerRecord<String, byte[]>> records) {
        batches.take(records, UserEvent::parseFrom, users::take);
    }
}
