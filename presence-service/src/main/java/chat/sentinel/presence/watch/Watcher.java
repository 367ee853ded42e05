package chat.sentinel.presence.watch;

import chat.sentinel.contracts.UserId;

/// A user at a node, who wants to know of somebody.
public record Watcher(UserId user, String node) {
    static Watcher parse(String member) {
        int at = member.indexOf('@');
        return new Watcher(UserId.parse(member.substring(0, at)), member.substring(at + 1));
    }

    String member() {
        return user + "@" + node;
    }
}
