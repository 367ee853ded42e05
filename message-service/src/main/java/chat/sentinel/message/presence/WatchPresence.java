package chat.sentinel.message.presence;

import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.send.Fields;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// `/app/watch_presence`: whom a socket watches from now on.
@Component
public class WatchPresence {
    static final int MOST = 200;

    private final LivePresence presence;
    private final Clock clock;

    WatchPresence(LivePresence presence, Clock clock) {
        this.presence = presence;
        this.clock = clock;
    }

    /// The body as it came; no users: watch nobody.
    public record Request(@Nullable List<@Nullable String> userIds) {}

    /// @param rate of the session
    /// @return completes when presence-service will answer
    /// @throws SentinelException VALIDATION_FAILED or TOO_MANY_REQUESTS
    public CompletableFuture<?> watch(PresenceSocket socket, WatchRate rate, Request request) {
        rate.take(clock.millis());
        Fields fields = new Fields();
        List<@Nullable String> asked = request.userIds();
        Set<UserId> users = new LinkedHashSet<>();
        if (asked == null) {
            fields.wrong("user_ids", "is required");
        } else if (asked.size() > MOST) {
            fields.wrong("user_ids", "names at most " + MOST + " users");
        } else {
            for (int i = 0; i < asked.size(); i++) {
                UserId user = fields.required("user_ids[" + i + "]", asked.get(i), UserId::parse);
                if (user != null) {
                    users.add(user);
                }
            }
        }
        fields.check();
        return presence.watch(socket, users);
    }
}
