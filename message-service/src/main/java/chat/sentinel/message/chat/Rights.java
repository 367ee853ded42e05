package chat.sentinel.message.chat;

import chat.sentinel.contracts.ErrorCode;
import chat.sentinel.contracts.chat.ChatKind;
import chat.sentinel.message.store.Role;
import org.jspecify.annotations.Nullable;

/// What a member may do in a chat, by the chat's kind and the member's role. Each answer is why
/// not; null: he may.
///
/// A private chat stays as it is. In a group owners and admins rename, add and remove; an admin
/// removes members only; owners give roles. Only its author edits a message; owners and admins
/// delete anybody's.
public final class Rights {
    private Rights() {}

    /// The title, and what new members see.
    public static @Nullable ErrorCode toUpdate(ChatKind kind, Role actor) {
        return kind == ChatKind.PRIVATE ? ErrorCode.NOT_A_GROUP : unless(actor != Role.MEMBER);
    }

    public static @Nullable ErrorCode toAdd(ChatKind kind, Role actor) {
        return toUpdate(kind, actor);
    }

    /// Somebody else than oneself.
    public static @Nullable ErrorCode toRemove(ChatKind kind, Role actor, Role removed) {
        return kind == ChatKind.PRIVATE
                ? ErrorCode.NOT_A_GROUP
                : unless(actor == Role.OWNER || (actor == Role.ADMIN && removed == Role.MEMBER));
    }

    public static @Nullable ErrorCode toLeave(ChatKind kind) {
        return kind == ChatKind.PRIVATE ? ErrorCode.NOT_A_GROUP : null;
    }

    public static @Nullable ErrorCode toChangeRole(ChatKind kind, Role actor) {
        return kind == ChatKind.PRIVATE ? ErrorCode.NOT_A_GROUP : unless(actor == Role.OWNER);
    }

    public static @Nullable ErrorCode toEdit(boolean author) {
        return unless(author);
    }

    public static @Nullable ErrorCode toDelete(Role actor, boolean author) {
        return unless(author || actor != Role.MEMBER);
    }

    private static @Nullable ErrorCode unless(boolean allowed) {
        return allowed ? null : ErrorCode.FORBIDDEN;
    }
}
