package chat.sentinel.presence.self;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.presence.activity.Activity;
import chat.sentinel.presence.watch.Announcer;
import chat.sentinel.servicekit.api.Answers;
import chat.sentinel.servicekit.tokens.AccessToken;
import io.swagger.v3.oas.annotations.Operation;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// A user says that he is here, by a call instead of a socket.
@RestController
class LastActiveController {
    private final Activity activity;
    private final Announcer announcer;

    LastActiveController(Activity activity, Announcer announcer) {
        this.activity = activity;
        this.announcer = announcer;
    }

    /// The GET is older than this service; it changes something, so nobody may keep its answer.
    @Operation(summary = "Say that one is active")
    @RequestMapping(
            path = "/users/update-last-active",
            method = {RequestMethod.GET, RequestMethod.POST})
    @Answers(204)
    ResponseEntity<Void> update(
            @AuthenticationPrincipal AccessToken token, @RequestParam("user_id") UserId userId) {
        if (!userId.equals(token.userId())) {
            throw new SentinelException(ErrorCode.FORBIDDEN, ErrorCode.FORBIDDEN.title());
        }
        announcer.announce(activity.seen(userId, token.sessionId()));
        return ResponseEntity.noContent().cacheControl(CacheControl.noStore()).build();
    }
}
