package chat.sentinel.notification.decide;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.notification.chats.NewMessage;
import chat.sentinel.notification.preference.Muted;
import chat.sentinel.notification.preference.Preferences;
import chat.sentinel.notification.preference.StoredPreferences;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/// For each recipient of a message and each of his devices: is it to be pushed, and if not, why
/// not. What only presence-service knows, whether the device is here, is left open.
///
/// A recipient without devices has no decisions.
@Component
public class Decide {
    private final Recipients recipients;
    private final StoredPreferences stored;
    private final DecideProperties properties;
    private final Clock clock;

    Decide(
            Recipients recipients,
            StoredPreferences stored,
            DecideProperties properties,
            Clock clock) {
        this.recipients = recipients;
        this.stored = stored;
        this.properties = properties;
        this.clock = clock;
    }

    /// A fixed number of queries, however many messages and recipients there are.
    public List<Decision> decide(List<Told> told) {
        Set<UserId> users = new LinkedHashSet<>();
        Set<UserId> senders = new LinkedHashSet<>();
        Set<ChatId> chats = new LinkedHashSet<>();
        for (Told one : told) {
            users.addAll(one.recipients());
            senders.add(one.message().senderId());
            chats.add(one.message().chatId());
        }
        Map<UserId, List<String>> devices = recipients.devices(users);
        if (devices.isEmpty()) {
            return List.of();
        }
        users.retainAll(devices.keySet());
        Map<UserId, Preferences> preferences = stored.of(users);
        Set<Muted> muted = stored.mutedBy(users, chats);
        Set<Recipients.Block> blocked = recipients.blocked(users, senders);
        List<Decision> decisions = new ArrayList<>();
        for (Told one : told) {
            NewMessage message = one.message();
            for (UserId user : one.recipients()) {
                List<String> his = devices.getOrDefault(user, List.of());
                if (!his.isEmpty()) {
                    Outcome outcome =
                            outcome(
                                    message,
                                    blocked.contains(
                                            new Recipients.Block(user, message.senderId())),
                                    muted.contains(new Muted(user, message.chatId())),
                                    preferences.getOrDefault(user, Preferences.DEFAULT));
                    his.forEach(
                            device -> decisions.add(new Decision(message, user, device, outcome)));
                }
            }
        }
        return decisions;
    }

    private Outcome outcome(
            NewMessage message, boolean blocked, boolean muted, Preferences preferences) {
        Instant now = clock.instant();
        if (blocked) {
            return Outcome.BLOCKED;
        }
        if (muted) {
            return Outcome.MUTED;
        }
        if (message.at().plus(properties.oldest()).isBefore(now)) {
            return Outcome.EXPIRED;
        }
        return preferences.isQuiet(now) ? Outcome.QUIET_HOURS : Outcome.WAITING;
    }
}
