package chat.sentinel.message.send;

import chat.sentinel.contracts.OneLine;
import chat.sentinel.contracts.chat.NewMembersSee;

/// What the fields of a group may hold.
public final class GroupFields {
    private static final int LONGEST_TITLE = 200;

    private GroupFields() {}

    /// @throws IllegalArgumentException for what is no title
    public static String title(String text) {
        String title = text.strip();
        if (title.isEmpty() || title.length() > LONGEST_TITLE) {
            throw new IllegalArgumentException("has 1 to " + LONGEST_TITLE + " characters");
        }
        if (!OneLine.is(title)) {
            throw new IllegalArgumentException("is one line of Unicode text");
        }
        return title;
    }

    /// @throws IllegalArgumentException for what is no choice
    public static NewMembersSee newMembersSee(String text) {
        return switch (text) {
            case "from_joining" -> NewMembersSee.FROM_JOINING;
            case "everything" -> NewMembersSee.EVERYTHING;
            default -> throw new IllegalArgumentException("is from_joining or everything");
        };
    }
}
