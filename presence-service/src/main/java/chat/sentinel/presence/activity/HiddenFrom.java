package chat.sentinel.presence.activity;

import chat.sentinel.contracts.UserId;

/// A user, and another to whom he seems to leave because of a block.
public record HiddenFrom(UserId user, UserId other) {
    static HiddenFrom parse(String text) {
        int at = text.indexOf(':');
        return new HiddenFrom(
                UserId.parse(text.substring(0, at)), UserId.parse(text.substring(at + 1)));
    }

    @Override
    public String toString() {
        return user + ":" + other;
    }
}
