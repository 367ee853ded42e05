package chat.sentinel.message.sequence;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.message.delivery.Deliveries;
import chat.sentinel.message.delivery.NodeId;
import chat.sentinel.message.delivery.SessionRegistry;
import chat.sentinel.message.store.FindCommand;
import chat.sentinel.message.store.LogGenerations;
import chat.sentinel.message.store.Marks;
import chat.sentinel.message.store.Reactions;
import chat.sentinel.message.store.ReadChat;
import chat.sentinel.message.store.ReadEntries;
import chat.sentinel.message.store.WriteEntries;
import chat.sentinel.message.store.WriteMembers;
import chat.sentinel.servicekit.promises.Promise;
import chat.sentinel.servicekit.tracing.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SequenceProperties.class)
class SequenceConfiguration {
    /// The stores, as the owner of chats uses them.
    record Stores(
            ReadChat chats,
            FindCommand commands,
            LogGenerations generations,
            WriteEntries entries,
            WriteMembers members,
            Reactions reactions,
            Marks marks,
            ReadEntries read) {
        Sequencer sequencer(
                Deliveries deliveries,
                Outcomes outcomes,
                DeadLetters deadLetters,
                Retry retry,
                EffectObserver observer,
                Owning owning,
                SequenceProperties properties) {
            return new Sequencer(
                    chats,
                    commands,
                    generations,
                    deliveries,
                    outcomes,
                    deadLetters,
                    new ChatEffects.Tools(
                            entries,
                            members,
                            reactions,
                            marks,
                            read,
                            deliveries,
                            outcomes,
                            retry,
                            observer,
                            owning),
                    properties);
        }
    }

    @Bean
    Stores sequenceStores(
            ReadChat chats,
            FindCommand commands,
            LogGenerations generations,
            WriteEntries entries,
            WriteMembers members,
            Reactions reactions,
            Marks marks,
            ReadEntries read) {
        return new Stores(chats, commands, generations, entries, members, reactions, marks, read);
    }

    @Bean(destroyMethod = "shutdownNow")
    ScheduledExecutorService retryTimer() {
        return Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("retry").daemon().factory());
    }

    @Bean
    Owning owning(Traces traces, MeterRegistry meters, Clock clock) {
        return new Owning(traces, meters, clock);
    }

    @Bean
    Owner owner(
            Stores stores,
            Deliveries deliveries,
            Outcomes outcomes,
            ScheduledExecutorService retryTimer,
            KafkaTemplate<String, byte[]> deadLetters,
            KafkaProperties kafka,
            SequenceProperties properties,
            NodeId node,
            ObjectProvider<EffectObserver> observer,
            Owning owning,
            MeterRegistry metrics) {
        Retry retry = new Retry(retryTimer, properties);
        DeadLetters letters = new DeadLetters(deadLetters, retry);
        Sequencer sequencer =
                stores.sequencer(
                        deliveries,
                        outcomes,
                        letters,
                        retry,
                        observer.getIfAvailable(() -> (_, _) -> {}),
                        owning,
                        properties);
        CommandLogConsumer consumer =
                new CommandLogConsumer(
                        sequencer,
                        new OpenPartitions(
                                stores.generations(),
                                kafka.buildProducerProperties(),
                                kafka.buildAdminProperties(),
                                properties),
                        consumerSettings(kafka, node),
                        properties,
                        owning);
        metrics.gauge("sentinel.message.owned_partitions", consumer, c -> c.partitions().size());
        metrics.gauge(
                "sentinel.message.stopped_partitions",
                consumer,
                CommandLogConsumer::stoppedPartitions);
        metrics.gauge("sentinel.message.held_bytes", consumer, CommandLogConsumer::heldBytes);
        metrics.gauge("sentinel.message.dead_letters", letters, DeadLetters::count);
        return new Owner(sequencer, consumer);
    }

    /// Kafka tells operators who owns what by the client's id.
    private static Map<String, Object> consumerSettings(KafkaProperties kafka, NodeId node) {
        Map<String, Object> settings = kafka.buildConsumerProperties();
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, node.value());
        return settings;
    }

    @Bean
    Promise delivers(SessionRegistry sessions, Owner owner) {
        return new Promise(
                "delivers",
                "What is accepted reaches all devices that are connected, at once and in one order.",
                "New messages come late to some, who get them when they sync.",
                () -> {
                    sessions.answers().toCompletableFuture().get(2, TimeUnit.SECONDS);
                    long stopped = owner.consumer.stoppedPartitions();
                    if (stopped > 0) {
                        throw new IllegalStateException(stopped + " partitions stand still");
                    }
                });
    }

    @Bean
    Promise keeps(ReadChat chats, Owner owner, SequenceProperties properties) {
        return new Promise(
                "keeps",
                "What was delivered is stored soon after, in the same order.",
                "Nobody notices until memory is full; then new messages are accepted and wait.",
                () -> {
                    chats.info(new ChatId(new UUID(0, 0)))
                            .toCompletableFuture()
                            .get(2, TimeUnit.SECONDS);
                    long held = owner.consumer.heldBytes();
                    if (held > properties.heldWork().toBytes() / 2) {
                        throw new IllegalStateException(held + " bytes wait to be stored");
                    }
                });
    }

    /// Runs the owner's threads between the start of the stores' clients and their end.
    static final class Owner implements SmartLifecycle {
        private final Sequencer sequencer;
        private final CommandLogConsumer consumer;
        private volatile boolean running;

        Owner(Sequencer sequencer, CommandLogConsumer consumer) {
            this.sequencer = sequencer;
            this.consumer = consumer;
        }

        /// The partitions whose chats this instance owns now.
        Set<Integer> partitions() {
            return consumer.partitions();
        }

        @Override
        public void start() {
            sequencer.start();
            consumer.start();
            running = true;
        }

        @Override
        public void stop() {
            consumer.close();
            sequencer.close();
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        /// After the command log is open, before the sockets are.
        @Override
        public int getPhase() {
            return 10;
        }
    }
}
