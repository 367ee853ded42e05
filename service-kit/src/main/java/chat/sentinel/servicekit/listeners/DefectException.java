package chat.sentinel.servicekit.listeners;

/// A record that can be read, and that this version cannot handle, whatever is tried.
public final class DefectException extends RuntimeException {
    public DefectException(Throwable cause) {
        super("a record met a defect: " + cause, cause);
    }
}
