package chat.sentinel.message.sequence;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatCommand;
import chat.sentinel.message.delivery.Deliveries;
import chat.sentinel.message.delivery.Outgoing;
import chat.sentinel.message.store.Entry;
import chat.sentinel.message.store.LogPosition;
import chat.sentinel.message.store.Marks;
import chat.sentinel.message.store.Reactions;
import chat.sentinel.message.store.ReadEntries;
import chat.sentinel.message.store.WriteEntries;
import chat.sentinel.message.store.WriteMembers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The effects of one chat's decisions, in the order of the log: what is stored is always a
/// prefix of it. Decisions that gather while a write is under way share the next one.
final class ChatEffects {
    private static final Logger log = LoggerFactory.getLogger(ChatEffects.class);
    private static final int MOST_BYTES = 256 * 1024;
    private static final int MOST_DECISIONS = 200;

    private final ChatId chatId;
    private final OwnedPartition partition;
    private final Tools tools;
    private final ArrayDeque<Decision> queue = new ArrayDeque<>();
    private boolean running;
    private int behindRows;
    private volatile long stored;
    private volatile boolean privateChat;

    /// In which bucket the row of each one's marks is at least; of the thread of the effects.
    private final Map<UserId, Integer> marked = new HashMap<>();

    ChatEffects(ChatId chatId, OwnedPartition partition, Tools tools) {
        this.chatId = chatId;
        this.partition = partition;
        this.tools = tools;
    }

    /// What every chat's effects are done with.
    record Tools(
            WriteEntries entries,
            WriteMembers members,
            Reactions reactions,
            Marks marks,
            ReadEntries read,
            Deliveries deliveries,
            Outcomes outcomes,
            Retry retry,
            EffectObserver observer,
            Owning owning) {}

    /// The seq up to which the store has the chat.
    long stored() {
        return stored;
    }

    void stored(long seq) {
        stored = seq;
    }

    void isPrivate() {
        privateChat = true;
    }

    /// Whether something of this chat is to be delivered only after its rows: then what follows
    /// waits too.
    synchronized boolean deliversBehindRows() {
        return behindRows > 0;
    }

    synchronized boolean isIdle() {
        return !running && queue.isEmpty();
    }

    void add(Decision decision) {
        synchronized (this) {
            queue.add(decision);
            if (decision instanceof Decision.Entered entered && !entered.afterRows().isEmpty()) {
                behindRows++;
            }
            if (running) {
                return;
            }
            running = true;
        }
        next();
    }

    /// Goes on in this thread while nothing has to be waited for: thousands may be redone.
    private void next() {
        while (true) {
            List<Decision> batch;
            synchronized (this) {
                batch = takeBatch();
                if (batch.isEmpty()) {
                    running = false;
                    return;
                }
            }
            CompletableFuture<?> performed = perform(batch);
            if (!performed.isDone() || performed.isCompletedExceptionally()) {
                performed.whenComplete(
                        (_, failure) -> {
                            if (failure == null) {
                                next();
                            } else {
                                failed(failure);
                            }
                        });
                return;
            }
        }
    }

    private void failed(Throwable failure) {
        if (!partition.isDiscarded()) {
            partition.stop();
            log.error(
                    "Effects of chat {} ended; its partition stands still until it begins again",
                    chatId,
                    failure);
        }
    }

    /// The longest run of decisions that one batch of one partition can carry.
    private List<Decision> takeBatch() {
        List<Decision> batch = new ArrayList<>();
        int bytes = 0;
        while (!queue.isEmpty() && batch.size() < MOST_DECISIONS) {
            Decision decision = queue.getFirst();
            bytes += decision.inFlight().bytes;
            if (!batch.isEmpty()
                    && (bytes > MOST_BYTES || !belongTogether(batch.getLast(), decision))) {
                break;
            }
            batch.add(queue.removeFirst());
        }
        return batch;
    }

    private static boolean belongTogether(Decision one, Decision next) {
        return switch (next) {
            case Decision.Numbered numbered ->
                    one instanceof Decision.Numbered before
                            && before.row().entry().bucket() == numbered.row().entry().bucket();
            case Decision.Refused _ -> one instanceof Decision.Refused;
            case Decision.Redone _, Decision.Repeated _ -> false;
        };
    }

