package chat.sentinel.contracts;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The error catalogue: every code that a client can meet, on REST as problem details (RFC
/// 9457) and on STOMP as an `error` or `message_rejected` event. A code, once published, keeps
/// its meaning.
public enum ErrorCode {
    // Bad input: repeating it as it is will not help.
    INVALID_REQUEST(400, false, "The request cannot be read"),
    VALIDATION_FAILED(422, false, "Some fields are not valid"),
    INVALID_CURSOR(400, false, "The cursor is not valid here; start again without one"),
    CLOCK_SKEW(422, false, "The id lies too far in the future; set the clock by server_time"),
    MESSAGE_TOO_LARGE(413, false, "The message is larger than a message may be"),
    PAYLOAD_TOO_LARGE(413, false, "The request is larger than a request may be"),
    UNSUPPORTED_MEDIA_TYPE(415, false, "The content type is not supported here"),
    NOT_ACCEPTABLE(406, false, "No representation fits the Accept header"),
    METHOD_NOT_ALLOWED(405, false, "The method is not allowed here"),
    UNKNOWN_DESTINATION(404, false, "There is no such destination"),
    CHAT_WITH_ONESELF(422, false, "A private chat needs another person"),
    DUPLICATE_ID(409, false, "The id belongs to something else"),
    NOT_A_GROUP(409, false, "A private chat stays as it is"),
    GROUP_FULL(409, false, "The group has as many members as a group may have"),
    ALREADY_MEMBER(409, false, "The user is in the group already"),
    LAST_OWNER(409, false, "A group needs an owner; make somebody else one first"),
    TOO_MANY_EMOJIS(409, false, "The message has, or had, as many different emojis as it may have"),
    UPLOAD_MISSING(
            409, true, "Nothing was uploaded yet, or not all of it; send it, then ask again"),
    MEDIA_REJECTED(422, false, "The file is not taken; detail says why"),
    MEDIA_QUOTA(409, false, "There is no room left for files; delete some first"),
    MEDIA_NOT_READY(409, true, "The file was not looked at yet; media_changed tells when it was"),
    TOO_LATE(409, false, "The message is too old to be changed"),

    // Who is asking.
    UNAUTHENTICATED(401, false, "Sign in first"),
    BAD_CREDENTIALS(401, false, "Username or password is wrong"),
    INVALID_TOKEN(401, false, "The token is not valid"),
    TOKEN_EXPIRED(401, false, "The access token has expired; refresh it"),
    SESSION_REVOKED(401, false, "The session has ended; sign in again"),
    FORBIDDEN(403, false, "This is not yours to do"),

    // What is asked for.
    NOT_FOUND(404, false, "There is nothing here"),
    USER_NOT_FOUND(404, false, "There is no such user"),
    CHAT_NOT_FOUND(404, false, "There is no such chat"),
    MESSAGE_NOT_FOUND(404, false, "There is no such message here, or it was deleted"),
    MEDIA_NOT_FOUND(404, false, "There is no such file here, or it was deleted"),
    MEMBER_NOT_FOUND(404, false, "The user is not in the group"),
    USERNAME_TAKEN(409, false, "The username is taken"),
    EMAIL_TAKEN(409, false, "The e-mail address is taken"),
    TOO_MANY_APPLICATIONS(409, false, "There are as many applications as there may be"),
    TOO_MANY_DEVICES(409, false, "There are as many devices as there may be; remove one first"),
    TOO_MANY_BLOCKS(409, false, "The block list is full; unblock somebody first"),

    // Try again.
    TOO_MANY_REQUESTS(429, true, "Too many requests; wait as long as Retry-After says"),
    OUTCOME_UNKNOWN(503, true, "Not confirmed in time; send the same id again"),
    SEND_PENDING(
            503, true, "An earlier send to this chat is not confirmed yet; send it again first"),
    NOT_YET(503, true, "The chat has not come that far yet; ask again"),
    STORE_UNAVAILABLE(503, true, "A store is unavailable; ask again"),
    INTERNAL_ERROR(500, true, "Something went wrong on our side"),

    // What the gateway says in place of a service.
    REQUEST_TIMEOUT(408, true, "The request did not arrive in time"),
    BAD_GATEWAY(502, true, "The service behind the gateway does not answer; ask again"),
    SERVICE_UNAVAILABLE(503, true, "The service is not available; ask again"),
    GATEWAY_TIMEOUT(
            504,
            true,
            "The service did not answer in time; whether it did what was asked is not known");

    private final int status;
    private final boolean retryable;
    private final String title;

    ErrorCode(int status, boolean retryable, String title) {
        this.status = status;
        this.retryable = retryable;
        this.title = title;
    }

    /// The code of this name on the wire; empty for a name that is none here.
    public static Optional<ErrorCode> of(String code) {
        return Arrays.stream(values()).filter(known -> known.code().equals(code)).findFirst();
    }

    /// The name on the wire, as in `urn:sentinel:problem:chat_not_found`.
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String type() {
        return "urn:sentinel:problem:" + code();
    }

    /// The HTTP status.
    public int status() {
        return status;
    }

    /// Whether the same request can succeed later.
    public boolean retryable() {
        return retryable;
    }

    /// One sentence that says what to do.
    public String title() {
        return title;
    }
}
