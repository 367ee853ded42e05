package chat.sentinel.search.elastic;

import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import org.elasticsearch.client.ResponseException;

/// Elasticsearch does not answer, not in time, or not now: the same can succeed later.
public final class StoreAway extends RuntimeException {
    public StoreAway(String what, Throwable cause) {
        super("Elasticsearch does not " + what + ": " + cause, cause);
    }

    public StoreAway(String what) {
        super("Elasticsearch does not " + what);
    }

    /// Whether somebody else wrote it meanwhile, or before.
    boolean isConflict() {
        return switch (getCause()) {
            case ElasticsearchException e -> e.status() == Elastic.CONFLICT;
            // What the client gives for most statuses, this one too.
            case ResponseException e ->
                    e.getResponse().getStatusLine().getStatusCode() == Elastic.CONFLICT;
            case null, default -> false;
        };
    }
}
