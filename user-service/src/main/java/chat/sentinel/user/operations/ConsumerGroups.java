package chat.sentinel.user.operations;

import chat.sentinel.contracts.KafkaGroups;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.springframework.stereotype.Component;

/// Who reads what from Kafka, and how far.
@Component
class ConsumerGroups {
    private final KafkaOperators kafka;

    ConsumerGroups(KafkaOperators kafka) {
        this.kafka = kafka;
    }

    /// An instance of message-service.
    ///
    /// @param id its `sentinel.node.id`
    /// @param partitions of `chat.commands` whose chats it owns
    record Node(String id, String host, List<Integer> partitions) {}

    /// @param lag records of the topic that nobody of the group has dealt with
    record Lag(String topic, long lag) {}

    /// @param state as Kafka names it: `stable`, `empty`, …
    record Group(String name, String state, int members, long lag, List<Lag> topics) {}

    /// Nodes that own nothing yet are among them, those that have stopped are not.
    List<Node> nodes() {
        return kafka.ask(
                admin -> {
                    Optional<ConsumerGroupDescription> owners =
                            described(
                                    admin.describeConsumerGroups(List.of(KafkaGroups.CHAT_OWNERS))
                                            .describedGroups(),
                                    KafkaGroups.CHAT_OWNERS);
                    return owners.map(ConsumerGroupDescription::members).orElse(List.of()).stream()
                            .map(
                                    member ->
                                            new Node(
                                                    member.clientId(),
                                                    member.host().replaceFirst("^/", ""),
                                                    member.assignment().topicPartitions().stream()
                                                            .map(TopicPartition::partition)
                                                            .sorted()
                                                            .toList()))
                            .sorted(Comparator.comparing(Node::id))
                            .toList();
                });
    }

    /// All groups that keep their place in Kafka, by name. A group without members and with a lag
    /// is a service that does not run.
    List<Group> groups() {
        return kafka.ask(
                admin -> {
                    List<String> names =
                            admin
                                    .listGroups(ListGroupsOptions.forConsumerGroups())
                                    .all()
                                    .get()
                                    .stream()
                                    .map(GroupListing::groupId)
                                    .sorted()
                                    .toList();
                    var described = admin.describeConsumerGroups(names).describedGroups();
                    var groups = new ArrayList<Group>();
                    for (String name : names) {
                        Map<String, Long> lags = lags(admin, name);
                        if (lags.isEmpty()) {
                            continue;
                        }
                        described(described, name)
                                .ifPresent(group -> groups.add(group(group, lags)));
                    }
                    return groups;
                });
    }

    private static Group group(ConsumerGroupDescription group, Map<String, Long> lags) {
        return new Group(
                group.groupId(),
                group.groupState().toString().toLowerCase(Locale.ROOT),
                group.members().size(),
                lags.values().stream().mapToLong(Long::longValue).sum(),
                lags.entrySet().stream().map(e -> new Lag(e.getKey(), e.getValue())).toList());
    }

    /// Empty when there never was one, or not any more.
    private static Optional<ConsumerGroupDescription> described(
            Map<String, KafkaFuture<ConsumerGroupDescription>> groups, String name)
            throws ExecutionException, InterruptedException {
        try {
            return Optional.of(Objects.requireNonNull(groups.get(name)).get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Map<String, Long> lags(Admin admin, String group)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>();
        admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach(
                        (partition, place) -> {
                            if (place != null) {
                                places.put(partition, place);
                            }
                        });
        Map<TopicPartition, Long> ends = kafkaEnds(admin, places.keySet());
        var lags = new TreeMap<String, Long>();
        places.forEach(
                (partition, place) ->
                        lags.merge(
                                partition.topic(),
                                Math.max(
                                        0,
                                        ends.getOrDefault(partition, place.offset())
                                                - place.offset()),
                                Long::sum));
        return lags;
    }

    private static Map<TopicPartition, Long> kafkaEnds(
            Admin admin, Collection<TopicPartition> partitions)
            throws ExecutionException, InterruptedException {
        // A topic that was deleted has no end, and groups remember it for a while.
        var there = admin.listTopics().names().get();
        return admin
                .listOffsets(
                        partitions.stream()
                                .filter(partition -> there.contains(partition.topic()))
                                .collect(Collectors.toMap(p -> p, _ -> OffsetSpec.latest())))
                .all()
                .get()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().offset()));
    }
}
