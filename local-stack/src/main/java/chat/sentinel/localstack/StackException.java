package chat.sentinel.localstack;

/// Something that the person at the keyboard can act on; its message is all that is shown.
public final class StackException extends RuntimeException {
    public StackException(String message) {
        super(message);
    }

    public StackException(String message, Throwable cause) {
        super(message, cause);
    }
}
