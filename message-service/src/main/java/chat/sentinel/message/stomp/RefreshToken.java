package chat.sentinel.message.stomp;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.message.send.Fields;
import chat.sentinel.message.wire.ClientEvent;
import chat.sentinel.servicekit.tokens.AccessToken;
import chat.sentinel.servicekit.tokens.TokenVerifier;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// An open socket goes on with a newer token of its session, and never with another's.
@Component
class RefreshToken {
    private final TokenVerifier tokens;

    RefreshToken(TokenVerifier tokens) {
        this.tokens = tokens;
    }

    /// As it came.
    record Request(@Nullable String accessToken) {}

    /// Waits where the keys have to be fetched first.
    ///
    /// @throws SentinelException VALIDATION_FAILED; as [TokenVerifier#verify] does; FORBIDDEN for a
    ///     token of another user or session
    void refresh(StompSession session, Request request) {
        Fields fields = new Fields();
        String text = fields.required("access_token", request.accessToken(), given -> given);
        fields.check();
        AccessToken newer = tokens.verify(Objects.requireNonNull(text));
        AccessToken shown = Objects.requireNonNull(session.token);
        if (!newer.userId().equals(shown.userId())
                || !newer.sessionId().equals(shown.sessionId())
                || newer.type() != shown.type()) {
            throw new SentinelException(
                    ErrorCode.FORBIDDEN, "The token is not one of this socket's session");
        }
        session.event(new ClientEvent.TokenRefreshed(session.extend(newer).expiresAt()));
    }
}
