package chat.sentinel.media.events;

/// A record that can be read, and that this version cannot handle, whatever is tried.
final class DefectException extends RuntimeException {
    DefectException(Throwable cause) {
        super("a record met a defect: " + cause, cause);
    }
}
