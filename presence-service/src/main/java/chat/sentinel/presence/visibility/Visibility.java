package chat.sentinel.presence.visibility;

import chat.sentinel.contracts.UserId;
import chat.sentinel.presence.activity.Hiding;
import chat.sentinel.presence.activity.Presence;
import chat.sentinel.presence.people.Blocks;
import chat.sentinel.presence.people.SharedChats;
import org.springframework.stereotype.Component;

/// The one class that answers what a user may see of another. Who is invisible, and who is behind
/// a block, looks like somebody who left at the moment when it began: after the same grace not
/// active, a last active time that stays, no status. Who shares no chat, and who does not exist,
/// looks like somebody who was never here.
@Component
public class Visibility {
    private final SharedChats chats;
    private final Blocks blocks;
    private final VisibilityProperties properties;

    Visibility(SharedChats chats, Blocks blocks, VisibilityProperties properties) {
        this.chats = chats;
        this.blocks = blocks;
        this.properties = properties;
    }

    /// @param of as read for this watcher
    public Seen seen(UserId watcher, Presence of) {
        UserId user = of.userId();
        if (watcher.equals(user)) {
            return new Seen(user, of.active(), of.lastActive(), of.status());
        }
        if (!related(watcher, user)) {
            return away(user, 0);
        }
        Hiding blocked = of.blocked();
        if (blocks.between(watcher, user) && (blocked != null || !blocks.isFresh(watcher, user))) {
            return hidden(of, blocked == null ? new Hiding(0, false) : blocked);
        }
        if (of.status().isInvisible()) {
            return hidden(of, of.invisible());
        }
        return of.active()
                ? new Seen(user, true, of.lastActive(), of.status())
                : away(user, of.lastActive());
    }

    /// Whether the watcher is told of each change of the user.
    public boolean follows(UserId watcher, UserId user) {
        return watcher.equals(user) || (related(watcher, user) && !blocks.between(watcher, user));
    }

    /// Whether there is a block between them.
    public boolean isBlocked(UserId watcher, UserId user) {
        return blocks.between(watcher, user);
    }

    private boolean related(UserId watcher, UserId user) {
        return properties.shownTo() == VisibilityProperties.ShownTo.EVERYBODY
                || chats.share(watcher, user);
    }

    private static Seen hidden(Presence of, Hiding how) {
        return how.leaving()
                ? new Seen(
                        of.userId(),
                        true,
                        how.lastActive(),
                        of.status().isInvisible() ? of.before() : of.status())
                : away(of.userId(), how.lastActive());
    }

    private static Seen away(UserId user, long lastActive) {
        return new Seen(user, false, lastActive, null);
    }
}
