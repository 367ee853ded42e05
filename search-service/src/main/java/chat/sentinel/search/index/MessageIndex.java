package chat.sentinel.search.index;

import chat.sentinel.search.elastic.Elastic;
import chat.sentinel.search.elastic.Generations;
import chat.sentinel.search.elastic.Indices;
import chat.sentinel.search.elastic.Refused;
import chat.sentinel.search.elastic.StoreAway;
import co.elastic.clients.elasticsearch.core.MgetRequest;
import co.elastic.clients.elasticsearch.core.bulk.BulkOperation;
import co.elastic.clients.elasticsearch.core.bulk.BulkResponseItem;
import co.elastic.clients.elasticsearch.core.mget.MultiGetOperation;
import co.elastic.clients.elasticsearch.core.mget.MultiGetResponseItem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The documents of messages. A message that is not there yet is made, one that is there is read,
/// changed and written if it is still as it was read: whoever else writes it meanwhile (another
/// instance after a rebalance, a rebuild of the index) undoes nothing, and is not undone.
@Component
public class MessageIndex {
    private static final int MOST_ROUNDS = 10;

    private final Elastic elastic;
    private final Indices indices;
    private final Generations generations;

    MessageIndex(Elastic elastic, Indices indices, Generations generations) {
        this.elastic = elastic;
        this.indices = indices;
        this.generations = generations;
    }

    /// @param seqNo and the next: how Elasticsearch counts the writes of the document
    private record Kept(MessageDocument document, long seqNo, long primaryTerm) {}

    /// All changes of a poll to one message, in their order.
    private record Target(String index, String id, List<MessageChange> changes) {
        MessageChange first() {
            return changes.getFirst();
        }

        MessageDocument on(@Nullable MessageDocument known) {
            MessageDocument document = known;
            for (MessageChange change : changes) {
                document = change.applyTo(document);
            }
            return Objects.requireNonNull(document, "no change");
        }
    }

    /// Applies them to every index that is written, and makes what they made be found.
    ///
    /// @throws StoreAway when it may succeed later: to be done again, all of it
    /// @throws Refused when one of them is bad in itself: each to be done by itself
    void apply(List<MessageChange> changes) {
        for (int generation : generations.written()) {
            apply(changes, generation);
        }
    }

    /// @param generation see [Generations]
    /// @throws StoreAway when it may succeed later: to be done again, all of it
    /// @throws Refused when one of them is bad in itself: each to be done by itself
    void apply(List<MessageChange> changes, int generation) {
        Map<String, Target> targets = new LinkedHashMap<>();
        for (MessageChange change : changes) {
            targets.computeIfAbsent(
                            Indices.id(change.chatId(), change.messageId()),
                            id ->
                                    new Target(
                                            indices.messages(generation, change.messageId()),
                                            id,
                                            new ArrayList<>()))
                    .changes()
                    .add(change);
        }
        // Most are new; to read them first would cost as much as to write them.
        List<Target> read = new ArrayList<>();
        Map<Target, BulkOperation> writes = new LinkedHashMap<>();
        for (Target target : targets.values()) {
            if (target.first() instanceof MessageChange.Sent) {
                writes.put(target, create(target));
            } else {
                read.add(target);
            }
        }
        read.addAll(write(writes));
        for (int round = 0; !read.isEmpty(); round++) {
            if (round == MOST_ROUNDS) {
                throw new StoreAway("let a message be written, for others write it");
            }
            read = write(changed(read));
        }
    }

    /// @return those that somebody else has written
    private List<Target> write(Map<Target, BulkOperation> writes) {
        List<BulkResponseItem> items = elastic.bulk(List.copyOf(writes.values()));
        List<Target> conflicts = new ArrayList<>();
        int i = 0;
        for (Target target : writes.keySet()) {
            BulkResponseItem item = items.get(i++);
            if (item.status() == Elastic.CONFLICT) {
                conflicts.add(target);
            }
        }
        return conflicts;
    }

    private Map<Target, BulkOperation> changed(List<Target> targets) {
        List<@Nullable Kept> kept = read(targets);
        Map<Target, BulkOperation> writes = new LinkedHashMap<>();
        for (int i = 0; i < targets.size(); i++) {
            Target target = targets.get(i);
            Kept known = kept.get(i);
            if (known == null) {
                writes.put(target, create(target));
            } else {
                MessageDocument changed = target.on(known.document());
                if (!changed.equals(known.document())) {
                    writes.put(target, replace(target, changed, known));
                }
            }
        }
        return writes;
    }

    private List<@Nullable Kept> read(List<Target> targets) {
        MgetRequest request =
                MgetRequest.of(
                        mget ->
                                mget.docs(
                                        targets.stream()
                                                .map(
                                                        target ->
                                                                MultiGetOperation.of(
                                                                        one ->
                                                                                one.index(
                                                                                                target
                                                                                                        .index())
                                                                                        .id(
                                                                                                target
                                                                                                        .id())
                                                                                        .routing(
                                                                                                routing(
                                                                                                        target))))
                                                .toList()));
        List<@Nullable Kept> kept = new ArrayList<>();
        for (MultiGetResponseItem<MessageDocument> item :
                elastic.call(
                                "say what is kept",
                                client -> client.mget(request, MessageDocument.class))
                        .docs()) {
            kept.add(kept(item));
        }
        return kept;
    }

    private static @Nullable Kept kept(MultiGetResponseItem<MessageDocument> item) {
        if (item.isFailure()) {
            if ("index_not_found_exception".equals(item.failure().error().type())) {
                return null;
            }
            throw new StoreAway("say what is kept: " + item.failure().error().reason());
        }
        MessageDocument document = item.result().source();
        Long seqNo = item.result().seqNo();
        Long primaryTerm = item.result().primaryTerm();
        return !item.result().found() || document == null || seqNo == null || primaryTerm == null
                ? null
                : new Kept(document, seqNo, primaryTerm);
    }

    private static BulkOperation create(Target target) {
        MessageDocument document = target.on(null);
        return BulkOperation.of(
                operation ->
                        operation.create(
                                create ->
                                        create.index(target.index())
                                                .id(target.id())
                                                .routing(routing(target))
                                                .document(document)));
    }

    private static BulkOperation replace(Target target, MessageDocument document, Kept known) {
        return BulkOperation.of(
                operation ->
                        operation.index(
                                index ->
                                        index.index(target.index())
                                                .id(target.id())
                                                .routing(routing(target))
                                                .ifSeqNo(known.seqNo())
                                                .ifPrimaryTerm(known.primaryTerm())
                                                .document(document)));
    }

    private static String routing(Target target) {
        return target.first().chatId().toString();
    }
}
