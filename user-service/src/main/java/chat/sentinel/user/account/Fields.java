package chat.sentinel.user.account;

import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.SentinelException.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the fields of a body and tells of all that are wrong at once.
public final class Fields {
    private final List<FieldError> errors = new ArrayList<>();

    /// @param parse throws IllegalArgumentException with what to say
    /// @return null when the field is missing or wrong; [#check] then throws
    public <T> @Nullable T required(
            String name, @Nullable String given, Function<String, T> parse) {
        if (given == null) {
            errors.add(new FieldError(name, "is missing"));
            return null;
        }
        return optional(name, given, parse);
    }

    public <T> @Nullable T optional(
            String name, @Nullable String given, Function<String, T> parse) {
        if (given == null) {
            return null;
        }
        try {
            return parse.apply(given);
        } catch (IllegalArgumentException e) {
            errors.add(new FieldError(name, String.valueOf(e.getMessage())));
            return null;
        }
    }

    /// @throws SentinelException VALIDATION_FAILED that names every wrong field
    public void check() {
        if (!errors.isEmpty()) {
            throw SentinelException.invalid(errors);
        }
    }
}
