package chat.sentinel.search.topics;

import chat.sentinel.search.elastic.Refused;
import chat.sentinel.servicekit.listeners.DefectException;
import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.stereotype.Component;

/// Takes the records of a poll together. What is bad in itself is named by its place, so that
/// those before it are done and those after it are not held up; all of them may come again. Only
/// what its own bytes make bad is: a record that cannot be read, or whose document Elasticsearch
/// refuses. For whatever else goes wrong the records wait.
@Component
public class Bulks {
    private final InHand inHand;
    private final Counter waits;

    Bulks(InHand inHand, MeterRegistry meters) {
        this.inHand = inHand;
        this.waits = meters.counter("sentinel.search.waits_for_store");
    }

    /// Of one kind of record; it gets none without a value.
    public interface Parser<T> {
        /// @throws IllegalArgumentException and the other, for what is bad in its bytes
        T parse(byte[] value, long timestamp) throws InvalidProtocolBufferException;
    }

    private record Parsed<T>(T value, int index) {}

    /// @param take for all, or, where one of them is refused, for each by itself
    public <T> void take(
            List<ConsumerRecord<String, byte[]>> records,
            Parser<T> parser,
            Consumer<List<T>> take) {
        inHand.left(records, 0);
        try {
            takeAll(records, parser, take);
            inHand.left(records, records.size());
        } catch (BatchListenerFailedException e) {
            boolean isPutAside = e.getCause() instanceof DefectException;
            inHand.left(records, isPutAside ? e.getIndex() + 1 : e.getIndex());
            throw e;
        }
    }

    private <T> void takeAll(
            List<ConsumerRecord<String, byte[]>> records,
            Parser<T> parser,
            Consumer<List<T>> take) {
        List<Parsed<T>> parsed = new ArrayList<>();
        BatchListenerFailedException stop = null;
        for (int i = 0; i < records.size() && stop == null; i++) {
            byte[] value = records.get(i).value();
            if (value == null) {
                continue; // of a compacted topic: there is nothing any more
            }
            try {
                parsed.add(new Parsed<>(parser.parse(value, records.get(i).timestamp()), i));
            } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
                stop = bad(e, i);
            } catch (RuntimeException e) {
                stop = notNow(e, i);
            }
        }
        takeParsed(parsed, take);
        if (stop != null) {
            throw stop;
        }
    }

    private <T> void takeParsed(List<Parsed<T>> parsed, Consumer<List<T>> take) {
        if (parsed.isEmpty()) {
            return;
        }
        try {
            take.accept(parsed.stream().map(Parsed::value).toList());
        } catch (Refused e) {
            oneByOne(parsed, take);
        } catch (RuntimeException e) {
            throw notNow(e, parsed.getFirst().index());
        }
    }

    private <T> void oneByOne(List<Parsed<T>> parsed, Consumer<List<T>> take) {
        for (Parsed<T> one : parsed) {
            try {
                take.accept(List.of(one.value()));
            } catch (Refused e) {
                throw bad(e, one.index());
            } catch (RuntimeException e) {
                throw notNow(e, one.index());
            }
        }
    }

    private static BatchListenerFailedException bad(Exception e, int index) {
        return new BatchListenerFailedException("is bad in itself", new DefectException(e), index);
    }

    /// Named by its place too: else Spring would take the whole poll to the dead letters when a
    /// later try finds something else wrong with one of its records.
    private BatchListenerFailedException notNow(RuntimeException e, int index) {
        waits.increment();
        return new BatchListenerFailedException("cannot be taken now", e, index);
    }
}
