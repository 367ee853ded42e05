package chat.sentinel.message.presence;

import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.message.send.Fields;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// `/app/watch_presence`: whom a socket watches from now on.
@Component
public class WatchPresence {
    static final int MOST = 200;

    private final LivePresence presence;

    WatchPresence(LivePresence presence) {
        this.presence = presence;
    }

    /// The body as it came; no users: watch nobody.
    public record Request(@Nullable List<@Nullable String> userIds) {}

    /// @throws SentinelException VALIDATION_FAILED
    public CompletionStage<?> watch(PresenceSocket socket, Request request) {
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
