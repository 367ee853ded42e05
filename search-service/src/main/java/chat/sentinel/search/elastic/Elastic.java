package chat.sentinel.search.elastic;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.Refresh;
import co.elastic.clients.elasticsearch.core.BulkRequest;
import co.elastic.clients.elasticsearch.core.bulk.BulkOperation;
import co.elastic.clients.elasticsearch.core.bulk.BulkResponseItem;
import java.io.IOException;
import java.util.List;
import org.springframework.stereotype.Component;

/// Calls, and what their failures mean: [StoreAway] for what may succeed later, anything else is a
/// defect of ours.
@Component
public class Elastic {
    /// Somebody else wrote it meanwhile, or before.
    public static final int CONFLICT = 409;

    private final ElasticsearchClient client;

    Elastic(ElasticsearchClient client) {
        this.client = client;
    }

    /// One request to Elasticsearch.
    public interface Call<T> {
        T with(ElasticsearchClient client) throws IOException;
    }

    /// @throws StoreAway when it may succeed later
    public <T> T call(String what, Call<T> call) {
        try {
            return call.with(client);
        } catch (ElasticsearchException e) {
            // 404: an index that is not there yet, or not any more.
            if (e.status() >= 500 || e.status() == 429 || e.status() == 408 || e.status() == 404) {
                throw new StoreAway(what, e);
            }
            throw e;
        } catch (IOException e) {
            throw new StoreAway(what, e);
        }
    }

    /// Writes all of it and makes it be found. Of what it answers only these are left: done,
    /// [#CONFLICT], and, with an error, what is bad in itself.
    ///
    /// @return in the order of the operations
    /// @throws StoreAway when one of them may succeed later; others may have been done
    public List<BulkResponseItem> bulk(List<BulkOperation> operations) {
        return bulk(operations, Refresh.True);
    }

    /// The same, of what is read by its id only.
    public List<BulkResponseItem> bulkUnseen(List<BulkOperation> operations) {
        return bulk(operations, Refresh.False);
    }

    private List<BulkResponseItem> bulk(List<BulkOperation> operations, Refresh refresh) {
        if (operations.isEmpty()) {
            return List.of();
        }
        BulkRequest request = BulkRequest.of(bulk -> bulk.operations(operations).refresh(refresh));
        List<BulkResponseItem> items =
                call("take a bulk", elasticsearch -> elasticsearch.bulk(request)).items();
        for (BulkResponseItem item : items) {
            if (item.status() >= 500 || item.status() == 429 || item.status() == 404) {
                throw new StoreAway("take an item of a bulk (" + item.status() + ")");
            }
        }
        return items;
    }
}
