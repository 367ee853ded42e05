package chat.sentinel.message.sequence;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.Topics;
import chat.sentinel.contracts.chat.ChatEvent;
import chat.sentinel.contracts.chat.ChatMember;
import chat.sentinel.testkit.Backends;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/// chat.events as a consumer sees it: committed transactions only, of each chat what is above its
/// high-water mark.
final class ChatEventsReader {
    private ChatEventsReader() {}

    /// What chat.members says of a member once it has come to the entry `seq`.
    static ChatMember member(String chatId, String userId, long seq) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        try (var consumer = consumer(Topics.CHAT_MEMBERS)) {
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<String, byte[]> record :
                        consumer.poll(Duration.ofMillis(200))) {
                    if (record.key().equals(chatId + ":" + userId)) {
                        ChatMember member = ChatMember.parseFrom(record.value());
                        if (member.getSeq() == seq) {
                            return member;
                        }
                    }
                }
            }
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("chat.members does not come to entry " + seq);
    }

    /// At the beginning of the topic.
    private static KafkaConsumer<String, byte[]> consumer(String topic) {
        var consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                Backends.kafka().bootstrapServers(),
                                "isolation.level",
                                "read_committed"),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic).stream()
                        .map(p -> new TopicPartition(p.topic(), p.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    /// The ids of the chat's entries, in the order of their facts.
    static List<String> idsOf(String chatId, int expected) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        List<String> ids = new ArrayList<>();
        long highWater = 0;
        try (var consumer = consumer(Topics.CHAT_EVENTS)) {
            while (ids.size() < expected && System.nanoTime() < deadline) {
                for (ConsumerRecord<String, byte[]> record :
                        consumer.poll(Duration.ofMillis(200))) {
                    if (record.key().equals(chatId)) {
                        ChatEvent event = ChatEvent.parseFrom(record.value());
                        if (event.getSeq() > highWater) {
                            if (event.getSeq() != highWater + 1
                                    || !ChatId.of(event.getChatId()).toString().equals(chatId)) {
                                throw new AssertionError("a gap before " + event.getSeq());
                            }
                            highWater = event.getSeq();
                            ids.add(CommandId.of(event.getId()).toString());
                        }
                    }
                }
            }
            return ids;
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
