package chat.sentinel.search.membership;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.chat.ChatMember;
import chat.sentinel.contracts.chat.MemberSpan;
import chat.sentinel.search.elastic.Elastic;
import chat.sentinel.search.elastic.Indices;
import chat.sentinel.search.topics.Bulks;
import co.elastic.clients.elasticsearch._types.VersionType;
import co.elastic.clients.elasticsearch.core.bulk.BulkOperation;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

/// Reads `chat.members`, whose records say all that is so of one person in one chat. An older one
/// never replaces a newer one.
@Component
class MemberListener {
    private final Bulks bulks;
    private final Elastic elastic;
    private final Indices indices;

    MemberListener(Bulks bulks, Elastic elastic, Indices indices) {
        this.bulks = bulks;
        this.elastic = elastic;
        this.indices = indices;
    }

    /// @param seq of the entry that made it so
    private record Fact(MemberDocument document, long seq) {}

    @KafkaListener(
            id = "members",
            groupId = "${sentinel.topics.group:search-service}-members",
            topics = "${sentinel.topics.members:chat.members}",
            containerFactory = "bulkListeners",
            autoStartup = "false")
    void on(List<ConsumerRecord<String, byte[]>> records) {
        bulks.take(records, (value, at) -> fact(ChatMember.parseFrom(value), at), this::take);
    }

    private static Fact fact(ChatMember member, long at) {
        if (member.getSeq() < 0) {
            throw new IllegalArgumentException("a membership of entry " + member.getSeq());
        }
        List<MemberDocument.Span> spans =
                member.getSpansList().stream().map(MemberListener::span).toList();
        return new Fact(
                new MemberDocument(
                        ChatId.of(member.getChatId()).toString(),
                        UserId.of(member.getUserId()).toString(),
                        spans.stream().anyMatch(span -> span.to() == Long.MAX_VALUE),
                        at,
                        spans),
                member.getSeq());
    }

    /// The entry that ended the stay may still be read.
    private static MemberDocument.Span span(MemberSpan span) {
        return new MemberDocument.Span(
                span.getSeesFrom() == 0 ? span.getJoinedSeq() : span.getSeesFrom(),
                span.getLeftSeq() <= span.getJoinedSeq() ? Long.MAX_VALUE : span.getLeftSeq());
    }

    private void take(List<Fact> facts) {
        // A conflict: it is older than what is kept.
        var _ = elastic.bulk(facts.stream().map(this::write).toList());
    }

    private BulkOperation write(Fact fact) {
        MemberDocument member = fact.document();
        return BulkOperation.of(
                operation ->
                        operation.index(
                                index ->
                                        index.index(indices.members())
                                                .id(Indices.id(member.chatId(), member.userId()))
                                                .routing(member.userId())
                                                .version(fact.seq())
                                                // What is done again may know more.
                                                .versionType(VersionType.ExternalGte)
                                                .document(Objects.requireNonNull(member))));
    }
}
