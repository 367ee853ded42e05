package chat.sentinel.presence.look;

import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.Username;
import chat.sentinel.presence.activity.Activity;
import chat.sentinel.presence.people.Names;
import chat.sentinel.presence.visibility.Seen;
import chat.sentinel.presence.visibility.StatusView;
import chat.sentinel.presence.visibility.Visibility;
import chat.sentinel.servicekit.api.Required;
import chat.sentinel.servicekit.tokens.AccessToken;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Whether others are here. Whoever is asked for is read in the same way, and what the caller may
/// not see is left out afterwards: neither the answer's shape nor its time tells why.
@RestController
class LookController {
    private static final int MOST = 200;
    private static final UserId NOBODY = new UserId(new UUID(0, 0));

    private final Activity activity;
    private final Visibility visibility;
    private final Names names;

    LookController(Activity activity, Visibility visibility, Names names) {
        this.activity = activity;
        this.visibility = visibility;
        this.names = names;
    }

    /// @param username as it was asked for
    record UserActivity(String username, boolean active) {}

    record LastActive(UserId userId, @Nullable Instant lastActiveTimestamp) {}

    record Query(@Required @Nullable List<@Nullable UserId> userIds) {}

    record Answer(List<UserPresence> users) {}

    /// @param status null while the user is not active
    record UserPresence(
            UserId userId,
            boolean active,
            @Nullable Instant lastActiveTimestamp,
            @Nullable StatusView status) {}

    @Operation(summary = "Whether somebody is active")
    @GetMapping("/users/user_activity")
    UserActivity userActivity(
            @AuthenticationPrincipal AccessToken token, @RequestParam String username) {
        UserId user = names.find(parsed(username)).orElse(NOBODY);
        return new UserActivity(username, look(token, Set.of(user)).getFirst().active());
    }

    @Operation(summary = "When somebody was last active")
    @GetMapping("/users/last_active")
    LastActive lastActive(
            @AuthenticationPrincipal AccessToken token, @RequestParam("user_id") UserId userId) {
        Seen seen = look(token, Set.of(userId)).getFirst();
        return new LastActive(userId, time(seen.lastActive()));
    }

    @Operation(summary = "The presence of many people at once")
    @PostMapping("/users/presence/query")
    Answer query(@AuthenticationPrincipal AccessToken token, @RequestBody Query query) {
        List<@Nullable UserId> asked = query.userIds();
        if (asked == null || asked.isEmpty() || asked.size() > MOST) {
            throw SentinelException.invalid("user_ids", "names 1 to " + MOST + " users");
        }
        Set<UserId> users = new LinkedHashSet<>();
        for (UserId user : asked) {
            if (user == null) {
                throw SentinelException.invalid("user_ids", "has no nulls");
            }
            users.add(user);
        }
        return new Answer(
                look(token, users).stream()
                        .map(
                                seen ->
                                        new UserPresence(
                                                seen.userId(),
                                                seen.active(),
                                                time(seen.lastActive()),
                                                seen.status() == null
                                                        ? null
                                                        : StatusView.of(seen.status())))
                        .toList());
    }

    private List<Seen> look(AccessToken token, Collection<UserId> users) {
        return activity.read(users, token.userId()).values().stream()
                .map(presence -> visibility.seen(token.userId(), presence))
                .toList();
    }

    private static Username parsed(String username) {
        try {
            return new Username(username);
        } catch (IllegalArgumentException e) {
            throw SentinelException.invalid("username", String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable Instant time(long millis) {
        return millis == 0 ? null : Instant.ofEpochMilli(millis);
    }
}
