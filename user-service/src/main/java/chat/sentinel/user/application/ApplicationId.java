package chat.sentinel.user.application;

import chat.sentinel.contracts.Ids;
import chat.sentinel.contracts.SessionId;
import java.util.UUID;

/// One application, from its making to its end.
record ApplicationId(UUID value) {
    static ApplicationId draw() {
        return new ApplicationId(UUID.randomUUID());
    }

    /// How Spring finds it, for parameters.
    ///
    /// @throws IllegalArgumentException when the text is not a UUID
    public static ApplicationId valueOf(String text) {
        return new ApplicationId(Ids.parse(text));
    }

    /// All tokens of an application are of one session, which ends with it.
    SessionId session() {
        return new SessionId(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
