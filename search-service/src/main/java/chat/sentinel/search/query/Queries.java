package chat.sentinel.search.query;

import chat.sentinel.contracts.UserId;
import chat.sentinel.search.box.Box;
import chat.sentinel.search.content.Texts;
import chat.sentinel.search.index.MessageDocument;
import chat.sentinel.search.membership.ReadableChats;
import co.elastic.clients.elasticsearch._types.FieldValue;
import co.elastic.clients.elasticsearch._types.query_dsl.BoolQuery;
import co.elastic.clients.elasticsearch._types.query_dsl.Operator;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.json.JsonData;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is looked for, in Elasticsearch's words. Never `query_string`: what people type is only
/// ever a text.
final class Queries {
    static final String CONTENT = "content";

    /// How many words that begin so, or are spelled like it, are looked for.
    private static final int MOST_EXPANSIONS = 50;

    /// Elasticsearch takes 1,024 clauses at least in a query, more where it has memory for it. Of
    /// these, 750 are for what may be read ([Memberships#MOST_PARTS], three each), and each word
    /// is one.
    private static final int MOST_LIKE_IT = 150;

    private Queries() {}

    /// @param readable what the user may read, which no other part of the query can widen
    /// @param fuzzy what was meant, not what was typed
    static Query of(Wanted wanted, ReadableChats readable, boolean fuzzy) {
        BoolQuery.Builder all =
                new BoolQuery.Builder()
                        .filter(term("state", MessageDocument.SHOWN))
                        .filter(readable(readable));
        if (wanted.chatId() != null) {
            all.filter(term("chat_id", wanted.chatId().toString()));
        }
        if (!wanted.senders().isEmpty()) {
            all.filter(
                    terms("sender_id", wanted.senders().stream().map(UserId::toString).toList()));
        }
        Box box = wanted.box();
        if (!box.types().isEmpty()) {
            all.filter(terms("type", box.types()));
        }
        if (box.before() != null || box.after() != null) {
            all.filter(range(box.after(), box.before()));
        }
        for (Box.Text text : box.texts()) {
            all.must(text(text, fuzzy ? expansions(box) : 0));
        }
        return all.build()._toQuery();
    }

    /// Terms for all chats that are read whole; ranges of entries for the others only.
    private static Query readable(ReadableChats readable) {
        BoolQuery.Builder any = new BoolQuery.Builder().minimumShouldMatch("1");
        if (!readable.whole().isEmpty()) {
            any.should(terms("chat_id", readable.whole()));
        }
        for (ReadableChats.Part part : readable.parts()) {
            any.should(
                    Query.of(
                            q ->
                                    q.bool(
                                            bool ->
                                                    bool.filter(term("chat_id", part.chatId()))
                                                            .filter(seqs(part)))));
        }
        return any.build()._toQuery();
    }

    private static Query seqs(ReadableChats.Part part) {
        return Query.of(
                q ->
                        q.range(
                                range ->
                                        range.untyped(
                                                seq -> {
                                                    seq.field("seq").gte(JsonData.of(part.from()));
                                                    return part.to() == Long.MAX_VALUE
                                                            ? seq
                                                            : seq.lte(JsonData.of(part.to()));
                                                })));
    }

    /// For each word of several as many as there is room for.
    private static int expansions(Box box) {
        return Math.clamp(MOST_LIKE_IT / Math.max(1, box.words()), 1, MOST_EXPANSIONS);
    }

    /// @param expansions 0: as it was typed
    private static Query text(Box.Text text, int expansions) {
        String words = Texts.normal(text.value());
        return switch (text) {
            case Box.Phrase _ -> phrase(words);
            case Box.Word _ when expansions > 0 ->
                    Query.of(
                            q ->
                                    q.match(
                                            match ->
                                                    match.field(CONTENT)
                                                            .query(words)
                                                            .operator(Operator.And)
                                                            .fuzziness("AUTO")
                                                            .prefixLength(1)
                                                            .maxExpansions(expansions)));
            case Box.Word(_, boolean open) when open ->
                    Query.of(
                            q ->
                                    q.bool(
                                            either ->
                                                    either.should(phrase(words))
                                                            .should(beginning(words))
                                                            .minimumShouldMatch("1")));
            // What is one word to who types it may be several to the analyzer, as in Chinese.
            case Box.Word _ -> phrase(words);
        };
    }

    private static Query phrase(String words) {
        return Query.of(q -> q.matchPhrase(match -> match.field(CONTENT).query(words)));
    }

    private static Query beginning(String words) {
        return Query.of(
                q ->
                        q.matchPhrasePrefix(
                                match ->
                                        match.field(CONTENT)
                                                .query(words)
                                                .maxExpansions(MOST_EXPANSIONS)));
    }

    private static Query term(String field, String value) {
        return Query.of(q -> q.term(term -> term.field(field).value(value)));
    }

    private static Query terms(String field, Collection<String> values) {
        List<FieldValue> list = values.stream().map(FieldValue::of).toList();
        return Query.of(q -> q.terms(terms -> terms.field(field).terms(any -> any.value(list))));
    }

    private static Query range(@Nullable Instant from, @Nullable Instant before) {
        return Query.of(
                q ->
                        q.range(
                                range ->
                                        range.untyped(
                                                time -> {
                                                    time.field("timestamp");
                                                    if (from != null) {
                                                        time.gte(JsonData.of(from.toEpochMilli()));
                                                    }
                                                    return before == null
                                                            ? time
                                                            : time.lt(
                                                                    JsonData.of(
                                                                            before.toEpochMilli()));
                                                })));
    }
}
