package chat.sentinel.message.sequence;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.message.delivery.Deliveries;
import chat.sentinel.message.delivery.Outgoing;
import chat.sentinel.message.store.ChatHead;
import chat.sentinel.message.store.ChatInfo;
import chat.sentinel.message.store.FindCommand;
import chat.sentinel.message.store.LogGenerations;
import chat.sentinel.message.store.Member;
import chat.sentinel.message.store.ReadChat;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.context.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The owner of the chats of this instance's partitions. Each record of the log is decided
/// once, from the log alone, by one thread: redo, repeat, refuse, or number. The effects of a
/// decision follow in [ChatEffects]; delivery of a message waits for none of them.
final class Sequencer {
    private static final Logger log = LoggerFactory.getLogger(Sequencer.class);
    private static final int MOST_IN_ONE_DELIVERY = 1_000;

    private final ReadChat chats;
    private final LogGenerations generations;
    private final Deliveries deliveries;
    private final DeadLetters deadLetters;
    private final ChatEffects.Tools effects;
    private final SequenceProperties properties;
    private final Judge judge;

    private final LinkedBlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
    private final List<Outgoing> outgoing = new ArrayList<>();
    private final Thread thread = Thread.ofPlatform().name("sequencer").unstarted(this::run);
    private volatile boolean closed;

    Sequencer(
            ReadChat chats,
            FindCommand commands,
            LogGenerations generations,
            Deliveries deliveries,
            Outcomes outcomes,
            DeadLetters deadLetters,
            ChatEffects.Tools effects,
            SequenceProperties properties) {
        this.chats = chats;
        this.generations = generations;
        this.deliveries = deliveries;
        this.deadLetters = deadLetters;
        this.effects = effects;
        this.properties = properties;
        this.judge =
                new Judge(
                        commands,
                        this::read,
                        outcomes,
                        outgoing::addAll,
                        properties.idsInMemory(),
                        effects.owning());
    }

    void start() {
        thread.start();
    }

    void close() {
        closed = true;
        work.add(() -> {});
    }

    /// Records of one partition, in order. Returns at once.
    void take(OwnedPartition partition, List<ConsumerRecord<String, byte[]>> records) {
        List<InFlight> inFlight = new ArrayList<>(records.size());
        for (ConsumerRecord<String, byte[]> record : records) {
            InFlight begun = partition.begin(record.offset(), record.serializedValueSize() + 100);
            begun.hop = effects.owning().taken(record);
            inFlight.add(begun);
        }
        work.add(
                () -> {
                    for (int i = 0; i < records.size(); i++) {
                        ConsumerRecord<String, byte[]> record = records.get(i);
                        InFlight mark = inFlight.get(i);
                        orStop(mark, () -> take(record, mark));
                    }
                    partition.evictBeyond(properties.chatsInMemory());
                });
    }

    /// @return completes when no record of the partition will be judged any more
    CompletableFuture<@Nullable Void> stop(OwnedPartition partition) {
        partition.stop();
        CompletableFuture<@Nullable Void> stopped = new CompletableFuture<>();
        work.add(() -> stopped.complete(null));
        return stopped;
    }

    private void run() {
        List<Runnable> batch = new ArrayList<>();
        while (!closed) {
            try {
                batch.add(work.take());
                work.drainTo(batch, MOST_IN_ONE_DELIVERY);
            } catch (InterruptedException e) {
                return;
            }
            for (Runnable task : batch) {
                task.run();
                if (outgoing.size() > MOST_IN_ONE_DELIVERY) {
                    deliver();
                }
            }
            batch.clear();
            deliver();
        }
    }

    private void deliver() {
        if (!outgoing.isEmpty()) {
            try {
                deliveries.deliver(List.copyOf(outgoing));
            } catch (RuntimeException e) {
                log.error("A delivery failed; clients find what they miss by its seq", e);
            }
            outgoing.clear();
        }
    }

