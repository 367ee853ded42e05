package chat.sentinel.search.topics;

import chat.sentinel.search.elastic.StoreAway;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.stereotype.Component;

/// Takes the records of a poll together. What is bad in itself is named by its place, so that
/// those before it are done and those after it are not held up; all of them may come again.
@Component
public class Bulks {
    Bulks() {}

    /// Of one kind of record; it gets none without a value.
    public interface Parser<T> {
        T parse(byte[] value, long timestamp) throws InvalidProtocolBufferException;
    }

    private record Parsed<T>(T value, int index) {}

    /// @param take for all, or, where one of them meets a defect, for each by itself
    public <T> void take(
            List<ConsumerRecord<String, byte[]>> records,
            Parser<T> parser,
            Consumer<List<T>> take) {
        List<Parsed<T>> parsed = new ArrayList<>();
        BatchListenerFailedException unreadable = null;
        for (int i = 0; i < records.size() && unreadable == null; i++) {
            byte[] value = records.get(i).value();
            if (value == null) {
                continue; // of a compacted topic: there is nothing any more
            }
            try {
                parsed.add(new Parsed<>(parser.parse(value, records.get(i).timestamp()), i));
            } catch (InvalidProtocolBufferException | RuntimeException e) {
                unreadable =
                        new BatchListenerFailedException(
                                "cannot be read", new DefectException(e), i);
            }
        }
        takeParsed(parsed, take);
        if (unreadable != null) {
            throw unreadable;
        }
    }

    private static <T> void takeParsed(List<Parsed<T>> parsed, Consumer<List<T>> take) {
        if (parsed.isEmpty()) {
            return;
        }
        try {
            take.accept(parsed.stream().map(Parsed::value).toList());
        } catch (StoreAway e) {
            throw storeAway(e, parsed.getFirst().index());
        } catch (RuntimeException e) {
            oneByOne(parsed, take);
        }
    }

    private static <T> void oneByOne(List<Parsed<T>> parsed, Consumer<List<T>> take) {
        for (Parsed<T> one : parsed) {
            try {
                take.accept(List.of(one.value()));
            } catch (StoreAway e) {
                throw storeAway(e, one.index());
            } catch (RuntimeException e) {
                throw new BatchListenerFailedException(
                        "met a defect", new DefectException(e), one.index());
            }
        }
    }

    /// Named by its place too: else Spring would take the whole poll to the dead letters when a
    /// later try finds something else wrong with one of its records.
    private static BatchListenerFailedException storeAway(RuntimeException e, int index) {
        return new BatchListenerFailedException("Elasticsearch does not take it", e, index);
    }
}
