package chat.sentinel.user.session;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.SessionId;
import chat.sentinel.servicekit.api.Required;
import chat.sentinel.servicekit.tokens.AccessToken;
import chat.sentinel.user.throttle.AddressThrottle;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class SessionController {
    private static final int LONGEST_TOKEN = 256;

    private final Sessions sessions;
    private final AddressThrottle addresses;

    SessionController(Sessions sessions, AddressThrottle addresses) {
        this.sessions = sessions;
        this.addresses = addresses;
    }

    record RefreshRequest(@Required @Nullable String refreshToken) {
        @Override
        public String toString() {
            return "[redacted]";
        }
    }

    record SessionAnswer(
            SessionId sessionId,
            Instant createdAt,
            Instant lastUsedAt,
            Instant expiresAt,
            @Nullable String device,
            boolean current) {}

    record SessionList(List<SessionAnswer> sessions) {}

    @Operation(summary = "Exchange a refresh token for new tokens")
    @PostMapping("/token/refresh")
    Signed refresh(@RequestBody RefreshRequest body, HttpServletRequest request) {
        addresses.take(AddressThrottle.Action.REFRESH, request);
        String token = body.refreshToken();
        if (token == null || token.isEmpty()) {
            throw SentinelException.invalid("refresh_token", "is missing");
        }
        if (token.length() > LONGEST_TOKEN) {
            throw new SentinelException(ErrorCode.INVALID_TOKEN, ErrorCode.INVALID_TOKEN.title());
        }
        return sessions.refresh(new Secret(token));
    }

    @Operation(summary = "End this session")
    @PostMapping("/logout")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void logout(@AuthenticationPrincipal AccessToken token) {
        token.requirePerson();
        sessions.end(token.userId(), token.sessionId());
    }

    @Operation(summary = "End all of one's sessions")
    @PostMapping("/logout/all")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void logoutAll(@AuthenticationPrincipal AccessToken token) {
        token.requirePerson();
        sessions.endAll(token.userId(), null);
    }

    @Operation(summary = "One's sessions")
    @GetMapping("/sessions")
    SessionList list(@AuthenticationPrincipal AccessToken token) {
        token.requirePerson();
        return new SessionList(
                sessions.list(token.userId()).stream()
                        .map(
                                s ->
                                        new SessionAnswer(
                                                s.sessionId(),
                                                s.createdAt(),
                                                s.lastUsedAt(),
                                                s.expiresAt(),
                                                s.device(),
                                                s.sessionId().equals(token.sessionId())))
                        .toList());
    }

    @Operation(summary = "End one of one's sessions")
    @DeleteMapping("/sessions/{session_id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(
            @AuthenticationPrincipal AccessToken token,
            @PathVariable("session_id") SessionId session) {
        token.requirePerson();
        if (!sessions.end(token.userId(), session)) {
            throw new SentinelException(ErrorCode.NOT_FOUND, "There is no such session");
        }
    }
}
