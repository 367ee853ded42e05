package chat.sentinel.message.sequence;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.CommandId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.TestCluster;
import chat.sentinel.message.delivery.Deliveries;
import chat.sentinel.message.delivery.NodeId;
import chat.sentinel.testkit.client.TestUser;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.common.utils.Utils;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.kafka.core.KafkaTemplate;

/// One more owner in the group of the shared cluster's, with settings and an observer of its own.
final class SecondOwner implements AutoCloseable {
    private static final int PARTITIONS = 12;
    private static final TestCluster cluster = TestCluster.shared();

    private final MeterRegistry metrics = new SimpleMeterRegistry();
    private final SequenceConfiguration.Owner owner;

    SecondOwner(SequenceProperties properties, EffectObserver observer) {
        StaticListableBeanFactory observers = new StaticListableBeanFactory();
        observers.addBean("observer", observer);
        owner =
                new SequenceConfiguration()
                        .owner(
                                cluster.bean(0, SequenceConfiguration.Stores.class),
                                cluster.bean(0, Deliveries.class),
                                cluster.bean(0, Outcomes.class),
                                cluster.bean(0, ScheduledExecutorService.class),
                                cluster.bean(0, KafkaTemplate.class),
                                cluster.bean(0, KafkaProperties.class),
                                properties,
                                cluster.bean(0, NodeId.class),
                                observers.getBeanProvider(EffectObserver.class),
                                cluster.bean(0, Owning.class),
                                metrics);
        owner.start();
    }

    /// Two users whose private chat lies in a partition of this owner.
    TestUser[] pair() {
        FedOwner.await("it has partitions", () -> !owner.partitions().isEmpty());
        TestUser alice = cluster.registered(0);
        while (true) {
            UserId bob = new UserId(UUID.randomUUID());
            if (owns(ChatId.ofPair(UserId.parse(alice.userId), bob))) {
                return new TestUser[] {alice, cluster.registered(0, bob)};
            }
        }
    }

    /// A request of this user for a group that lies in a partition of this owner.
    UUID groupRequest(String creator) {
        while (true) {
            UUID request = CommandId.next().value();
            if (owns(ChatId.ofGroup(UserId.parse(creator), request))) {
                return request;
            }
        }
    }

    private boolean owns(ChatId chat) {
        byte[] key = chat.toString().getBytes(StandardCharsets.UTF_8);
        return owner.partitions().contains(Utils.toPositive(Utils.murmur2(key)) % PARTITIONS);
    }

    long heldBytes() {
        return (long) metrics.get("sentinel.message.held_bytes").gauge().value();
    }

    @Override
    public void close() {
        if (owner.isRunning()) {
            owner.stop();
        }
    }
}
