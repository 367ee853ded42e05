package chat.sentinel.search.elastic;

/// Elasticsearch does not take what it was given, however often it is asked: a document that does
/// not fit the mapping, a query that is too large.
public final class Refused extends RuntimeException {
    public Refused(String what, Throwable cause) {
        super("Elasticsearch refuses to " + what + ": " + cause, cause);
    }

    public Refused(String what) {
        super("Elasticsearch refuses to " + what);
    }
}
