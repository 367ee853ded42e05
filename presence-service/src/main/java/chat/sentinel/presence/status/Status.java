package chat.sentinel.presence.status;

import chat.sentinel.contracts.UserId;
import chat.sentinel.contracts.presence.PresenceStatus;
import chat.sentinel.contracts.presence.StatusKind;
import org.jspecify.annotations.Nullable;

/// What a user says of himself.
///
/// @param version rises with each of the user; 0: he never said anything
/// @param until milliseconds since 1970, available from then on; 0: without end
public record Status(long version, Kind kind, @Nullable String text, long until) {
    public static final Status NONE = new Status(0, Kind.AVAILABLE, null, 0);

    /// The name on the wire is the name in lower case.
    public enum Kind {
        AVAILABLE,
        AWAY,
        BUSY,
        INVISIBLE
    }

    public static Status of(PresenceStatus status) {
        Kind kind =
                switch (status.getKind()) {
                    case AWAY -> Kind.AWAY;
                    case BUSY -> Kind.BUSY;
                    case INVISIBLE -> Kind.INVISIBLE;
                    case AVAILABLE, STATUS_KIND_UNSPECIFIED, UNRECOGNIZED -> Kind.AVAILABLE;
                };
        String text = status.getText();
        return new Status(
                status.getVersion(), kind, text.isEmpty() ? null : text, status.getUntil());
    }

    public PresenceStatus.Builder toProto(UserId user) {
        return PresenceStatus.newBuilder()
                .setUserId(user.byteString())
                .setVersion(version)
                .setKind(StatusKind.valueOf(kind.name()))
                .setText(text == null ? "" : text)
                .setUntil(until);
    }

    /// As it is at a time: past its end there is none.
    public Status at(long now) {
        return until != 0 && until <= now ? new Status(version, Kind.AVAILABLE, null, 0) : this;
    }

    public boolean isInvisible() {
        return kind == Kind.INVISIBLE;
    }

    public boolean isPlain() {
        return kind == Kind.AVAILABLE && text == null;
    }
}
