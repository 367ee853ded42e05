package chat.sentinel.notification.push;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.SessionId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.notification.decide.Decide;
import chat.sentinel.notification.decide.Outcome;
import chat.sentinel.notification.presence.DevicesHere;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Which of the pushes that are due are to be sent now.
///
/// A device is here when it has a socket; that it got the message is taken for granted only once it
/// gave a sign of life after the message came. Until then its push is held, so that a device that
/// died a moment before is told after all. Where presence-service does not answer, all are told.
@Component
class SortPushes {
    /// In units of the shortest.
    private static final int LONGEST_HOLD = 4;

    private final PushFacts facts;
    private final Decide decide;
    private final DevicesHere here;
    private final PushProperties properties;
    private final Clock clock;

    SortPushes(
            PushFacts facts,
            Decide decide,
            DevicesHere here,
            PushProperties properties,
            Clock clock) {
        this.facts = facts;
        this.decide = decide;
        this.here = here;
        this.properties = properties;
        this.clock = clock;
    }

    record Addressed(WaitingPush push, PushFacts.Device device) {}

    /// @param away to be sent
    /// @param held to be asked for again, and after what time
    /// @param settled not to be sent, and why
    record Sorted(
            List<Addressed> away,
            Map<WaitingPush, Duration> held,
            Map<WaitingPush, Outcome> settled) {}

    Sorted sorted(List<WaitingPush> taken) {
        List<UserId> users = taken.stream().map(WaitingPush::userId).distinct().toList();
        Map<PushFacts.DeviceKey, PushFacts.Device> registered = facts.devices(users);
        Map<WaitingPush, Outcome> wishes = wishes(taken);
        Map<UserId, Map<SessionId, Instant>> signs = here.of(users);
        Instant now = clock.instant();
        List<Addressed> away = new ArrayList<>();
        Map<WaitingPush, Duration> held = new LinkedHashMap<>();
        Map<WaitingPush, Outcome> settled = new LinkedHashMap<>();
        for (WaitingPush push : taken) {
            PushFacts.Device device =
                    registered.get(new PushFacts.DeviceKey(push.userId(), push.deviceId()));
            if (device == null) {
                settled.put(push, Outcome.DEVICE_GONE);
            } else if (push.messageAt().plus(properties.oldest()).isBefore(now)) {
                settled.put(push, Outcome.EXPIRED);
            } else if (push.isOfDeleted()) {
                settled.put(push, Outcome.DELETED);
            } else if (wishes.containsKey(push)) {
                settled.put(push, wishes.get(push));
            } else {
                Instant sign = signs.getOrDefault(push.userId(), Map.of()).get(device.sessionId());
                if (sign == null || push.chatId() == null) {
                    away.add(new Addressed(push, device));
                } else if (sign.isAfter(push.messageAt())) {
                    settled.put(push, Outcome.ACTIVE_HERE);
                } else {
                    held.put(push, hold(push, now));
                }
            }
        }
        return new Sorted(away, held, settled);
    }

    /// As long as it has waited, so that who stays costs little until he gives his next sign.
    private Duration hold(WaitingPush push, Instant now) {
        long shortest = properties.hold().toMillis();
        long waited = Duration.between(push.messageAt(), now).toMillis();
        return Duration.ofMillis(Math.clamp(waited, shortest, LONGEST_HOLD * shortest));
    }

    /// What the recipients have come to wish since the messages came, where that is not to be told.
    private Map<WaitingPush, Outcome> wishes(List<WaitingPush> taken) {
        Map<WaitingPush, Decide.Wish> asked = new LinkedHashMap<>();
        for (WaitingPush push : taken) {
            ChatId chat = push.chatId();
            UserId sender = push.senderId();
            if (chat != null && sender != null) {
                asked.put(push, new Decide.Wish(push.userId(), sender, chat));
            }
        }
        Map<Decide.Wish, Outcome> wished = decide.wishes(asked.values());
        Map<WaitingPush, Outcome> unwanted = new HashMap<>();
        asked.forEach(
                (push, wish) -> {
                    Outcome outcome = wished.getOrDefault(wish, Outcome.WAITING);
                    if (outcome != Outcome.WAITING) {
                        unwanted.put(push, outcome);
                    }
                });
        return unwanted;
    }
}
