package chat.sentinel.fcm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The documented failures, with the status, the canonical code and the sentence that FCM answers.
enum FcmError {
    INVALID_ARGUMENT(400, "INVALID_ARGUMENT", "Request contains an invalid argument."),
    SENDER_ID_MISMATCH(403, "PERMISSION_DENIED", "SenderId mismatch"),
    THIRD_PARTY_AUTH_ERROR(401, "UNAUTHENTICATED", "Auth error from APNS or Web Push Service"),
    UNREGISTERED(404, "NOT_FOUND", "Requested entity was not found."),
    QUOTA_EXCEEDED(429, "RESOURCE_EXHAUSTED", "Sending quota exceeded for the message target."),
    UNAVAILABLE(503, "UNAVAILABLE", "The service is currently unavailable."),
    INTERNAL(500, "INTERNAL", "Internal error encountered.");

    private final int status;
    private final String canonical;
    private final String sentence;

    FcmError(int status, String canonical, String sentence) {
        this.status = status;
        this.canonical = canonical;
        this.sentence = sentence;
    }

    int status() {
        return status;
    }

    /// With `UNAVAILABLE` and `QUOTA_EXCEEDED` FCM may say when to come again.
    boolean passes() {
        return this == QUOTA_EXCEEDED || this == UNAVAILABLE;
    }

    Map<String, Object> body() {
        return body(status, sentence, canonical, List.of(detail()));
    }

    /// `INVALID_ARGUMENT` for one field.
    static Map<String, Object> body(Violation violation) {
        var details = new ArrayList<Object>();
        details.add(INVALID_ARGUMENT.detail());
        details.add(
                Map.of(
                        "@type",
                        "type.googleapis.com/google.rpc.BadRequest",
                        "fieldViolations",
                        List.of(
                                Map.of(
                                        "field",
                                        violation.field(),
                                        "description",
                                        violation.description()))));
        return body(400, violation.description(), INVALID_ARGUMENT.canonical, details);
    }

    /// A token that never was one: only the sentence tells it from other invalid arguments.
    static Map<String, Object> invalidToken() {
        return body(
                400,
                "The registration token is not a valid FCM registration token",
                INVALID_ARGUMENT.canonical,
                List.of(INVALID_ARGUMENT.detail()));
    }

    /// The request brings no access token that counts.
    static Map<String, Object> unauthenticated() {
        return body(
                401,
                "Request had invalid authentication credentials.",
                "UNAUTHENTICATED",
                List.of());
    }

    private Map<String, Object> detail() {
        return Map.of(
                "@type",
                "type.googleapis.com/google.firebase.fcm.v1.FcmError",
                "errorCode",
                name());
    }

    private static Map<String, Object> body(
            int code, String message, String status, List<?> details) {
        return Map.of(
                "error",
                Map.of("code", code, "message", message, "status", status, "details", details));
    }
}
