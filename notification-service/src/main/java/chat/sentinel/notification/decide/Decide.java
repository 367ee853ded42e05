package chat.sentinel.notification.decide;

import chat.sentinel.contracts.ChatId;
import chat.sentinel.contracts.UserId;
import chat.sentinel.notification.chats.NewMessage;
import chat.sentinel.notification.preference.Muted;
import chat.sentinel.notification.preference.Preferences;
import chat.sentinel.notification.preference.StoredPreferences;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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

    /// What a recipient may not wish to be told of.
    public record Wish(UserId user, UserId sender, ChatId chat) {}

    /// As it is now, of what was decided before.
    ///
    /// @return for each BLOCKED, MUTED, QUIET_HOURS or WAITING
    public Map<Wish, Outcome> wishes(Collection<Wish> asked) {
        Set<UserId> users = new LinkedHashSet<>();
        Set<UserId> senders = new LinkedHashSet<>();
        Set<ChatId> chats = new LinkedHashSet<>();
        for (Wish wish : asked) {
            users.add(wish.user());
            senders.add(wish.sender());
            chats.add(wish.chat());
        }
        Map<UserId, Preferences> preferences = stored.of(users);
        Set<Muted> muted = stored.mutedBy(users, chats);
        Set<Recipients.Block> blocked = recipients.blocked(users, senders);
        Map<Wish, Outcome> outcomes = new HashMap<>();
        for (Wish wish : asked) {
            outcomes.put(
                    wish,
                    wished(
                            blocked.contains(new Recipients.Block(wish.user(), wish.sender())),
                            muted.contains(new Muted(wish.user(), wish.chat())),
                            preferences.getOrDefault(wish.user(), Preferences.DEFAULT)));
        }
        return outcomes;
    }

    private Outcome wished(boolean blocked, boolean muted, Preferences preferences) {
        if (blocked) {
            return Outcome.BLOCKED;
        }
        if (muted) {
            return Outcome.MUTED;
        }
        return preferences.isQuiet(clock.instant()) ? Outcome.QUIET_HOURS : Outcome.WAITING;
    }

    private Outcome outcome(
            NewMessage message, boolean blocked, boolean muted, Preferences preferences) {
        Outcome wished = wished(blocked, muted, preferences);
        return wished == Outcome.WAITING
                        && message.at().plus(properties.oldest()).isBefore(clock.instant())
                ? Outcome.EXPIRED
                : wished;
    }
}
