package chat.sentinel.servicekit.tokens;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import java.time.Instant;
import java.util.Set;

/// A verified access token: who asks, in which session, until when. Not the token's text, so it may
/// be kept and logged.
public record AccessToken(
        UserId userId,
        SessionId sessionId,
        String tokenId,
        Set<String> roles,
        TokenType type,
        Instant expiresAt) {
    /// The role of who operates the installation.
    public static final String ADMINISTRATOR = "administrator";

    public AccessToken {
        roles = Set.copyOf(roles);
    }

    /// @throws SentinelException FORBIDDEN for who does not have the role
    public void requireRole(String role) {
        if (!roles.contains(role)) {
            throw new SentinelException(ErrorCode.FORBIDDEN, ErrorCode.FORBIDDEN.title());
        }
    }

    /// @throws SentinelException FORBIDDEN for services and applications
    public void requirePerson() {
        if (type != TokenType.PERSON) {
            throw new SentinelException(ErrorCode.FORBIDDEN, "This is for people only");
        }
    }
}
