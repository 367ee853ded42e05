package chat.sentinel.notification.socket;

/// A frame that is not as STOMP 1.2 or our contract says: answered with ERROR and a close.
final class Refusal extends RuntimeException {
    private final String code;

    Refusal(String code, String detail) {
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
