package chat.sentinel.servicekit.tokens;

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
    public AccessToken {
        roles = Set.copyOf(roles);
    }
}
