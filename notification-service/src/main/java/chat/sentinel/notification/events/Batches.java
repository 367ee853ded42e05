package chat.sentinel.notification.events;

import chat.sentinel.servicekit.listeners.DefectException;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/// Takes the records of a poll in one transaction. What is bad in itself is named by its place, so
/// that those before it are done and those after it are not held up.
@Component
class Batches {
    private final TransactionTemplate transaction;

    Batches(TransactionTemplate transaction) {
        this.transaction = transaction;
    }

    interface Parser<T> {
        T parse(byte[] value, Headers headers) throws InvalidProtocolBufferException;
    }

    /// @param take called in a transaction; for all, or, where one of them meets a defect, for each
    ///     by itself
    <T> void take(
            List<ConsumerRecord<String, byte[]>> records,
            Parser<T> parser,
            Consumer<List<T>> take) {
        List<T> parsed = new ArrayList<>();
        BatchListenerFailedException unreadable = null;
        for (int i = 0; i < records.size() && unreadable == null; i++) {
            try {
                byte[] value = records.get(i).value();
                parsed.add(
                        parser.parse(
                                value == null ? new byte[0] : value, records.get(i).headers()));
            } catch (InvalidProtocolBufferException e) {
                unreadable = new BatchListenerFailedException("cannot be read", e, i);
            }
        }
        takeParsed(parsed, take);
        if (unreadable != null) {
            throw unreadable;
        }
    }

    private <T> void takeParsed(List<T> parsed, Consumer<List<T>> take) {
        if (parsed.isEmpty()) {
            return;
        }
        try {
            transaction.executeWithoutResult(_ -> take.accept(parsed));
        } catch (DataIntegrityViolationException e) {
            oneByOne(parsed, take);
        } catch (DataAccessException | TransactionException e) {
            throw storeAway(e, 0);
        } catch (RuntimeException e) {
            oneByOne(parsed, take);
        }
    }

    private <T> void oneByOne(List<T> parsed, Consumer<List<T>> take) {
        for (int i = 0; i < parsed.size(); i++) {
            T one = parsed.get(i);
            try {
                transaction.executeWithoutResult(_ -> take.accept(List.of(one)));
            } catch (DataIntegrityViolationException e) {
                throw defect(e, i);
            } catch (DataAccessException | TransactionException e) {
                throw storeAway(e, i);
            } catch (RuntimeException e) {
                throw defect(e, i);
            }
        }
    }

    private static BatchListenerFailedException defect(RuntimeException e, int index) {
        return new BatchListenerFailedException("met a defect", new DefectException(e), index);
    }

    /// Named by its place too: else Spring would take the whole poll to the dead letters when a
    /// later try finds something else wrong with one of its records.
    private static BatchListenerFailedException storeAway(RuntimeException e, int index) {
        return new BatchListenerFailedException("the database does not take it", e, index);
    }
}