    /// A defect must not let later records pass the one that met it: the partition stands still
    /// until it begins again, here or with another owner.
    private static void orStop(InFlight record, Runnable decision) {
        try (Scope _ = record.hop.open()) {
            orStop(
                    record.partition,
                    () -> {
                        try {
                            decision.run();
                        } catch (RuntimeException | Error e) {
                            record.hop.failed(e);
                            throw e;
                        }
                    });
        }
    }

    private static void orStop(OwnedPartition partition, Runnable decision) {
        try {
            decision.run();
        } catch (RuntimeException | Error e) {
            partition.stop();
            log.error(
                    "Partition {} stands still: a record cannot be decided", partition.number(), e);
        }
    }

    private void take(ConsumerRecord<String, byte[]> record, InFlight inFlight) {
        OwnedPartition partition = inFlight.partition;
        if (partition.isStopped()) {
            return;
        }
        Command command;
        try {
            command = Command.read(record, partition.opened().generation(), inFlight);
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            inFlight.hop.failed(e);
            deadLetters.add(record, e, inFlight::complete);
            return;
        }
        inFlight.hop.tag("message_id", command.id()).tag("chat_id", command.chatId());
        ChatState chat = partition.chats().get(command.chatId());
        if (chat == null) {
            chat = load(command.chatId(), partition);
        }
        if (chat.reading || !chat.waiting.isEmpty()) {
            chat.waiting.add(command);
        } else {
            decide(chat, command);
        }
    }

    /// What a chat was before its head was read.
    private record Beginning(List<Member> members, Optional<ChatInfo> info) {
        void of(ChatState chat, ChatHead head) {
            chat.load(members, info, head);
        }
    }

    /// Members first, then the head: so no member is ahead of the head.
    private ChatState load(ChatId chatId, OwnedPartition partition) {
        ChatState chat =
                new ChatState(chatId, partition, new ChatEffects(chatId, partition, effects));
        partition.chats().put(chatId, chat);
        read(
                chat,
                "load of chat " + chatId,
                () ->
                        chats.members(chatId)
                                .thenCombine(chats.info(chatId), Beginning::new)
                                .thenCompose(
                                        beginning ->
                                                chats.head(chatId)
                                                        .thenApply(
                                                                head ->
                                                                        () ->
                                                                                beginning.of(
                                                                                        chat,
                                                                                        head))),
                Runnable::run);
        return chat;
    }

    private void decide(ChatState chat, Command read) {
        // It may have been read before a new generation began.
        Command command = read.in(chat.partition.opened().generation());
        if (chat.showsCut(command.position())) {
            beginGeneration(chat, command);
        } else if (chat.isDecided(command.position())) {
            judge.redo(chat, command);
        } else {
            judge.judge(chat, command);
        }
    }

    /// The log was cut: positions of its old life say nothing any more, ids do.
    private void beginGeneration(ChatState chat, Command command) {
        OwnedPartition.Opened opened = chat.partition.opened();
        log.warn(
                "The log of partition {} was cut; a new generation begins",
                chat.partition.number());
        read(
                chat,
                "new generation",
                () ->
                        CompletableFuture.supplyAsync(
                                () ->
                                        generations.raise(
                                                chat.partition.logName(),
                                                opened.topicId(),
                                                opened.generation())),
                generation -> {
                    chat.partition.open(
                            new OwnedPartition.Opened(
                                    opened.topicId(), generation, opened.events()));
                    decide(chat, command);
                });
    }

    /// A read that the next record of this chat needs: only this chat waits for it.
    private <T> void read(
            ChatState chat, String what, Supplier<CompletionStage<T>> call, Consumer<T> then) {
        chat.reading = true;
        effects.retry()
                .untilDone(what, chat.partition::isDiscarded, call)
                .thenAccept(
                        value ->
                                work.add(
                                        () -> {
                                            chat.reading = false;
                                            if (chat.partition.isStopped()) {
                                                return;
                                            }
                                            orStop(
                                                    chat.partition,
                                                    () -> {
                                                        then.accept(value);
                                                        while (!chat.reading
                                                                && !chat.waiting.isEmpty()) {
                                                            decide(chat, chat.waiting.remove());
                                                        }
                                                    });
                                        }));
    }
}
