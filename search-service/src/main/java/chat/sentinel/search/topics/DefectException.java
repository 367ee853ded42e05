package chat.sentinel.search.topics;

/// A record that is bad in itself, whatever is tried.
final class DefectException extends RuntimeException {
    DefectException(Throwable cause) {
        super("a bad record: " + cause, cause);
    }
}
