package chat.sentinel.message.store;

import chat.sentinel.contracts.chat.MemberRole;
import java.util.Locale;

/// What a member is in a chat. Private chats have members only.
public enum Role {
    MEMBER,
    ADMIN,
    OWNER;

    /// @throws IllegalArgumentException for one that is not known here
    public static Role of(MemberRole proto) {
        return switch (proto) {
            case MEMBER -> MEMBER;
            case ADMIN -> ADMIN;
            case OWNER -> OWNER;
            case MEMBER_ROLE_UNSPECIFIED, UNRECOGNIZED ->
                    throw new IllegalArgumentException("unknown role");
        };
    }

    public MemberRole toProto() {
        return switch (this) {
            case MEMBER -> MemberRole.MEMBER;
            case ADMIN -> MemberRole.ADMIN;
            case OWNER -> MemberRole.OWNER;
        };
    }

    /// @throws IllegalArgumentException for a name that is none
    public static Role parse(String name) {
        return switch (name) {
            case "member" -> MEMBER;
            case "admin" -> ADMIN;
            case "owner" -> OWNER;
            default -> throw new IllegalArgumentException("is owner, admin or member");
        };
    }

    /// As on the wire and in the store.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
