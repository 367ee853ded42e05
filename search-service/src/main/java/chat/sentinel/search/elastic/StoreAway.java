package chat.sentinel.search.elastic;

import co.elastic.clients.elasticsearch._types.ElasticsearchException;

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
        return getCause() instanceof ElasticsearchException e && e.status() == Elastic.CONFLICT;
    }
}
