package chat.sentinel.message.send;

import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.SentinelException.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the fields of a request and gathers everything that is wrong with them.
public final class Fields {
    private final List<FieldError> errors = new ArrayList<>();

    public <T> @Nullable T required(String name, @Nullable String text, Function<String, T> parse) {
        if (text == null) {
            errors.add(new FieldError(name, "is required"));
            return null;
        }
        return optional(name, text, parse);
    }

    public <T> @Nullable T optional(String name, @Nullable String text, Function<String, T> parse) {
        if (text == null) {
            return null;
        }
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            String message = e.getMessage();
            errors.add(new FieldError(name, message == null ? "is not valid" : message));
            return null;
        }
    }

    public void wrong(String name, String message) {
        errors.add(new FieldError(name, message));
    }

    /// @throws SentinelException VALIDATION_FAILED when something was wrong
    public void check() {
        if (!errors.isEmpty()) {
            throw SentinelException.invalid(errors);
        }
    }
}
