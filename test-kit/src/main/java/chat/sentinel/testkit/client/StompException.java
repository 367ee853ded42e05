package chat.sentinel.testkit.client;

/// The server refused, or the socket is gone.
public final class StompException extends RuntimeException {
    private final String code;

    StompException(String code, String detail) {
        super(code + ": " + detail);
        this.code = code;
    }

    /// The `message` header of the ERROR frame.
    public String code() {
        return code;
    }
}
