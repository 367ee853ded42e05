package chat.sentinel.search.elastic;

/// Elasticsearch does not answer, not in time, or not now: the same can succeed later.
public final class StoreAway extends RuntimeException {
    public StoreAway(String what, Throwable cause) {
        super("Elasticsearch does not " + what + ": " + cause, cause);
    }

    public StoreAway(String what) {
        super("Elasticsearch does not " + what);
    }
}
