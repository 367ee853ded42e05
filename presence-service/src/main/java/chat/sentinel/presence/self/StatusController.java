package chat.sentinel.presence.self;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.SentinelException;
import chat.sentinel.presence.activity.Activity;
import chat.sentinel.presence.status.Status;
import chat.sentinel.presence.status.Statuses;
import chat.sentinel.presence.visibility.StatusView;
import chat.sentinel.presence.watch.Announcer;
import chat.sentinel.servicekit.tokens.AccessToken;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// What a user says of himself. Once it is answered it cannot be lost, and others see it.
@RestController
@RequestMapping("/users/me/status")
class StatusController {
    private final Statuses statuses;
    private final Activity activity;
    private final Announcer announcer;
    private final Clock clock;

    StatusController(Statuses statuses, Activity activity, Announcer announcer, Clock clock) {
        this.statuses = statuses;
        this.activity = activity;
        this.announcer = announcer;
        this.clock = clock;
    }

    @Operation(summary = "One's own status")
    @GetMapping
    StatusView show(@AuthenticationPrincipal AccessToken token) {
        return StatusView.of(
                Objects.requireNonNull(
                                activity.read(List.of(token.userId()), token.userId())
                                        .get(token.userId()))
                        .status());
    }

    @Operation(summary = "Change one's own status")
    @PutMapping
    StatusView put(@AuthenticationPrincipal AccessToken token, @RequestBody StatusRequest request)
            throws InterruptedException {
        long now = clock.millis();
        long version = Math.max(now, statuses.of(token.userId()).version() + 1);
        Status status = request.toStatus(version, clock.instant());
        try {
            statuses.put(token.userId(), status);
        } catch (ExecutionException | TimeoutException e) {
            throw new SentinelException(
                    ErrorCode.STORE_UNAVAILABLE, ErrorCode.STORE_UNAVAILABLE.title(), e);
        }
        announcer.announce(activity.setStatus(token.userId(), status));
        return StatusView.of(status);
    }
}
