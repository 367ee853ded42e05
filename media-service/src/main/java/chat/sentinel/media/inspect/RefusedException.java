package chat.sentinel.media.inspect;

/// The file is bad in itself: looking at it again would not help.
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    RefusedException(Reason reason) {
        super(reason.sentence());
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
