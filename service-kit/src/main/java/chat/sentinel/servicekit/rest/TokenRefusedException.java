package chat.sentinel.servicekit.rest;

import chat.sentinel.contracts.SentinelException;
import org.springframework.security.core.AuthenticationException;

/// A token was shown and is no good.
final class TokenRefusedException extends AuthenticationException {
    private static final long serialVersionUID = 1;

    private final transient SentinelException reason;

    TokenRefusedException(SentinelException reason) {
        super(reason.detail(), reason);
        this.reason = reason;
    }

    SentinelException reason() {
        return reason;
    }
}
