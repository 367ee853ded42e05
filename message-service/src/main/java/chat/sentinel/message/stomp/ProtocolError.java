package chat.sentinel.message.stomp;

/// A frame that is not as STOMP 1.2 or our contract says: answered with ERROR and a close.
final class ProtocolError extends RuntimeException {
    private final String code;

    ProtocolError(String code, String detail) {
        super(detail, null, false, false);
        this.code = code;
    }

    String code() {
        return code;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