    private CompletableFuture<?> perform(List<Decision> batch) {
        try {
            return performed(batch);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletableFuture<?> performed(List<Decision> batch) {
        return switch (batch.getLast()) {
            case Decision.Numbered _ ->
                    store(batch.stream().map(Decision.Numbered.class::cast).toList());
            case Decision.Refused last ->
                    step(
                                    EffectStep.APPLIED,
                                    last,
                                    () ->
                                            tools.entries()
                                                    .applied(
                                                            chatId,
                                                            last.lastSeq(),
                                                            last.command().position()))
                            .thenRun(() -> batch.forEach(this::done));
            case Decision.Redone redone -> follow(List.of(redone));
            case Decision.Repeated repeated -> tellAgain(repeated);
        };
    }

    private CompletableFuture<?> store(List<Decision.Numbered> batch) {
        List<WriteEntries.Numbered> rows = batch.stream().map(Decision.Numbered::row).toList();
        Decision.Numbered last = batch.getLast();
        Entry first = rows.getFirst().entry();
        LogPosition decided = last.row().position();
        List<Entry> entries = rows.stream().map(WriteEntries.Numbered::entry).toList();
        CompletableFuture<?> stage = step(EffectStep.IDS, last, () -> tools.entries().ids(rows));
        Optional<Supplier<CompletionStage<?>>> targets = tools.entries().earlierTargets(rows);
        if (targets.isPresent()) {
            stage = stage.thenCompose(_ -> step(EffectStep.EARLIER_TARGETS, last, targets.get()));
        }
        if (first.seq() % Entry.BUCKET_SIZE == 0) {
            stage =
                    stage.thenCompose(
                            _ ->
                                    step(
                                            EffectStep.HEAD_BUCKET,
                                            last,
                                            () -> tools.entries().headBucket(chatId, first.seq())));
        }
        return stage.thenCompose(
                        _ ->
                                step(
                                        EffectStep.ENTRIES,
                                        last,
                                        () ->
                                                tools.entries()
                                                        .entries(
                                                                rows,
                                                                decided,
                                                                Seen.whenSent(entries))))
                .thenCompose(
                        _ -> {
                            stored = last.row().entry().seq();
                            batch.forEach(decision -> decision.hop().event("stored"));
                            return follow(batch);
                        });
    }

    /// What comes after the entries are stored; all of it may be done twice.
    private CompletableFuture<?> follow(List<? extends Decision.Entered> batch) {
        Decision.Entered last = batch.getLast();
        List<Entry> entries = batch.stream().<Entry>map(Decision.Entered::entry).toList();
        return step(EffectStep.ROWS, last, () -> rows(entries))
                .thenRun(
                        () -> {
                            tools.observer().before(EffectStep.DELIVERY, kind(last));
                            List<Outgoing> outgoing =
                                    batch.stream()
                                            .flatMap(entered -> entered.afterRows().stream())
                                            .toList();
                            if (!outgoing.isEmpty()) {
                                tools.deliveries().deliver(outgoing);
                                synchronized (this) {
                                    behindRows -=
                                            (int)
                                                    batch.stream()
                                                            .filter(
                                                                    entered ->
                                                                            !entered.afterRows()
                                                                                    .isEmpty())
                                                            .count();
                                }
                            }
                            tools.observer().before(EffectStep.EVENTS, kind(last));
                            for (Decision.Entered entered : batch) {
                                partition
                                        .opened()
                                        .events()
                                        .publish(
                                                entered.entry(),
                                                entered.members(),
                                                entered.hop(),
                                                () -> done(entered));
                            }
                        });
    }

    private CompletionStage<?> rows(List<Entry> entries) {
        List<CompletableFuture<?>> writes = new ArrayList<>();
        for (Entry entry : entries) {
            write(entry).ifPresent(write -> writes.add(write.toCompletableFuture()));
        }
        Map<UserId, Entry> moved = new HashMap<>(Seen.bySending(entries));
        // Marks reads the rest where the entries are.
        moved.entrySet().removeIf(mark -> isMarked(mark.getKey(), mark.getValue()));
        moved.forEach(
                (user, entry) ->
                        writes.add(
                                tools.marks()
                                        .seen(chatId, user, entry.seq())
                                        .toCompletableFuture()));
        return CompletableFuture.allOf(writes.toArray(CompletableFuture<?>[]::new))
                .thenRun(
                        () -> {
                            if (privateChat) {
                                moved.forEach((user, entry) -> marked.put(user, entry.bucket()));
                            }
                        });
    }

    /// Whether the row of a member of a private chat need not move for this entry of his.
    private boolean isMarked(UserId user, Entry entry) {
        Integer bucket = marked.get(user);
        return privateChat && bucket != null && bucket == entry.bucket();
    }

    /// What an entry says of other tables than the log.
    private Optional<CompletionStage<?>> write(Entry entry) {
        return switch (entry.body()) {
            case Entry.Created created -> Optional.of(tools.members().created(entry, created));
            case Entry.Updated updated -> Optional.of(tools.members().updated(entry, updated));
            case Entry.Membership change -> Optional.of(tools.members().changed(entry, change));
            case Entry.Reacted reacted -> Optional.of(tools.reactions().write(entry, reacted));
            case Entry.Message _, Entry.Edited _, Entry.Deleted _ -> Optional.empty();
        };
    }

    private CompletableFuture<?> tellAgain(Decision.Repeated repeated) {
        return tools.retry()
                .untilDone(
                        "read of entry " + repeated.seq(),
                        partition::isDiscarded,
                        () -> tools.read().at(chatId, repeated.seq()))
                .thenAccept(
                        found -> {
                            found.ifPresent(
                                    entry ->
                                            tools.deliveries()
                                                    .deliver(
                                                            List.of(
                                                                    tools.outcomes()
                                                                            .repeated(
                                                                                    entry,
                                                                                    repeated
                                                                                            .command()))));
                            done(repeated);
                        });
    }

    private void done(Decision decision) {
        tools.observer().before(EffectStep.DONE, kind(decision));
        decision.inFlight().complete();
    }

    private <T> CompletableFuture<?> step(
            EffectStep step,
            Decision last,
            Supplier<? extends CompletionStage<? extends T>> write) {
        return tools.retry()
                .untilDone(
                        step.name(),
                        partition::isDiscarded,
                        () -> {
                            tools.observer().before(step, kind(last));
                            return write.get().thenApply(value -> (Object) Boolean.TRUE);
                        });
    }

    private static ChatCommand.CommandCase kind(Decision decision) {
        return decision.command().proto().getCommandCase();
    }
}
