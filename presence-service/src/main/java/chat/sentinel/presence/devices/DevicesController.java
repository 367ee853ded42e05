package chat.sentinel.presence.devices;

import chat.sentinel.contracts.SentinelException;
import chat.sentinel.contracts.UserId;
import chat.sentinel.presence.activity.DevicesHere;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// Which devices are here: for notification-service, which leaves those alone.
@RestController
class DevicesController {
    private static final int MOST = 200;

    private final DevicesHere devices;

    DevicesController(DevicesHere devices) {
        this.devices = devices;
    }

    record Query(@Nullable List<@Nullable UserId> userIds) {}

    /// @param users of each who was asked for the sessions that have a socket, with the time of the
    ///     last sign of life in milliseconds since 1970
    record Answer(Map<String, Map<String, Long>> users) {}

    @PostMapping("/internal/devices")
    Answer devices(@RequestBody Query query) {
        List<@Nullable UserId> asked = query.userIds();
        Set<UserId> some = new LinkedHashSet<>();
        for (UserId user : asked == null ? List.<@Nullable UserId>of() : asked) {
            if (user != null) {
                some.add(user);
            }
        }
        if (some.isEmpty() || some.size() > MOST) {
            throw SentinelException.invalid("user_ids", "names 1 to " + MOST + " users");
        }
        Map<String, Map<String, Long>> users = new HashMap<>();
        devices.of(some)
                .forEach(
                        (user, sessions) -> {
                            Map<String, Long> signs = new HashMap<>();
                            sessions.forEach((session, at) -> signs.put(session.toString(), at));
                            users.put(user.toString(), signs);
                        });
        return new Answer(users);
    }
}
