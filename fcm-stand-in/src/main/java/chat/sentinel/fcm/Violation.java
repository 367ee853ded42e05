package chat.sentinel.fcm;

/// What is wrong with a message.
final class Violation extends Exception {
    private final String field;

    /// @param field by its path, such as `message.data[0].value`
    Violation(String field, String description) {
        super(description);
        this.field = field;
    }

    String field() {
        return field;
    }

    String description() {
        return String.valueOf(getMessage());
    }
}
