package chat.sentinel.search.elastic;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.ErrorCause;
import co.elastic.clients.elasticsearch._types.Refresh;
import co.elastic.clients.elasticsearch.core.BulkRequest;
import co.elastic.clients.elasticsearch.core.bulk.BulkOperation;
import co.elastic.clients.elasticsearch.core.bulk.BulkResponseItem;
import co.elastic.clients.util.BinaryData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Calls, and what their failures mean. Nearly all are [StoreAway]: no answer, a full disk, a
/// block, too many shards, a key that expired — nothing of it says that what was to be written is
/// bad, and all of it can pass. [Refused] is only what is bad in itself.
@Component
public class Elastic {
    /// Somebody else wrote it meanwhile, or before.
    public static final int CONFLICT = 409;

    private static final int BAD_REQUEST = 400;

    /// Of the documents of one request; Elasticsearch is held up by much larger ones.
    private static final long MOST_BYTES = 5_000_000;

    /// Of documents that do not fit the mapping, whenever they come.
    private static final Set<String> BAD_DOCUMENT =
            Set.of(
                    "document_parsing_exception",
                    "mapper_parsing_exception",
                    "strict_dynamic_mapping_exception");

    private final ElasticsearchClient client;

    Elastic(ElasticsearchClient client) {
        this.client = client;
    }

    /// One request to Elasticsearch.
    public interface Call<T> {
        T with(ElasticsearchClient client) throws IOException;
    }

    /// @throws StoreAway whatever it is that fails
    public <T> T call(String what, Call<T> call) {
        try {
            return call.with(client);
        } catch (IOException | RuntimeException e) {
            throw new StoreAway(what, e);
        }
    }

    /// A query that somebody else has a part in.
    ///
    /// @throws Refused when it can never be answered
    /// @throws StoreAway for all else
    public <T> T ask(String what, Call<T> call) {
        try {
            return call.with(client);
        } catch (ElasticsearchException e) {
            if (e.status() == BAD_REQUEST) {
                throw new Refused(what, e);
            }
            throw new StoreAway(what, e);
        } catch (IOException | RuntimeException e) {
            throw new StoreAway(what, e);
        }
    }

    /// Writes all of it and makes it be found. What it answers is done, or is a [#CONFLICT].
    ///
    /// @return in the order of the operations
    /// @throws StoreAway when one of them may succeed later; others may have been done
    /// @throws Refused when one of them is bad in itself; others may have been done
    public List<BulkResponseItem> bulk(List<BulkOperation> operations) {
        return bulk(operations, Refresh.True);
    }

    /// The same, of what is read by its id only.
    public List<BulkResponseItem> bulkUnseen(List<BulkOperation> operations) {
        return bulk(operations, Refresh.False);
    }

    private List<BulkResponseItem> bulk(List<BulkOperation> operations, Refresh refresh) {
        List<BulkResponseItem> items = new ArrayList<>(operations.size());
        int begin = 0;
        long bytes = 0;
        for (int i = 0; i < operations.size(); i++) {
            long more = bytes(operations.get(i));
            if (i > begin && bytes + more > MOST_BYTES) {
                items.addAll(request(operations.subList(begin, i), refresh));
                begin = i;
                bytes = 0;
            }
            bytes += more;
        }
        if (begin < operations.size()) {
            items.addAll(request(operations.subList(begin, operations.size()), refresh));
        }
        return items;
    }

    private long bytes(BulkOperation operation) {
        Object document =
                operation.isIndex()
                        ? operation.index().document()
                        : operation.isCreate() ? operation.create().document() : null;
        return document == null ? 0 : BinaryData.of(document, client._jsonpMapper()).size();
    }

    private List<BulkResponseItem> request(List<BulkOperation> operations, Refresh refresh) {
        BulkRequest request = BulkRequest.of(bulk -> bulk.operations(operations).refresh(refresh));
        List<BulkResponseItem> items =
                call("take a bulk", elasticsearch -> elasticsearch.bulk(request)).items();
        Refused refused = null;
        for (BulkResponseItem item : items) {
            ErrorCause error = item.error();
            if (error == null || item.status() == CONFLICT) {
                continue;
            }
            String what = "take " + item.id() + " (" + item.status() + "): " + reason(error);
            if (item.status() != BAD_REQUEST || !BAD_DOCUMENT.contains(type(error))) {
                throw new StoreAway(what);
            }
            refused = new Refused(what);
        }
        if (refused != null) {
            throw refused;
        }
        return items;
    }

    private static String type(ErrorCause error) {
        @Nullable String type = error.type();
        return type == null ? "" : type;
    }

    private static String reason(ErrorCause error) {
        return type(error) + ": " + error.reason();
    }
}
