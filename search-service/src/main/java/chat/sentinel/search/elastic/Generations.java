package chat.sentinel.search.elastic;

import co.elastic.clients.elasticsearch._types.OpType;
import co.elastic.clients.elasticsearch.core.GetResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Which indices of messages are written. Known for a second at most, which a rebuild waits for.
@Component
public class Generations {
    private static final String ID = "messages";
    private static final long KNOWN = Duration.ofSeconds(1).toMillis();

    private final Elastic elastic;
    private final Indices indices;
    private final Clock clock;
    private volatile @Nullable Known known;

    Generations(Elastic elastic, Indices indices, Clock clock) {
        this.elastic = elastic;
        this.indices = indices;
        this.clock = clock;
    }

    private record Known(List<Integer> written, long until) {}

    /// @param seqNo and the next: how Elasticsearch counts the writes of it
    public record Kept(IndexState state, long seqNo, long primaryTerm) {}

    /// The live one first.
    public List<Integer> written() {
        Known now = known;
        if (now == null || now.until() < clock.millis()) {
            long asked = clock.millis();
            IndexState state = read().state();
            now =
                    new Known(
                            state.building() == 0
                                    ? List.of(state.live())
                                    : List.of(state.live(), state.building()),
                            asked + KNOWN);
            known = now;
        }
        return now.written();
    }

    public Kept read() {
        GetResponse<IndexState> answer =
                elastic.call(
                        "say which indices there are",
                        client ->
                                client.get(
                                        get -> get.index(indices.state()).id(ID),
                                        IndexState.class));
        IndexState state = answer.source();
        if (state == null) {
            throw new StoreAway("say which indices there are");
        }
        return new Kept(
                state,
                Objects.requireNonNull(answer.seqNo()),
                Objects.requireNonNull(answer.primaryTerm()));
    }

    /// @return empty: somebody else has written it
    public Optional<Kept> write(Kept read, IndexState next) {
        try {
            var answer =
                    elastic.call(
                            "take which indices there are",
                            client ->
                                    client.index(
                                            index ->
                                                    index.index(indices.state())
                                                            .id(ID)
                                                            .ifSeqNo(read.seqNo())
                                                            .ifPrimaryTerm(read.primaryTerm())
                                                            .document(next)));
            return Optional.of(
                    new Kept(
                            next,
                            Objects.requireNonNull(answer.seqNo()),
                            Objects.requireNonNull(answer.primaryTerm())));
        } catch (StoreAway e) {
            if (e.isConflict()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// The first one, unless there is one.
    void begin() {
        try {
            var _ =
                    elastic.call(
                            "take which indices there are",
                            client ->
                                    client.index(
                                            index ->
                                                    index.index(indices.state())
                                                            .id(ID)
                                                            .opType(OpType.Create)
                                                            .document(IndexState.first())));
        } catch (StoreAway e) {
            if (!e.isConflict()) {
                throw e;
            }
        }
    }
}
